"""What happens next, given the age already reached."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kit.estimates.curves import Curves, Points, bounds, states
from kit.estimates.intervals import Floats


def conditional(curves: Curves, starts: ArrayLike, ends: ArrayLike) -> Points:
    """Estimate what became of those open at the start of each age band, by its end.

    Aalen–Johansen inside the band, so that those cut off within it count as long as they were
    seen. A band whose end nobody has reached is counted as far as anybody went, and
    `is_reached` is False; so it is for a band without end, unless all have ended.

    Parameters
    ----------
    starts, ends
        Bands (start, end]; the first also holds age 0, and the last may end at infinity.

    Returns
    -------
    Points
        One column per band; `n` is the number open at its start, values are NaN where that is 0.
    """
    columns = [
        _band(curves, float(start), float(end))
        for start, end in zip(np.ravel(starts), np.ravel(ends), strict=True)
    ]
    n, value, low, high, is_reached = zip(*columns, strict=True)
    return Points(
        np.array(n, dtype=float),
        np.column_stack(value),
        np.column_stack(low),
        np.column_stack(high),
        np.array(is_reached),
    )


def _band(curves: Curves, start: float, end: float) -> tuple[int, Floats, Floats, Floats, bool]:
    table = curves.table
    n = table.still_open(start)
    if n <= 0 or start < table.start:
        nothing = np.full(len(curves.incidence), np.nan)
        return n, nothing, nothing, nothing, False
    inside, last = table.after(start, end), min(end, table.until)
    before = np.eye(len(curves.incidence), 1)
    shares, variances = states(inside)
    value = np.hstack([before, shares])[:, -1]
    variance = np.hstack([0 * before, variances])[:, -1]
    low, high = bounds(value, variance, inside.average_at_risk(last), curves.level)
    return n, value, low, high, bool(end <= table.until or value[0] == 0)
