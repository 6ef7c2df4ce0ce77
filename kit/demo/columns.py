"""Numbers of the simulation → columns of text files.

Inside the simulation an instant is an ``int64`` of seconds since 1970 (UTC), a day an ``int64``
of days since 1970, a member of a dimension its position, a record its number from 1. What is
not there is `MISSING` (instants, days), negative (positions), 0 (record numbers) or NaN (amounts).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]

MISSING = int(np.iinfo(np.int64).min)
DAY = 86_400
_FIRST_DAY = int(np.datetime64("2000-01-01").astype(np.int64))
_DAYS = 20_000


def ids(prefix: str, numbers: Whole, width: int = 7) -> Any:
    """Text ids; a number of 0 has none.

    >>> ids("O", np.array([1, 0])).to_pylist()
    ['O0000001', None]
    """
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers, mask=numbers <= 0), pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def labels(codes: Whole, names: Sequence[str]) -> Any:
    """Names of members; a negative position has none.

    >>> labels(np.array([1, -1]), ["open", "won"]).to_pylist()
    ['won', None]
    """
    return pa.array(names, pa.string()).take(pa.array(codes, mask=codes < 0))


def instants(seconds: Whole) -> Any:
    """ISO 8601 instants in UTC.

    >>> instants(np.array([0, MISSING])).to_pylist()
    ['1970-01-01T00:00:00Z', None]
    """
    missing = seconds == MISSING
    day, second = np.divmod(np.where(missing, 0, seconds), DAY)
    clock = _clock_texts().take(pa.array(second))
    return pc.binary_join_element_wise(dates(np.where(missing, MISSING, day)), clock, "")


def dates(days: Whole) -> Any:
    """ISO 8601 dates.

    >>> dates(np.array([19000])).to_pylist()
    ['2022-01-08']
    """
    missing = days == MISSING
    index = np.where(missing, 0, days - _FIRST_DAY + _DAYS)
    return _day_texts().take(pa.array(index, mask=missing))


def cents(amounts: Real) -> Any:
    """Amounts with exactly two decimals.

    >>> cents(np.array([1234.5, np.nan])).to_pylist()
    ['1234.50', None]
    """
    missing = np.isnan(amounts)
    whole, part = np.divmod(np.rint(np.where(missing, 0.0, amounts) * 100).astype(np.int64), 100)
    text = pc.cast(pa.array(whole, mask=missing), pa.string())
    return pc.binary_join_element_wise(text, _cent_texts().take(pa.array(part)), "")


def counts(values: Whole) -> Any:
    """Whole numbers; negative ones are missing."""
    return pa.array(values, mask=values < 0)


def numbers(values: Real, digits: int) -> Any:
    """Numbers rounded to `digits`; NaN is missing."""
    return pa.array(np.round(values, digits), mask=np.isnan(values))


def flags(values: Flags) -> Any:
    """``true`` and ``false``."""
    return pa.array(values)


def running(groups: Whole) -> Whole:
    """Position from 1 within each run of equal neighbours.

    >>> running(np.array([4, 4, 9])).tolist()
    [1, 2, 1]
    """
    if not groups.size:
        return np.zeros(0, np.int64)
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    lengths = np.diff(np.r_[starts, groups.size])
    return np.arange(groups.size, dtype=np.int64) - np.repeat(starts, lengths) + 1


@cache
def _day_texts() -> Any:
    days = np.arange(_FIRST_DAY - _DAYS, _FIRST_DAY + _DAYS).astype("datetime64[D]")
    return pa.array(np.datetime_as_string(days).astype(object), pa.string())


@cache
def _clock_texts() -> Any:
    return pa.array(
        [f"T{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}Z" for s in range(DAY)], pa.string()
    )


@cache
def _cent_texts() -> Any:
    return pa.array([f".{part:02d}" for part in range(100)], pa.string())
