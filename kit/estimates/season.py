"""What months of the year do to a monthly series: seasonal-trend decomposition by loess (STL)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kit.estimates.intervals import Floats

MONTHS = 12
SHORTEST = 2 * MONTHS
"""Full months that it takes to tell a season from a trend."""


class Season(NamedTuple):
    """A monthly series taken apart: seasonal + trend + rest add up to it."""

    seasonal: Floats
    trend: Floats
    rest: Floats


def season_of(values: Floats) -> Season:
    """Decompose a monthly series by STL, robust against single odd months.

    Parameters
    ----------
    values
        At least `SHORTEST` months without a gap, oldest first.

    Raises
    ------
    ValueError
        If the series is too short.

    Examples
    --------
    >>> parts = season_of(np.tile([1.0, 3.0, 2.0, 2.0], 6))
    >>> bool(np.allclose(parts.seasonal[:2], [-1, 1], atol=1e-6))
    True
    """
    if len(values) < SHORTEST:
        raise ValueError(f"a season takes {SHORTEST} months, not {len(values)}")
    from statsmodels.tsa.seasonal import STL  # late: importing it takes seconds

    found = STL(np.asarray(values, dtype=float), period=MONTHS, robust=True).fit()
    return Season(*(np.asarray(part) for part in (found.seasonal, found.trend, found.resid)))
