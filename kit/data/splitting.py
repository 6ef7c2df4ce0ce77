"""Dividing amounts among several so that the parts add up to the whole, to the last minor unit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_ALMOST_WHOLE = 1e-9

Ints = npt.NDArray[np.int64]


def digits_of(amounts: npt.NDArray[np.float64]) -> int:
    """Decimal places that hold all of the amounts: 2, or 3 where some currency needs them.

    >>> digits_of(np.array([10.25, 3.0])), digits_of(np.array([10.125]))
    (2, 3)
    """
    cents = amounts * 100
    return 2 if np.all(np.abs(cents - np.rint(cents)) < 1e-3) else 3


def split(units: Ints, starts: Ints, weights: npt.NDArray[np.float64]) -> Ints:
    """Divide whole numbers by weights; what rounding leaves over goes to the largest share.

    Parameters
    ----------
    units
        What is divided: minor units, one number per whole.
    starts
        Position of the first share of each whole; its shares go up to the next whole's first, and
        every whole has at least one.
    weights
        One per share, 0 or more, not all 0 within a whole.

    Returns
    -------
    array of int, shape of `weights`
        Shares that add up to `units`, whole by whole. Of equal largest shares the first one takes
        what is left over.

    Examples
    --------
    >>> split(np.array([100, 7]), np.array([0, 3]), np.array([1.0, 1.0, 1.0, 0.4, 0.6])).tolist()
    [34, 33, 33, 2, 5]
    """
    if not len(starts):
        return np.empty(0, dtype=np.int64)
    sizes = np.diff(np.append(starts, len(weights)))
    scale = units / np.add.reduceat(weights, starts)
    shares = np.floor(np.repeat(scale, sizes) * weights + _ALMOST_WHOLE).astype(np.int64)
    left = units - np.add.reduceat(shares, starts)
    largest = weights == np.repeat(np.maximum.reduceat(weights, starts), sizes)
    # The first of the largest: the place at which a running count of them steps up in its whole.
    count = np.cumsum(largest)
    before = np.repeat(count[starts] - largest[starts], sizes)
    shares[largest & (count == before + 1)] += left
    return shares
