"""What was open when the first of all snapshots was taken, worked back from the newest one.

The first snapshots themselves may have been pruned; what changed since is still known.
"""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame

START = "observed_start"
"""Name of the derived table."""

_KEYS = ["opportunity_id", "region", "team"]


def open_at_first(opportunities: DataFrame, changes: DataFrame) -> DataFrame:
    """The opportunities that were open before any of `changes`, with their amounts then.

    Parameters
    ----------
    opportunities
        Loaded opportunities of the whole company, of the newest snapshot.
    changes
        All that was seen to change since the first one, as `kit.data.comparing.compared` gives it.

    Returns
    -------
    DataFrame
        opportunity_id, region and team (the unit that held it then), amount (in the project's
        currency; missing where it had none); sorted.
    """
    first = changes.sort_values("to_taken_at", kind="stable").drop_duplicates(_KEYS)
    changed = first[first["status_before"].eq("open")].rename(columns={"amount_before": "amount"})
    now = opportunities.loc[opportunities["status"].eq("open"), [*_KEYS, "amount"]]
    known = now.merge(first[_KEYS], how="left", on=_KEYS, indicator=True)
    same = now[known["_merge"].eq("left_only").to_numpy()]
    parts = [part for part in (changed[[*_KEYS, "amount"]], same) if len(part)]
    rows = pd.concat(parts) if parts else same
    types = {**dict.fromkeys(_KEYS, "str"), "amount": "float64"}
    return rows.astype(types).sort_values(_KEYS, ignore_index=True)
