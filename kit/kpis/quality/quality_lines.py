"""One line of the data-quality listing, and how far a source can be trusted with it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal, NamedTuple

import pandas as pd

Use = Literal["counts", "durations", "amounts", "open_amounts"]
USES: tuple[Use, ...] = ("counts", "durations", "amounts", "open_amounts")

CARE = 0.02
"""Share of a source's records from which on a use of it needs care."""
UNSAFE = 0.25
"""Share from which on a use of it misleads."""
STALE = 7
"""Days without a new event from which on a source is behind."""
OLD = 31
"""Days from which on it says nothing of the running period."""
LEVELS = ("safe", "care", "unsafe")


class Line(NamedTuple):
    """Something that was found in a table.

    Attributes
    ----------
    check
        What was looked for; `kit.tables` has the words for it.
    n, among
        Records it was found in, and those it was looked for in.
    uses
        What these records are not good for.
    scope
        Whether it was counted in the unit's own records or in all that the company loaded.
    days, amount, day
        What the check tells beside the count: a span, money, a date.
    """

    table: str
    column: str
    check: str
    n: int
    among: int
    uses: tuple[Use, ...] = ()
    scope: Literal["unit", "company"] = "unit"
    days: float = float("nan")
    amount: float = float("nan")
    day: pd.Timestamp | None = None


_TYPES = {
    "table": "str",
    "column": "str",
    "check": "str",
    "n": "Int64",
    "among": "Int64",
    "share": "float64",
    "uses": "str",
    "scope": "str",
    "days": "float64",
    "amount": "float64",
    "day": "datetime64[us]",
    "level": "str",
}
"""Columns of the listing."""


def level(share: float) -> str:
    """How far records can be used of which the share `share` is not good for it.

    >>> level(0.0), level(0.1), level(0.5)
    ('safe', 'care', 'unsafe')
    """
    return LEVELS[int(share >= CARE) + int(share >= UNSAFE)]


def as_listing(lines: Iterable[Line]) -> pd.DataFrame:
    """The lines as a listing, the gravest first.

    Returns
    -------
    pandas.DataFrame
        The fields of `Line`, `uses` joined by spaces, `share` (`n` of `among`) and `level`.
    """
    kept = sorted(lines, key=_gravity)
    rows = [
        (*line[:5], _share(line), " ".join(line.uses), *line[6:], _level(line)) for line in kept
    ]
    columns = zip(*rows, strict=True) if rows else [()] * len(_TYPES)
    return pd.DataFrame(
        {
            name: pd.Series(list(column), dtype=dtype)
            for (name, dtype), column in zip(_TYPES.items(), columns, strict=True)
        }
    )


def _gravity(line: Line) -> tuple[bool, int, bool, float]:
    """What the lines are put in order by: what says something, its level, the greatest share."""
    share = _share(line)
    return (
        line.check == "nothing",
        -LEVELS.index(_level(line)),
        math.isnan(share),
        0.0 if math.isnan(share) else -share,
    )


def _share(line: Line) -> float:
    return line.n / line.among if line.among else float("nan")


def _level(line: Line) -> str:
    """A line that touches no use of a source asks for care at most."""
    if line.check == "stale":
        return LEVELS[int(line.days > STALE) + int(line.days > OLD)]
    found = level(_share(line))
    return found if line.uses or found == "safe" else "care"
