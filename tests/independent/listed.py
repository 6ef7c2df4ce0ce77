"""Two listings of the same rows, held against each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.independent.checks import Check
from tests.independent.crm import Held


def unlike(held: Held, check: Check) -> list[str]:
    """What the kit and the check do not agree on; a check of `some` may list more than the kit."""
    window = held.window("quarter", 6)
    expected = held.expected(check.script, window)
    computed = held.computed(check.name, window)
    keys = list(check.key)
    ours, theirs = (_plain(one[list(expected.columns)], keys) for one in (computed, expected))
    assert ours.index.is_unique
    assert theirs.index.is_unique
    wrong = [f"{key}: not expected" for key in ours.index.difference(theirs.index)]
    if not check.some:
        wrong += [f"{key}: not listed" for key in theirs.index.difference(ours.index)]
    both = ours.index.intersection(theirs.index)
    assert len(both)
    for name in ours:
        left, right = ours.loc[both, name], theirs.loc[both, name]
        same = [_same(one, other, check.tolerance) for one, other in zip(left, right, strict=True)]
        wrong += [
            f"{key}, {name}: computed {left[key]}, expected {right[key]}"
            for key in both[~np.array(same)]
        ]
    return wrong


def _plain(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Columns of Python's own values, by the keys as text."""
    columns = {}
    for name in frame:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            column = column.dt.strftime("%Y-%m-%d")
        column = column.astype("object")
        columns[name] = column.where(column.notna(), None if name not in keys else "")
    plain = pd.DataFrame(columns)
    return plain.set_index(keys) if len(keys) > 1 else plain.set_index(keys[0])


def _same(one: object, other: object, tolerance: float) -> bool:
    if one is None or other is None or isinstance(one, str) or isinstance(other, str):
        return one == other
    return bool(np.isclose(float(one), float(other), rtol=tolerance, atol=1e-6))  # type: ignore[arg-type]
