"""Which of several targets for the same day count, so that no money is asked for twice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame

_SCOPE = ("region", "team", "owner", "product")
_ONE_DAY = np.timedelta64(1, "D")

Codes = npt.NDArray[np.int64]


def counted_pieces(
    targets: DataFrame, edges: npt.NDArray[np.datetime64], by: Sequence[str] = ()
) -> DataFrame:
    """Cut targets into the days on which they count.

    Of targets for the same scope on the same day the one for the shortest span counts, the later
    one where they are as long. A target for a whole puts aside those of its parts. One that does
    not say where it belongs, such as that of an owner without a team, counts only where no other
    names what it lacks at a wider level; else it might be part of that.

    Parameters
    ----------
    targets
        Targets for one measure, index 0 to n - 1; both days of their periods are inclusive.
    edges
        Days on which pieces must end; what lies outside the first and the last is left out.
    by
        Dimensions whose members are looked at one by one.

    Returns
    -------
    DataFrame
        row (position of the target), start, end (the first day after), of_days (length of the
        target in days); pieces of different targets are the same days or have none in common.
    """
    start = targets["period_start"].to_numpy("datetime64[us]")
    end = targets["period_end"].to_numpy("datetime64[us]") + _ONE_DAY
    days = np.unique(np.concatenate([start, end, edges]))
    days = days[(days >= edges[0]) & (days <= edges[-1])]
    first, last = np.searchsorted(days, start), np.searchsorted(days, end)
    first, last = np.minimum(first, len(days) - 1), np.minimum(last, len(days) - 1)
    row = np.repeat(np.arange(len(targets)), last - first)
    slot = np.arange(len(row)) - np.repeat(np.cumsum(last - first) - last, last - first)
    scope = _scope(targets, by)[:, row]
    length = (end - start)[row] / _ONE_DAY
    order = np.lexsort((start[row], -length))[::-1]
    kept = np.zeros(len(row), dtype=bool)
    kept[order[_firsts(_packed(slot, scope)[order])]] = True
    kept &= ~(_is_part(slot, scope) | _is_adrift(slot, scope, len(days)))
    pieces = {"row": row, "start": days[slot], "end": days[slot + 1], "of_days": length}
    return DataFrame(pieces)[kept].reset_index(drop=True)


def _scope(targets: DataFrame, by: Sequence[str]) -> Codes:
    """Member of each dimension as a number, 0 where none is named; those of `by` come last."""
    names = [name for name in _SCOPE if name in targets and name not in by] + list(by)
    codes = [pd.factorize(targets[name])[0] + 1 for name in names]
    return np.array(codes, dtype=np.int64).reshape(len(names), len(targets))


def _packed(slot: Codes, scope: Codes) -> Codes:
    """Slot and scope as one number."""
    packed = slot.astype(np.int64)
    for codes in scope:
        _, packed = np.unique(packed * (codes.max(initial=0) + 1) + codes, return_inverse=True)
    return packed


def _firsts(keys: Codes) -> Codes:
    return np.unique(keys, return_index=True)[1]


def _is_part(slot: Codes, scope: Codes) -> npt.NDArray[np.bool_]:
    """Whether a target for a whole that holds this scope is there on the same days."""
    part = np.zeros(len(slot), dtype=bool)
    size = len(slot)
    for count in range(1, len(scope) + 1):
        for left_out in combinations(range(len(scope)), count):
            whole = scope.copy()
            whole[list(left_out)] = 0
            is_smaller = (whole != scope).any(axis=0)
            both = _packed(np.concatenate([slot, slot]), np.hstack([scope, whole]))
            part |= is_smaller & np.isin(both[size:], both[:size])
    return part


def _is_adrift(slot: Codes, scope: Codes, slots: int) -> npt.NDArray[np.bool_]:
    """Whether a wider target on the same days names a dimension that this one leaves open."""
    bits = (1 << np.arange(len(scope)))[:, None] * (scope > 0)
    filled = bits.sum(axis=0).astype(np.int64)
    levels = np.where(scope > 0, np.arange(1, len(scope) + 1)[:, None], 0)
    level = levels.max(axis=0, initial=0)
    named = np.zeros((slots, len(scope) + 2), dtype=np.int64)
    np.bitwise_or.at(named, (slot, level + 1), filled)
    wider = np.bitwise_or.accumulate(named, axis=1)[slot, level]
    return (wider & ~filled) != 0
