"""What customers will bring: parameters of buying again, of amounts and of contracts.

Fitted on all customers of the company by maximum likelihood, on the log scale and with Laplace's
covariance. Where too few have bought again the likelihood says next to nothing: it is then
weighed against what is usual (`pooled`), and the intervals are as wide as that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.estimates.buying import Buying, Spending, log_likelihood, spending_log_likelihood
from kit.estimates.intervals import Floats
from kit.estimates.likelihood import least
from kit.estimates.staying import Staying, staying_log_likelihood
from kit.kpis.customers.histories import Histories, histories
from kit.kpis.customers.parameters import BUYING, SPENDING, STAYING, from_log
from kit.kpis.known import known
from kit.kpis.sales.revenue import taken
from kit.window import Window

COLUMNS = ("name", "value", "draw", "as_of", "state", "region", "team")
DRAWS = 200
FEWEST = 30
"""Customers who came back, or left their contract, from which the data speak for themselves."""
_ENOUGH = 20_000
"""Customers that tell the parameters to a few percent: of more, so many are looked at."""
_ANY = 5
"""Customers below which nothing is said at all."""
_BOUND = 9.0
_WEAK = 3.0
"""Standard deviation on the log scale beyond which no parameter is believed to be unknown."""


@dataclass(frozen=True, eq=False)
class CustomerValue:
    """How the fit ended.

    Attributes
    ----------
    parameters
        The derived table `customer_parameters`: name, value, draw (0 for the estimate, then draws
        of its uncertainty), as_of, state, region and team (missing: it is everybody's). Times are
        weeks, those of contracts months.
    states
        State by part: `buying`, `spending` and `staying` are ``fitted``, ``pooled`` or ``none``.
    customers, repeaters
        How many there are, and how many of them have bought again.
    log_likelihood
        Of the estimate, by part that was fitted.
    """

    parameters: pd.DataFrame
    states: dict[str, str]
    customers: int
    repeaters: int
    log_likelihood: dict[str, float]


@dataclass(frozen=True)
class _Part:
    """A model to fit: names, what is usual and how sure that is, the likelihood, and its state."""

    names: tuple[str, ...]
    usual: Floats
    spread: Floats
    likelihood: Callable[..., float]
    state: str


def fit(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    contracts: pd.DataFrame,
    window: Window,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> CustomerValue:
    """Fit BG/NBD, Gamma-Gamma and the retention curve on what is known on `as_of`.

    Parameters
    ----------
    opportunities, orders, contracts
        Records of the whole company; all may be empty.
    window
        Gives `as_of` and the calendar.
    draws, seed
        How many draws of the parameters to give, and where they begin.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> tables = [empty(name) for name in ("opportunities", "orders", "contracts")]
    >>> fit(*tables, Window(date(2026, 1, 31))).states
    {'buying': 'none', 'spending': 'none', 'staying': 'none'}
    """
    found = histories(opportunities, orders, contracts, window)
    some = _some(found)
    parts = {"buying": _buying(some), "spending": _spending(some), "staying": _staying(some)}
    generator = np.random.default_rng(seed)
    frames, reached = [_shares(orders, window)], {}
    for name, part in parts.items():
        if part.state != "none":
            best, covariance, reached[name] = _maximum(part)
            frames.append(_drawn(part, best, covariance, draws, generator))
    table = pd.concat(frames, ignore_index=True)
    nobody = pd.Series(pd.NA, index=table.index, dtype="str")
    as_of = pd.Series(pd.Timestamp(window.as_of), table.index, dtype="datetime64[us]")
    table = table.assign(as_of=as_of, region=nobody, team=nobody)[list(COLUMNS)]
    types = {"name": "str", "value": "float64", "draw": "int64", "state": "str"}
    states = {name: part.state for name, part in parts.items()}
    repeaters = int(np.sum(found.repeats > 0))
    return CustomerValue(table.astype(types), states, len(found.first), repeaters, reached)


def _some(found: Histories) -> Histories:
    """All customers, or as many as are enough, chosen by nothing but chance."""
    size = len(found.first)
    if size <= _ENOUGH:
        return found
    # By account, so that neither the order of rows nor the day of the first purchase decides.
    order = np.argsort(found.first["account_id"].to_numpy(object).astype(str), kind="stable")
    chosen = np.zeros(size, dtype=bool)
    chosen[order[np.random.default_rng(0).permutation(size)[:_ENOUGH]]] = True
    return found.take(chosen)


def _buying(found: Histories) -> _Part:
    counted, weight = np.unique(
        np.stack([found.repeats, found.last, found.seen]), axis=1, return_counts=True
    )

    def likelihood(*values: float) -> float:
        return float(weight @ log_likelihood(Buying(*values), *counted))

    gap = np.median(found.seen) if len(found.seen) else 1.0
    usual = np.log([0.7, max(gap, 1.0), 0.8, 2.5])
    back = int(np.sum(found.repeats > 0))
    state = _state(len(found.first) if np.any(found.seen > 0) else 0, back)
    return _Part(BUYING, usual, np.array([1.0, 1.0, 0.7, 0.7]), likelihood, state)


def _spending(found: Histories) -> _Part:
    has = found.priced > 0
    priced, spend = found.priced[has], found.spend[has]

    def likelihood(*values: float) -> float:
        return float(np.sum(spending_log_likelihood(Spending(*values), priced, spend)))

    first = found.opening[found.opening > 0]
    paid = spend if len(spend) else first
    mean = float(np.mean(paid)) if len(paid) else 1.0
    usual = np.log([5.0, 3.0, mean * 3.0 / 5.0])
    state = _state(max(len(first), len(spend)), len(spend))
    return _Part(SPENDING, usual, np.array([0.7, 0.7, 1.0]), likelihood, state)


def _staying(found: Histories) -> _Part:
    had = ~np.isnan(found.months)
    months, left = found.months[had], found.has_left[had]

    def likelihood(*values: float) -> float:
        return float(np.sum(staying_log_likelihood(Staying(*values), months, left)))

    # Usual: one in fifty leaves in a month, and some are more faithful than others.
    usual, spread = np.log([1.0, 49.0]), np.array([1.0, 1.0])
    return _Part(STAYING, usual, spread, likelihood, _state(len(months), int(left.sum())))


def _state(records: int, telling: int) -> str:
    if records < _ANY:
        return "none"
    return "fitted" if telling >= FEWEST else "pooled"


def _maximum(part: _Part) -> tuple[Floats, Floats, float]:
    """Best parameters on the log scale, their covariance, and the log-likelihood there."""

    def values(logs: Floats) -> list[float]:
        return [float(from_log(name, one)) for name, one in zip(part.names, logs, strict=True)]

    def loss(logs: Floats) -> float:
        cost = -part.likelihood(*values(logs))
        if part.state == "pooled":
            cost += 0.5 * float(np.sum(((logs - part.usual) / part.spread) ** 2))
        return cost

    best, precision = least(loss, part.usual, _BOUND)
    if part.state == "fitted":
        precision = precision + np.eye(len(best)) / _WEAK**2
    covariance = np.asarray(np.linalg.inv(precision + 1e-9 * np.eye(len(best))), dtype=float)
    return best, covariance, part.likelihood(*values(best))


def _drawn(
    part: _Part, best: Floats, covariance: Floats, draws: int, generator: np.random.Generator
) -> pd.DataFrame:
    """Rows of a part: its estimate as draw 0, then normal draws on the log scale."""
    drawn = generator.multivariate_normal(best, covariance, size=draws, method="eigh")
    logs = np.vstack([best, np.clip(drawn, part.usual - _BOUND, part.usual + _BOUND)])
    columns = [from_log(name, one) for name, one in zip(part.names, logs.T, strict=True)]
    return pd.DataFrame(
        {
            "name": np.repeat(part.names, draws + 1),
            "value": np.concatenate(columns),
            "draw": np.tile(np.arange(draws + 1), len(part.names)),
            "state": part.state,
        }
    )


def _shares(orders: pd.DataFrame, window: Window) -> pd.DataFrame:
    """What is not given back of what is bought, and the margin of it, where recorded."""
    sold = taken(orders, window)
    sales = sold[sold["kind"].eq("sale") & sold["amount"].gt(0)]
    bought = float(sales["amount"].sum())
    rest = float(sold["signed"].sum())
    shares = {"net": float(np.clip(rest / bought, 0.0, 1.0)) if bought else 1.0}
    noted = known(sales, window, table="orders")
    noted = noted[noted["margin"].notna()]
    if noted["amount"].sum() > 0:
        shares["margin"] = float(noted["margin"].sum() / noted["amount"].sum())
    names, values = list(shares), list(shares.values())
    return pd.DataFrame({"name": names, "value": values, "draw": 0, "state": "fitted"})
