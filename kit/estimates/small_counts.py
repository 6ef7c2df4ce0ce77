"""How many of a few will succeed: chances of at least so many, and how many more would be needed.

Three answers to one question, each wider than the one before. Binomial and Poisson-binomial:
chances are known and everyone stands alone. Beta-binomial: the common rate is uncertain, because
it was learnt from so many records. With a shared shock: a good or bad season moves all of them
together by a normal step on the logit. Independence looks at none of that and halves the tails.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import scipy
from numpy.typing import ArrayLike

from kit.estimates.intervals import Floats
from kit.estimates.scenarios import EXACT_UP_TO, Scenarios, alike, spread_out, uncertain


def binomial(n: int, p: float, shock: float = 0.0) -> Floats:
    """Chances of 0 to n successes among n with the same probability.

    Examples
    --------
    >>> round(float(binomial(6, 1 / 3)[2:].sum()), 4)  # at least 2 of 6: 473/729
    0.6488
    """
    return poisson_binomial(np.full(n, p), shock)


def beta_binomial(n: int, alpha: float, beta: float, shock: float = 0.0) -> Floats:
    """Chances of 0 to n successes among n with one rate that is Beta(alpha, beta).

    Examples
    --------
    >>> [round(float(chance), 4) for chance in beta_binomial(2, 1, 1)]
    [0.3333, 0.3333, 0.3333]
    """
    if shock == 0:
        return np.asarray(scipy.stats.betabinom.pmf(np.arange(n + 1), n, alpha, beta))
    rate = np.full(n, alpha / (alpha + beta))
    return distribution(uncertain(rate, alpha + beta, shock))


def poisson_binomial(p: ArrayLike, shock: float = 0.0) -> Floats:
    """Chances of 0 to n successes among n with probabilities of their own.

    Examples
    --------
    >>> [round(float(chance), 2) for chance in poisson_binomial([0.5, 0.2])]
    [0.4, 0.5, 0.1]
    """
    return distribution(uncertain(p, np.inf, shock))


def tail(scenarios: Scenarios, k: ArrayLike) -> Floats:
    """Chance of at least `k` successes, averaged over the scenarios."""
    if scenarios.many.sum() <= EXACT_UP_TO:
        return at_least(distribution(scenarios), k)
    wanted = np.asarray(k, dtype=float)
    return np.asarray(scenarios.weight @ (1 - _below(scenarios.chances, scenarios.many, wanted)))


def distribution(scenarios: Scenarios) -> Floats:
    """Chances of 0 to n successes, averaged over the scenarios."""
    return np.asarray(scenarios.weight @ _counts(scenarios.chances, scenarios.many))


def at_least(distribution: Floats, k: ArrayLike) -> Floats:
    """Chance of at least `k` successes; 0 where there are not so many, 1 for none.

    Examples
    --------
    >>> at_least(binomial(2, 1 / 3), [0, 1, 3]).round(4).tolist()  # at least 1 of 2: 5/9
    [1.0, 0.5556, 0.0]
    """
    tail = np.append(np.cumsum(distribution[::-1])[::-1], 0.0)
    tail[0] = 1.0
    place = np.clip(np.asarray(k, dtype=np.int64), 0, len(tail) - 1)
    return np.asarray(np.clip(tail[place], 0.0, 1.0))


def needed(
    k: ArrayLike,
    p: ArrayLike,
    each: float,
    sure: float = 0.80,
    *,
    size: float = np.inf,
    shock: float = 0.0,
    most: int = 1_000,
) -> Floats:
    """How many more, each with the probability `each`, make at least `k` successes `sure`.

    Parameters
    ----------
    k
        One or several numbers of successes.
    p
        Probabilities of those there are; may be none.
    size, shock
        See `uncertain`; the new ones share rate and shock with the others.

    Returns
    -------
    numpy.ndarray
        0 where those there are suffice, NaN where `most` more do not.

    Examples
    --------
    >>> needed([1, 2], [], 1 / 3).tolist()  # of 8: 1 - 256/6561 - 1024/6561 is 0.805
    [4.0, 8.0]
    """
    kinds, many = alike(np.asarray(p, dtype=float))
    together = spread_out(np.append(kinds, each), np.append(many, 1.0), size, shock)
    chances, new = together.chances[:, :-1], together.chances[:, -1:]
    is_exact = many.sum() <= EXACT_UP_TO
    counts = _counts(chances, many) if is_exact else np.empty((0, 0))

    def suffices(wanted: int, more: int) -> bool:
        if not is_exact:
            short = _below(chances, many, np.array([float(wanted)]), more, new)[:, 0]
            return bool(together.weight @ (1 - short) >= sure - 1e-9)
        short = counts[:, :wanted]
        lacking = _as_many(wanted, more, new)[:, ::-1]
        reached = np.sum(short * lacking[:, : short.shape[1]], axis=1)
        return bool(together.weight @ (reached + counts[:, wanted:].sum(axis=1)) >= sure - 1e-9)

    wanted = np.atleast_1d(np.asarray(k, dtype=np.int64))
    return np.array([_least(partial(suffices, int(one)), most) for one in wanted])


def _least(suffices: Callable[[int], bool], most: int) -> float:
    """The least number that suffices, if more never do worse; NaN where `most` does not."""
    if suffices(0):
        return 0.0
    few, many = 0, 1
    while many < most and not suffices(many):
        few, many = many, min(2 * many, most)
    if not suffices(many):
        return np.nan
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if suffices(middle) else (middle, many)
    return float(many)


def _counts(chances: Floats, many: Floats) -> Floats:
    """Chances of 0 to n successes in each scenario, one row each."""
    n = int(many.sum())
    if n > EXACT_UP_TO:
        below = _below(chances, many, np.arange(1.0, n + 2))
        below[:, -1] = 1.0
        return np.diff(np.maximum.accumulate(below, axis=1), axis=1, prepend=0.0)
    counts = np.zeros((n + 1, len(chances)))  # a row is of all scenarios: they lie side by side
    room = np.empty((n, len(chances)))
    counts[0] = 1.0
    for k, success in enumerate(chances.T[:n]):
        gained, failure = np.multiply(counts[: k + 1], success, out=room[: k + 1]), 1 - success
        counts[: k + 2] *= failure
        counts[1 : k + 2] += gained
    return counts.T


def _as_many(k: int, n: int, p: Floats) -> Floats:
    """Chances of at least 1 to k successes among n, one row for each probability in `p`.

    Added up from the chances of each count, which takes a third of what exact tails do.
    """
    count = np.arange(float(min(k, n + 1)))
    ways = -scipy.special.betaln(count + 1, n - count + 1) - np.log(n + 1)
    exactly = np.exp(ways + scipy.special.xlogy(count, p) + scipy.special.xlog1py(n - count, -p))
    fewer = np.ones((len(p), k))
    fewer[:, : len(count)] = np.cumsum(exactly, axis=1)
    return np.asarray(np.clip(1 - fewer, 0.0, 1.0))


def _below(
    chances: Floats, many: Floats, k: Floats, more: int = 0, new: Floats | float = 0.0
) -> Floats:
    """Chance of fewer than each of `k` in each scenario: normal, corrected for skewness.

    Parameters
    ----------
    more, new
        So many further records, and their chance in each scenario.
    """
    added = np.broadcast_to(np.asarray(new, dtype=float).reshape(-1, 1), (len(chances), 1))
    chances, many = np.hstack([chances, added]), np.append(many, more)
    variance = np.maximum((chances * (1 - chances)) @ many, 1e-12)
    spread = np.sqrt(variance)
    skew = (chances * (1 - chances) * (1 - 2 * chances)) @ many / spread**3
    x = (k[None, :] - 0.5 - (chances @ many)[:, None]) / spread[:, None]
    below = scipy.stats.norm.cdf(x) + skew[:, None] * (1 - x**2) * scipy.stats.norm.pdf(x) / 6
    return np.asarray(np.clip(below, 0.0, 1.0))
