"""What KPIs of the future share: derived tables of the right day, and groups over several tables.

Models are fitted once per snapshot, on all that was known then. For an earlier day they know too
much, so that their tables count only on the day that they were made for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.kpis.groups import Groups, group
from kit.window import Window

UNITS = ("region", "team")
"""Dimensions that models know: what they say of anything else is not attributable."""


def of_day(table: DataFrame | None, window: Window) -> DataFrame | None:
    """The rows of a derived table that were made for `as_of`; None where there are none.

    >>> from datetime import date
    >>> made = DataFrame({"as_of": pd.to_datetime(["2026-01-31"]), "value": [1.0]})
    >>> len(of_day(made, Window(date(2026, 1, 31)))), of_day(made, Window(date(2026, 1, 30)))
    (1, None)
    """
    if table is None:
        return None
    rows = table[table["as_of"].eq(pd.Timestamp(window.as_of))]
    return rows if len(rows) else None


def is_of_units(by: Sequence[str]) -> bool:
    """Whether models can tell apart what is split by these dimensions."""
    return set(by) <= set(UNITS)


def joint_groups(frames: Sequence[DataFrame], by: Sequence[str]) -> tuple[DataFrame, list[Groups]]:
    """One set of groups over the rows of several tables.

    Parameters
    ----------
    frames
        Tables with the columns of `by`; those of the first are categorical.

    Returns
    -------
    tuple
        Keys of the groups that occur anywhere, the members of the first table before the others;
        and the groups of each table, all with these keys. Without `by` there is one group, with
        rows or without.
    """
    if not by:
        keys = DataFrame(index=range(1))
        return keys, [Groups(keys, np.zeros(len(one), dtype=np.int64)) for one in frames]
    types = {name: _members([one[name] for one in frames]) for name in by}
    joined = pd.concat([one[list(by)].astype(types) for one in frames], ignore_index=True)
    groups = group(joined, by)
    cuts = np.cumsum([len(one) for one in frames])[:-1]
    return groups.keys, [Groups(groups.keys, part) for part in np.split(groups.codes, cuts)]


def _members(columns: Sequence[Series]) -> pd.CategoricalDtype:
    known = columns[0].cat.categories
    others = [pd.Index(one.dropna().unique()).astype(object) for one in columns[1:]]
    for found in others:
        known = known.append(found.difference(known.astype(object)))
    return pd.CategoricalDtype(known)
