"""What campaigns cost in each period."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from kit.window import Window

_UNITS = ("region", "team")


def campaign_spend(
    spend: pd.DataFrame,
    labels: pd.Series,
    window: Window,
    by: Sequence[str] = (),
    unnamed: str = "",
) -> pd.DataFrame:
    """Spend of campaigns by period, day by day of the time that it is for.

    Parameters
    ----------
    spend
        One row per amount; both days of its period are inclusive. Rows without campaign are left
        out.
    labels
        What each campaign is called by, its id as index.
    by
        Dimensions; those that spend does not have leave nothing.
    unnamed
        What campaigns without a label are called; by default by their ids.

    Returns
    -------
    pandas.DataFrame
        period, the columns of `by` as text, touch, spent.
    """
    rows = spend[spend["campaign_id"].notna() & spend["amount"].notna()]
    columns = ["period", *by, "touch", "spent"]
    if rows.empty or not set(by) <= set(_UNITS):
        return pd.DataFrame(columns=columns).astype({"period": "datetime64[us]", "spent": float})
    start = rows["period_start"].to_numpy("datetime64[D]")
    end = rows["period_end"].to_numpy("datetime64[D]") + 1
    ids = rows["campaign_id"].astype("str")
    touch = ids.map(labels).astype("str").fillna(unnamed or ids)
    parts = []
    for first, after in pairwise([*window.starts, window.end]):
        overlap = np.minimum(end, np.datetime64(after)) - np.maximum(start, np.datetime64(first))
        share = np.maximum(overlap.astype(np.int64), 0) / (end - start).astype(np.int64)
        part = rows[list(by)].astype("str").assign(period=pd.Timestamp(first), touch=touch)
        parts.append(part.assign(spent=rows["amount"].to_numpy() * share)[share > 0])
    whole = pd.concat(parts).sort_values([*columns], ignore_index=True)
    return whole.groupby(columns[:-1], dropna=False, as_index=False)["spent"].sum()
