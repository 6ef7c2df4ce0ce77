"""What activities know of themselves, and what the opportunity or lead that they are for knows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.positions import positions


def told(
    activities: pd.DataFrame,
    opportunities: pd.DataFrame,
    leads: pd.DataFrame,
    by: Sequence[str],
) -> pd.DataFrame:
    """Columns to split activities by: their own, else their opportunity's, else their lead's.

    Parameters
    ----------
    activities
        One row per activity.
    opportunities, leads
        As known on `as_of`; columns of `by` in `opportunities` categorical.
    by
        Columns of the opportunities.

    Returns
    -------
    pandas.DataFrame
        The columns of `by` on the index of `activities`, with the members of the opportunities and
        whatever else occurs.
    """
    if not by:
        return pd.DataFrame(index=activities.index)
    places = [
        (opportunities, positions(activities["opportunity_id"], opportunities["opportunity_id"])),
        (leads, positions(activities["lead_id"], leads["lead_id"])),
    ]
    columns = {name: _column(name, activities, opportunities, places) for name in by}
    return pd.DataFrame(columns, index=activities.index)


def _column(
    name: str,
    activities: pd.DataFrame,
    opportunities: pd.DataFrame,
    places: list[tuple[pd.DataFrame, np.ndarray]],
) -> pd.Series:
    """One column: codes into the members of all that know it, the first filled one wins."""
    known = [(activities, np.arange(len(activities))), *places]
    members = opportunities[name].cat.categories
    codes = np.full(len(activities), -1, dtype=np.int64)
    for table, place in known:
        if name not in table or not len(table):
            continue
        own = pd.Categorical(table[name])
        members = members.append(own.categories.difference(members))
        found = np.append(members.get_indexer(own.categories), -1)[own.codes]
        codes = np.where((codes < 0) & (place >= 0), found[place], codes)
    return pd.Series(pd.Categorical.from_codes(codes, members), index=activities.index)
