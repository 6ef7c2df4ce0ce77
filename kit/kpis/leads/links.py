"""Which opportunity a lead became."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import Series

from kit.data.positions import positions

LINKS = ("opportunity_id", "lead_id")
"""Columns of opportunities that `opportunity_of` needs beside their creation."""


def opportunity_of(leads: pd.DataFrame, opportunities: pd.DataFrame) -> Series:
    """Id of the opportunity that each lead became; missing where none is known.

    It is the one that the lead names, else the first opportunity that names the lead: some
    systems write down the one, some the other.

    Parameters
    ----------
    leads, opportunities
        As known on `as_of`; opportunities may be empty.

    Examples
    --------
    >>> leads = pd.DataFrame({"lead_id": ["a", "b", "c"], "opportunity_id": ["1", None, None]})
    >>> opportunities = pd.DataFrame({
    ...     "opportunity_id": ["1", "2"], "lead_id": [None, "b"],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-02"])})
    >>> opportunity_of(leads, opportunities).fillna("none").tolist()
    ['1', '2', 'none']
    """
    own = leads["opportunity_id"].astype("str").copy()
    blank = np.flatnonzero(own.isna())
    named = opportunities[["opportunity_id", "lead_id", "created_at"]]
    named = named[named["lead_id"].notna()]
    place = positions(named["lead_id"], leads["lead_id"].iloc[blank])
    named = named[["created_at", "opportunity_id"]].assign(place=place)[place >= 0]
    # Only leads named by several need an order.
    is_shared = named["place"].duplicated(keep=False)
    shared = named[is_shared].sort_values(["created_at", "opportunity_id"])
    first = pd.concat([named[~is_shared], shared.drop_duplicates("place")])
    own.iloc[blank[first["place"]]] = first["opportunity_id"].array
    return own
