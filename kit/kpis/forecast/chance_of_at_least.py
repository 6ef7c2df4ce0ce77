"""Whether at least so many of the open opportunities will be won in the period."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from scipy.special import logit

from kit.estimates.intervals import Floats, normal_quantile
from kit.estimates.scenarios import uncertain
from kit.estimates.small_counts import needed, tail
from kit.kpis.forecast.chances import open_ones
from kit.kpis.forecast.derived import joint_groups
from kit.kpis.forecast.simulated import Simulated, simulated
from kit.kpis.forecast.target_chance import SURE
from kit.kpis.frame import finish
from kit.kpis.known import known
from kit.window import Window

MEASURES = ("shared_shock", "rate_uncertain", "independent", "needed", "target_wins")
USUAL_SHOCK = 0.3
"""Spread of good and bad months on the logit, where the model has not measured it."""
_BOUNDS_LEVEL = 0.90
_SMALLEST = 0.1
_STEPS = 10
_EDGE = 1e-6


def chance_of_at_least(
    opportunities: DataFrame,
    targets: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    k: Sequence[int] | None = None,
    win_probabilities: DataFrame | None = None,
    model_states: DataFrame | None = None,
) -> DataFrame:
    """Chance that at least k of the open opportunities are won before this period ends.

    Every opportunity counts with its own chance to be won by then. On the period's last day the
    next period is meant; a week is too short, its month takes its place. `independent` takes the
    chances for certain and the opportunities for strangers to each other: right for a game of
    dice, too sure for sales. `rate_uncertain` adds that the rate they have in common is only
    estimated; `shared_shock` that a good or bad season moves them all, and is the one to go by.
    What is yet to be created does not count.

    `needed` is how many more, as likely to be won in time as those open are on average, make at
    least k wins 80 % sure, season and uncertainty included; younger ones are less likely, so that
    it is a lower limit. `target_wins` stands at one k of each group: the number of wins that the
    target of the period still asks for, each worth what the model expects of the open ones; 0 where
    it is met. NA without open opportunities, and of another day than that of the model.

    Unit: ratio
    Source: opportunities (opportunity_id, status, closed_at, amount),
    targets (period_start, period_end, measure, amount)

    Parameters
    ----------
    opportunities, targets
        One row per record.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns to split by.
    k
        Numbers of wins to look at; by default about ten that are neither certain nor out of reach,
        and those of the targets.
    win_probabilities
        One row per open opportunity, as `kit.prepare` makes them.
    model_states
        May say how far months differ (model ``hazards``, note ``month_sd``).

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `k`; chances have no bounds of their own: the three of them say
        how far they can be trusted. `n` counts the open opportunities with a chance.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": "open", "amount": 100.0,
    ...     "created_at": pd.to_datetime(["2026-01-01"] * 2),
    ...     "closed_at": pd.to_datetime([None] * 2)})
    >>> chances = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "as_of": pd.to_datetime(["2026-01-31"] * 2),
    ...     "within_30": 0.2, "within_90": 1 / 3, "eventually": 0.4, "low_90": 0.2, "high_90": 0.5,
    ...     "won_by_1": 1 / 3, "expected_amount": 90.0, "basis": "model",
    ...     "previous_90": None, "previous_as_of": pd.to_datetime([None] * 2)})
    >>> frame = chance_of_at_least(
    ...     table, empty("targets"), Window(date(2026, 1, 31)), k=[1], win_probabilities=chances)
    >>> frame["value"].round(3).tolist()
    [0.547, 0.551, 0.556, 3.0, nan]
    """
    plan = simulated(opportunities, targets, window, by, None, 1)
    stock = open_ones(opportunities, window, by, win_probabilities, ())
    if stock is None:
        stock = known(opportunities, window, by, read=()).iloc[:0].assign(in_period=np.nan)
    stock = stock[stock["in_period"].notna()]
    _, groups = joint_groups([stock, plan.keys], by)
    own = [stock.iloc[rows] for (rows,) in groups[0].split(np.arange(len(stock)))]
    asked = _target_wins(own, plan, groups[1].codes)
    shock = _shock(model_states, plan, window)
    steps = sorted(set(k)) if k is not None else _steps(own, asked, shock)
    found = [_group(one, want, steps, shock) for one, want in zip(own, asked, strict=True)]
    found = found or [_group(stock, np.nan, steps, shock).iloc[:0]]
    keys = groups[0].keys.loc[groups[0].keys.index.repeat(len(steps) * len(MEASURES))]
    rows = pd.concat([keys.reset_index(drop=True), pd.concat(found, ignore_index=True)], axis=1)
    rows = rows.assign(period=pd.Timestamp(window.current.start)).astype({"k": "Int64"})
    how = {"axes": ("k",), "measures": MEASURES, "now": True}
    return finish(rows, "chance_of_at_least", window, by=by, **how)  # type: ignore[arg-type]


def _group(own: DataFrame, asked: float, steps: Sequence[int], shock: float) -> DataFrame:
    """Rows of one group: every measure at every k."""
    k, chance = np.array(steps), own["in_period"].to_numpy(float)
    nothing = np.full(len(k), np.nan)
    values = dict.fromkeys(MEASURES, nothing)
    if len(own):
        size = _worth(own, shock)
        each = float(chance.mean())
        values["independent"] = tail(uncertain(chance, np.inf), k)
        values["rate_uncertain"] = tail(uncertain(chance, size), k)
        values["shared_shock"] = tail(uncertain(chance, size, shock), k)
        if each > _EDGE:
            values["needed"] = needed(k, chance, each, SURE, size=size, shock=shock)
        values["target_wins"] = np.where(k == max(asked, k[0]), asked, np.nan)
    pooled = len(own) > 0 and bool(own["basis"].eq("pooled").mean() > 0.5)
    return DataFrame(
        {
            "measure": np.repeat(MEASURES, len(k)),
            "k": np.tile(k, len(MEASURES)),
            "value": np.concatenate([values[name] for name in MEASURES]),
            "n": len(own),
            "mark": "pooled" if pooled else "",
        }
    )


def _worth(own: DataFrame, shock: float) -> float:
    """Records that the knowledge of the group's rate is worth, from the bounds of its chances.

    The error of a chance is what all in the group share and what it has of its own. What they
    share is hence no more than the smallest of their errors, or nearly so; part of it is the
    season, which is looked at apart. Errors of their own cancel out in a count.
    """
    low, high = (own[name].clip(_EDGE, 1 - _EDGE) for name in ("low_90", "high_90"))
    error = (logit(high) - logit(low)) / (2 * normal_quantile(_BOUNDS_LEVEL))
    shared = np.sqrt(max(float(error.quantile(_SMALLEST)) ** 2 - shock**2, 0.0))
    chance = own["in_period"]
    mean, spread = float(chance.mean()), shared * float((chance * (1 - chance)).mean())
    return max(mean * (1 - mean) / spread**2 - 1, _EDGE) if spread > 0 else np.inf


def _shock(model_states: DataFrame | None, plan: Simulated, window: Window) -> float:
    """Standard deviation of what the rest of the period does to all chances.

    Good and bad months of a longer rest cancel out in part.
    """
    sd = USUAL_SHOCK
    if model_states is not None:
        is_it = model_states["model"].eq("hazards") & model_states["note"].eq("month_sd")
        told = pd.to_numeric(model_states.loc[is_it, "value"], errors="coerce").dropna()
        sd = float(told.iloc[0]) if len(told) else sd
    span = plan.spans[0]
    first, last = max(span.start, window.as_of), pd.Timestamp(span.end) - pd.Timedelta(days=1)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return float(sd / np.sqrt(months))


def _target_wins(own: Sequence[DataFrame], plan: Simulated, place: np.ndarray) -> Floats:
    """Wins that the target of each group still asks for; NaN where that cannot be told."""
    still = np.full(len(own), np.nan)
    still[place] = np.maximum(plan.target[:, 0] - plan.booked, 0.0)
    means = [one["expected_amount"].mean() if len(one) else np.nan for one in own]
    each = np.array(means, dtype=float)
    return np.ceil(still / np.where(each > 0, each, np.nan) - 1e-9)


def _steps(own: Sequence[DataFrame], asked: Floats, shock: float) -> list[int]:
    """Numbers of wins between what is nearly certain and what is out of reach."""
    ends = [_reach(one["in_period"], shock) for one in own if len(one)] or [(1.0, 3.0)]
    low, high = max(1.0, min(ends)[0]), max(1.0, *(end for _, end in ends))
    between = np.rint(np.linspace(low, high, _STEPS))
    wanted = asked[np.isfinite(asked) & (asked > 0)]
    return sorted({int(one) for one in [*between, *wanted]})


def _reach(chance: Series, shock: float) -> tuple[float, float]:
    mean, own = float(chance.sum()), float((chance * (1 - chance)).sum())
    spread = np.sqrt(own + (shock * own) ** 2)
    return mean - 2.5 * spread, min(mean + 2.5 * spread + 1, float(len(chance)))
