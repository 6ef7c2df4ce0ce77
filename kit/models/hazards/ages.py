"""Bins of age: fine where many opportunities end, coarse where few do."""

from __future__ import annotations

import numpy as np

from kit.estimates.intervals import Floats

_GRID = (
    *(0.0, 1.0, 2.0, 4.0, 7.0, 11.0, 15.0, 22.0, 30.0, 38.0, 45.0, 60.0, 75.0, 90.0, 105.0, 120.0),
    *(150.0, 180.0, 210.0, 240.0, 300.0, 365.0, 455.0, 545.0, 730.0, 1095.0, 1460.0, 2190.0),
)
FEWEST = 20
"""Ends that make a bin."""
_WIDEST = 1.25
"""A bin without so many ends closes where its next edge is so many times its first age."""
_YOUNGEST = 7.5
"""Age that counts as its first age for younger bins."""


def edges_for(ends: Floats) -> Floats:
    """First ages of the bins; the last bin has no end.

    Neighbouring bins of a fixed grid are merged until each holds `FEWEST` ends or is wide for its
    age. So bins stay above the oldest ends too, and what has long outlived all that closed is
    not said to close as they did.

    Parameters
    ----------
    ends
        Ages in days of those that ended.

    Examples
    --------
    >>> edges_for(np.repeat([0.5, 12.0, 13.0], [30, 10, 15])).tolist()[:4]
    [0.0, 1.0, 11.0, 15.0]
    """
    grid = np.array(_GRID)
    place = np.maximum(np.searchsorted(grid, ends, side="left") - 1, 0)
    counts = np.bincount(place, minlength=len(grid))
    kept, held = [0], 0
    for bin_ in range(1, len(grid)):
        held += int(counts[bin_ - 1])
        if held >= FEWEST or grid[bin_] >= _WIDEST * max(grid[kept[-1]], _YOUNGEST):
            kept.append(bin_)
            held = 0
    return grid[kept]


def bins_of(ages: Floats, edges: Floats) -> np.ndarray:
    """Number of the bin that holds each age; an age on an edge belongs to the bin it ends."""
    return np.maximum(np.searchsorted(edges, ages, side="left") - 1, 0)


def middles(edges: Floats) -> Floats:
    """A typical age of each bin; the open last one is taken half as long again as its start."""
    upper = np.append(edges[1:], edges[-1] * 1.5 + 1)
    return (edges + upper) / 2
