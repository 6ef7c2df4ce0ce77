"""How much to trust the top-down forecast, by how both did in the past.

A stacked forecast is a mixture over paths: on some paths every team's future is that of the
top-down forecast, on the others that of the opportunities, so that totals agree on each. The share
of top-down paths is the one of least pinball loss over past origins, drawn towards a prior share
as long as origins are few: overlapping quarters of a year or two are no more than a handful.

A mixture is wider than either part. The prior share is therefore small, but for young records:
they have not seen yet what becomes of old opportunities, nor the months of a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from kit.estimates.intervals import Floats
from kit.estimates.pinball import QUANTILES, pinball

PRIOR_ORIGINS = 3.0
"""How many past origins the prior is worth."""
_SHARES = np.linspace(0.0, 1.0, 21)
_YOUNG_MONTHS, _PRIOR_SHARES = 3.0, (0.1, 0.5)


class Past(NamedTuple):
    """What both said at one origin, and what came.

    Attributes
    ----------
    bottom_up, top_down
        Amounts, [unit, path].
    actual
        Amounts, [unit].
    """

    bottom_up: Floats
    top_down: Floats
    actual: Floats


def prior_share(months: int) -> float:
    """Share of top-down paths as long as nothing is known of past forecasts.

    Parameters
    ----------
    months
        Months of recorded closes.

    Examples
    --------
    >>> [round(prior_share(months), 2) for months in (0, 3, 12, 48)]
    [0.5, 0.5, 0.25, 0.1]
    """
    return float(np.clip(_YOUNG_MONTHS / max(months, 1), *_PRIOR_SHARES))


def best_share(past: Sequence[Past], months: int) -> float:
    """Share of top-down paths that would have served best at past origins, between 0 and 1.

    Losses of each origin are divided by its mean actual amount, so that origins count alike.

    Parameters
    ----------
    past
        Origins whose targets are over.
    months
        Months of recorded closes by today, see `prior_share`.

    Examples
    --------
    >>> sure, wrong = np.full((1, 100), 5.0), np.full((1, 100), 50.0)
    >>> best_share([], 12), best_share([Past(wrong, sure, np.array([5.0]))] * 60, 12) > 0.9
    (0.25, True)
    """
    if not past:
        return prior_share(months)
    losses = np.array([_losses(origin) for origin in past])
    # A valley around the prior share, as steep as losses of origins usually are.
    valley = losses.mean() * (_SHARES - prior_share(months)) ** 2
    return float(_SHARES[np.argmin(losses.sum(axis=0) + PRIOR_ORIGINS * valley)])


def mixed_quantiles(one: Floats, other: Floats, share: float) -> Floats:
    """Quantiles of a mixture that takes `share` of its weight from `other`, [unit, probability]."""
    values = np.concatenate([one, other], axis=1)
    weight = np.repeat([(1 - share) / one.shape[1], share / other.shape[1]], one.shape[1])
    order = np.argsort(values, axis=1, kind="stable")
    reached = np.cumsum(weight[order], axis=1)
    place = (reached[:, None, :] < np.array(QUANTILES)[:, None] - 1e-12).sum(axis=2)
    ordered = np.take_along_axis(values, order, axis=1)
    return np.take_along_axis(ordered, np.minimum(place, values.shape[1] - 1), axis=1)


def _losses(origin: Past) -> Floats:
    """Loss at each share, relative to what came."""
    scale = max(float(np.abs(origin.actual).mean()), np.finfo(float).tiny)
    return np.array(
        [
            pinball(mixed_quantiles(origin.bottom_up, origin.top_down, share), origin.actual).mean()
            / scale
            for share in _SHARES
        ]
    )
