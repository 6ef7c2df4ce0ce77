"""Which opportunity a lead became."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import Index, Series


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
    named = opportunities[opportunities["lead_id"].notna()]
    place = Index(leads["lead_id"].iloc[blank]).get_indexer(Index(named["lead_id"]))
    named = named.assign(place=place)[place >= 0]
    first = named.sort_values(["created_at", "opportunity_id"]).drop_duplicates("place")
    own.iloc[blank[first["place"]]] = first["opportunity_id"].to_numpy()
    return own
