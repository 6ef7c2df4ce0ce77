"""How long contracts run: a retention curve for customers who say when they leave.

Shifted beta-geometric (Fader and Hardie 2007): each month a customer leaves with a probability of
its own, a Beta(leaves, stays) sample over customers. Those likely to leave go first, so that the
curve flattens; the same chance for all is the limit of great parameters.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln

from kit.estimates.intervals import Floats


class Staying(NamedTuple):
    """Parameters of the Beta of leaving in a month."""

    leaves: float
    stays: float


def staying_log_likelihood(model: Staying, months: ArrayLike, has_left: ArrayLike) -> Floats:
    """Log-likelihood of each customer: left in its month number `months`, or stayed for so many.

    Examples
    --------
    >>> np.exp(staying_log_likelihood(Staying(1, 1), [1, 2, 2], [True, True, False])).round(4)
    array([0.5   , 0.1667, 0.3333])
    """
    months, left = np.asarray(months, dtype=float), np.asarray(has_left, dtype=float)
    chances = betaln(model.leaves + left, model.stays + months - left)
    return np.asarray(chances - betaln(model.leaves, model.stays))


def kept(model: Staying, months: ArrayLike, ahead: ArrayLike) -> Floats:
    """Share of those who stayed for `months` that stay for `ahead` months more.

    Examples
    --------
    >>> kept(Staying(1, 1), [0, 9], 1).round(3).tolist()
    [0.5, 0.909]
    """
    months, ahead = np.asarray(months, dtype=float), np.asarray(ahead, dtype=float)
    then = betaln(model.leaves, model.stays + months + ahead)
    return np.asarray(np.exp(then - betaln(model.leaves, model.stays + months)))


def expected_months(
    model: Staying, months: ArrayLike, ahead: ArrayLike, discount: float = 0.0
) -> Floats:
    """Months paid for in the next `ahead` ones by customers who have stayed for `months`.

    Parameters
    ----------
    ahead
        Whole or broken months, of each customer or one for all; the running month counts by the
        part of it that lies within.
    discount
        Force of interest per month; a month is paid for in its middle.

    Examples
    --------
    >>> expected_months(Staying(1, 1), 1, 2).round(4).tolist()
    1.1667
    """
    pair = np.broadcast_arrays(np.asarray(months, dtype=float), np.asarray(ahead, dtype=float))
    months, ahead = (part.ravel() for part in pair)
    made = np.zeros(len(months))
    for k in range(1, int(np.ceil(ahead.max(initial=0.0))) + 1):
        part = np.clip(ahead - (k - 1), 0.0, 1.0)
        made += part * kept(model, months, k) * np.exp(-discount * (k - 0.5))
    return made.reshape(pair[0].shape)
