"""What rules decide by: pooled shares, recent against earlier, differences that are no chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.advice.limits import in_use
from kit.advice.observation import AT_LEAST, AT_MOST, Value
from kit.estimates.comparison import benjamini_hochberg, compare
from kit.estimates.intervals import wilson
from kit.language import N_

Evidence = tuple[tuple[str, Value], ...]
_LEVEL = 0.90


@dataclass(frozen=True)
class Share:
    """How many of how many; sums of both are shares again."""

    hits: float
    n: float

    @property
    def value(self) -> float:
        """The share; NaN of nothing."""
        return self.hits / self.n if self.n else float("nan")

    @property
    def is_thin(self) -> bool:
        """Whether there are too few records for any verdict."""
        return self.n < in_use().least_records

    def bounds(self, level: float = _LEVEL) -> tuple[float, float]:
        """Wilson's bounds."""
        low, high = wilson(self.hits, self.n, level)
        return float(low), float(high)

    def less(self, other: Share) -> Share:
        """The records that are not among those of `other`."""
        return Share(self.hits - other.hits, self.n - other.n)


class Spans(NamedTuple):
    """Rows of a frame that are recent, and those of before."""

    recent: pd.DataFrame
    before: pd.DataFrame


def pooled(rows: pd.DataFrame) -> Share:
    """The share over all rows of one measure that have a value."""
    known = rows[rows["value"].notna() & rows["n"].notna()]
    n = known["n"].astype("float64")
    return Share(float((known["value"] * n).sum()), float(n.sum()))


def spans(rows: pd.DataFrame) -> Spans:
    """Cut the rows by period: those that began within `recent_days` of the last one, and others."""
    since = rows["period"].max() - pd.Timedelta(days=in_use().recent_days)
    is_recent = rows["period"] > since
    return Spans(rows[is_recent], rows[~is_recent])


def p_values(pairs: Sequence[tuple[Share, Share]]) -> list[float]:
    """P-values of "no difference" between the two shares of each pair, corrected together.

    A pair of which either side is thin is no look: its p-value is NaN.
    """
    found = []
    for one, other in pairs:
        if one.is_thin or other.is_thin:
            found.append(float("nan"))
            continue
        sides = (one.value, *one.bounds(), other.value, *other.bounds())
        found.append(float(compare(*sides, level=_LEVEL).p))
    return [float(value) for value in benjamini_hochberg(np.array(found, dtype=float))]


def is_sure(p: float) -> bool:
    """Whether chance is ruled out far enough to speak; NaN never is."""
    return p < in_use().false_share


def surely(share: Share) -> tuple[float, float]:
    """Bounds that a share must clear on either side before a rule speaks of it alone."""
    return share.bounds(1 - 2 * in_use().false_share)


def told(label: str, share: Share, unit: str = "ratio") -> Evidence:
    """A share with its bounds and what it counts, as evidence."""
    low, high = share.bounds()
    return (
        (label, Value(share.value, unit)),
        (AT_LEAST, Value(low, unit)),
        (AT_MOST, Value(high, unit)),
        (N_("Records"), Value(share.n)),
    )


def numbers(rows: pd.DataFrame) -> dict[str, float]:
    """The value of each measure."""
    return dict(zip(rows["measure"], rows["value"].astype("float64"), strict=True))
