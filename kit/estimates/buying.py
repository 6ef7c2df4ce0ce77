"""How often customers buy again, until when, and for how much.

BG/NBD (Fader, Hardie and Lee 2005): while active, a customer buys at a rate of its own, a Gamma
sample over customers, and leaves after each repeat purchase with a probability of its own, a Beta
sample. Gamma-Gamma (Fader and Hardie 2013): purchases of a customer vary around a mean of its own.

A customer is three numbers: repeat purchases so far (`repeats`), the time from the first purchase
to the last one (`last`, 0 without repeats) and to now (`seen`). All times are in one unit, weeks as
a rule. The first purchase makes a customer and is no repeat.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import eigh_tridiagonal
from scipy.special import betaln, expit, gammaln

from kit.estimates.intervals import Floats

_NODES = 40
"""Points at which the chance of leaving is integrated over: six digits even for young customers."""
_MOMENTS = 10
"""Points of time at which discounting is integrated over."""


class Buying(NamedTuple):
    """Parameters of BG/NBD: Gamma shape and rate of purchases, Beta of leaving after one."""

    r: float
    alpha: float
    a: float
    b: float


class Spending(NamedTuple):
    """Parameters of Gamma-Gamma: shape within a customer; shape and scale among customers."""

    p: float
    q: float
    gamma: float


def log_likelihood(model: Buying, repeats: ArrayLike, last: ArrayLike, seen: ArrayLike) -> Floats:
    """Log-likelihood of each customer's purchases.

    The two ways in which a customer can have come to be silent, still active or gone after the
    last purchase, are added on the log scale, so that no number of purchases overflows.

    Examples
    --------
    >>> model = Buying(0.243, 4.414, 0.793, 2.426)
    >>> log_likelihood(model, [2, 0], [30.43, 0], [38.86, 38.86]).round(3).tolist()
    [-9.459, -0.555]
    """
    x, last, seen = (np.asarray(part, dtype=float) for part in (repeats, last, seen))
    common = _by_count(lambda one: gammaln(model.r + one), x) - gammaln(model.r)
    common += model.r * np.log(model.alpha) - betaln(model.a, model.b)
    return np.asarray(common + np.logaddexp(*_ways(model, x, last, seen)))


def active_chance(model: Buying, repeats: ArrayLike, last: ArrayLike, seen: ArrayLike) -> Floats:
    """Probability that each customer still is one; 1 without repeat purchases.

    Examples
    --------
    >>> model = Buying(0.243, 4.414, 0.793, 2.426)
    >>> active_chance(model, [2, 0], [30.43, 0], [38.86, 38.86]).round(4).tolist()
    [0.7266, 1.0]
    """
    x, last, seen = (np.asarray(part, dtype=float) for part in (repeats, last, seen))
    active, gone = _ways(model, x, last, seen)
    return np.asarray(expit(active - gone))


def expected_purchases(
    model: Buying,
    repeats: ArrayLike,
    last: ArrayLike,
    seen: ArrayLike,
    ahead: ArrayLike,
    discount: float = 0.0,
) -> Floats:
    """Purchases that each customer is expected to make in the next `ahead` units of time.

    Of a customer that is still active the rate is Gamma(r + repeats, alpha + seen) and the chance
    of leaving after a purchase, u, is Beta(a, b + repeats): in t it buys on average
    (1 - (1 + u t / (alpha + seen)) ** -(r + repeats)) / u times. That is integrated over u by
    Gauss-Jacobi quadrature, which equals the published expression with 2F1 and, unlike it, has no
    singularity at a = 1.

    Parameters
    ----------
    ahead
        Length of time, of each customer or one for all.
    discount
        Force of interest per unit of time at which later purchases count less.

    Examples
    --------
    >>> model = Buying(0.243, 4.414, 0.793, 2.426)
    >>> expected_purchases(model, [2, 0], [30.43, 0], [38.86, 38.86], 39).round(3).tolist()
    [1.226, 0.195]
    """
    parts = (repeats, last, seen, ahead)
    x, last, seen, ahead = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in parts))
    first, place = _distinct(x.ravel(), seen.ravel(), ahead.ravel())
    counts, ages, times = (part.ravel()[first] for part in (x, seen, ahead))
    found = _discounted(model, counts, ages, times, discount)[place].reshape(x.shape)
    return np.asarray(active_chance(model, x, last, seen) * found)


def spending_log_likelihood(model: Spending, repeats: ArrayLike, mean: ArrayLike) -> Floats:
    """Log-likelihood of each customer's mean spend over its repeat purchases, both above 0."""
    x, mean = np.asarray(repeats, dtype=float), np.asarray(mean, dtype=float)
    shape = model.p * x
    fixed = gammaln(shape + model.q) - gammaln(shape) - gammaln(model.q)
    fixed += model.q * np.log(model.gamma) + shape * np.log(x)
    return fixed + (shape - 1) * np.log(mean) - (shape + model.q) * np.log(model.gamma + x * mean)


def expected_spend(model: Spending, repeats: ArrayLike, mean: ArrayLike) -> Floats:
    """What each customer is expected to spend per purchase, drawn towards what all spend.

    Parameters
    ----------
    repeats, mean
        Number of repeat purchases with a known amount, and their mean; without any the customer
        gets the mean of all. `q` above 1 is needed, or that mean is not finite.

    Examples
    --------
    >>> expected_spend(Spending(6.25, 3.74, 15.44), [0, 1], [np.nan, 100.0]).round(2).tolist()
    [35.22, 80.26]
    """
    x = np.asarray(repeats, dtype=float)
    spent = np.where(x > 0, np.nan_to_num(np.asarray(mean, dtype=float)) * x, 0.0)
    return np.asarray(model.p * (model.gamma + spent) / (model.p * x + model.q - 1))


def _ways(model: Buying, x: Floats, last: Floats, seen: Floats) -> tuple[Floats, Floats]:
    """Logs of what "still active" and "gone after the last purchase" add to the likelihood."""
    power = model.r + x
    active = _by_count(lambda one: betaln(model.a, model.b + one), x)
    gone = _by_count(lambda one: betaln(model.a + 1, np.where(one > 0, model.b + one - 1, 1.0)), x)
    gone = np.where(x > 0, gone - power * np.log(model.alpha + last), -np.inf)
    return active - power * np.log(model.alpha + seen), gone


def _by_count(function: Callable[[Floats], Floats], x: Floats) -> Floats:
    """A slow function of the number of repeats, taken once for each number that occurs."""
    counts, kind = np.unique(x, return_inverse=True)
    return np.asarray(function(counts)[kind].reshape(x.shape))


def _distinct(*columns: Floats) -> tuple[np.ndarray, np.ndarray]:
    """Where each distinct row stands first, and which of these each row equals."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, own = np.unique(column, return_inverse=True)
        codes = codes * len(values) + own
    _, first, place = np.unique(codes, return_index=True, return_inverse=True)
    return first, place


def _discounted(model: Buying, x: Floats, seen: Floats, ahead: Floats, discount: float) -> Floats:
    """Purchases of active customers in `ahead`, each worth less by when it is made.

    By parts: e^(-dt) E(t) + d ∫ e^(-ds) E(s) ds. E is smooth in time where its derivative is not.
    """
    counts, kind = np.unique(x, return_inverse=True)
    leaving, weight = _leaving(model.a, model.b, tuple(counts.tolist()))
    leaving, weight = leaving[kind], weight[kind]
    size, scale = model.r + x, model.alpha + seen

    def made_by(when: Floats) -> Floats:
        growth = leaving * (when / scale)[:, None]
        # As u goes to 0 the ratio goes to r t: expm1 and log1p keep its digits.
        times = -np.expm1(-size[:, None] * np.log1p(growth)) / np.maximum(leaving, 1e-300)
        return np.sum(weight * times, axis=1)

    made = np.exp(-discount * ahead) * made_by(ahead)
    if discount:
        points, weights = np.polynomial.legendre.leggauss(_MOMENTS)
        for point, part in zip((points + 1) / 2, weights / 2, strict=True):
            when = point * ahead
            made += discount * part * ahead * np.exp(-discount * when) * made_by(when)
    return made


@lru_cache(maxsize=64)
def _leaving(a: float, b: float, counts: tuple[float, ...]) -> tuple[Floats, Floats]:
    """Nodes and weights that integrate over Beta(a, b + x), one row for each count x.

    Golub and Welsch: eigenvalues of the Jacobi polynomials' recurrence. Only ratios of its terms
    occur, so that a customer with thousands of purchases does no harm.
    """
    lower, upper = a - 1, b + np.array(counts)[:, None] - 1
    n = np.arange(_NODES)
    total = 2 * n + lower + upper
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (lower**2 - upper**2) / (total * (total + 2))
        middle[:, 0] = ((lower - upper) / (lower + upper + 2))[:, 0]
        side = 4 * n * (n + upper) * (n + lower) * (n + lower + upper)
        side = side / (total**2 * (total + 1) * (total - 1))
    first = lower + upper
    side[:, 1] = (4 * (1 + upper) * (1 + lower) / ((2 + first) ** 2 * (3 + first)))[:, 0]
    found = [
        eigh_tridiagonal(diagonal, np.sqrt(beside))
        for diagonal, beside in zip(middle, side[:, 1:], strict=True)
    ]
    node = np.array([nodes for nodes, _ in found])
    first_ones = np.array([vectors[0] for _, vectors in found])
    return np.clip((1 + node) / 2, 0.0, 1.0), first_ones**2
