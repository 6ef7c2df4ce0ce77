"""How much money the pipeline turns out per day: the sales equation from one population."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.data.money import total_of
from kit.estimates.curves import Curves, incidence, kaplan_meier
from kit.estimates.intervals import Floats, bootstrap_ratio
from kit.estimates.risk import MINIMUM_AT_RISK, risk_table
from kit.estimates.spans import Estimate, restricted_mean
from kit.kpis.durations import WON, durations
from kit.kpis.frame import finish, first_day
from kit.kpis.groups import Groups, group
from kit.kpis.pipeline.period_risk import AtRisk, at_risk
from kit.window import Window

LIMIT_DAYS = 365
_COLUMNS = ["measure", "value", "low", "high", "n", "mark"]
FACTORS = ("open_average", "win_share", "won_amount", "days_open")
MEASURES = ("velocity", "actual", "textbook", *FACTORS, "limit_days")
_ESTIMATED = ("velocity", *FACTORS)


class _Part(NamedTuple):
    """Ages, ends and amounts of one group in one period: see `AtRisk`."""

    entry: Floats
    exit: Floats
    cause: np.ndarray
    amount: Floats


def sales_velocity(
    opportunities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    limit_days: float = LIMIT_DAYS,
) -> DataFrame:
    """Money per day that the opportunities open in the period come to, by the sales equation.

    Open on average × share eventually won × mean won amount ÷ mean days open until any end. All
    four are of the same opportunities: those open at some time of the period, while they were, at
    ages up to `limit_days`. `win_share` is the share won by that age (Aalen–Johansen, each at risk
    from the age at which the period found it), `days_open` the restricted mean of the days until
    won or lost, `won_amount` the mean amount of those won in the period. Where fewer than 10 were
    seen at the greatest ages the limit is lower; `limit_days` is the one that held. Opportunities
    that are older than it and never close would make the pipeline look fast: they are in no factor.

    Beside it stand the `actual` bookings per day of the period, and the `textbook` version from
    four different populations: open at its end × win rate of those closed in it × their mean won
    amount ÷ the mean days that the won ones took. Velocity and actual differ where the pipeline is
    growing or shrinking: the first is what the same flow would bring in the long run. Without a win
    or with too few records (marked ``not_reached``) it is NA.

    Unit: money
    Source: opportunities (status, created_at, closed_at, amount)

    Parameters
    ----------
    opportunities
        One row per opportunity; those that have not started count for nothing.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.
    limit_days
        Greatest age that counts.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `win_share` and `days_open` have the bounds of their curves, `won_amount` those
        of a bootstrap, the products none. `n` counts those at risk, for amounts those won.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01"] * 10 + ["2026-01-01"] * 10),
    ...     "closed_at": pd.to_datetime(["2026-01-11"] * 10 + ["2026-01-21"] * 10),
    ...     "status": ["won"] * 10 + ["lost"] * 10, "amount": 62.0})
    >>> frame = sales_velocity(table, Window(date(2026, 1, 31), periods=1))
    >>> frame.set_index("measure")["value"].round(2).to_dict()["velocity"]
    20.0
    """
    spans = durations(opportunities, window, by, columns=["amount"])
    keys, measured = [], []
    for start, risk in zip(window.starts, at_risk(spans, window), strict=True):
        groups, parts = _period(risk, by, limit_days, window.level)
        members = np.repeat(np.arange(len(parts)), len(MEASURES))
        keys.append(groups.keys.iloc[members].assign(period=pd.Timestamp(start)))
        measured += [row for part in parts for row in part]
    since = first_day(spans.opportunities["created_at"], window)
    if spans.recording_start is not None:
        since = pd.Timestamp(spans.recording_start)
    rows = pd.concat(keys, ignore_index=True).join(DataFrame(measured, columns=_COLUMNS))
    rows = rows.astype(dict.fromkeys(("value", "low", "high", "n"), "float64") | {"measure": "str"})
    how: dict[str, Any] = {"rates": _ESTIMATED, "zeros": ("actual",), "since": since}
    return finish(rows, "sales_velocity", window, by=by, measures=MEASURES, **how)


def _period(
    risk: AtRisk, by: Sequence[str], limit: float, level: float
) -> tuple[Groups, list[list[tuple[object, ...]]]]:
    """The groups of one period, and the measures of each."""
    groups = group(risk.opportunities, by)
    amount = risk.opportunities["amount"].to_numpy(float)
    columns = groups.split(risk.entry, risk.exit, risk.cause, amount)
    return groups, [_measured(_Part(*part), risk.days, limit, level) for part in columns]


def _measured(part: _Part, days: float, limit: float, level: float) -> list[tuple[object, ...]]:
    """One row for each measure: measure, value, low, high, n, mark."""
    found = _factors(part, days, _limit(part, limit), level)
    value = {name: one.value for name, one in found.items()}
    if value["days_open"] > 0:
        product = value["open_average"] * value["win_share"] * value["won_amount"]
        found["velocity"] = _alone(product / value["days_open"])
    won = part.cause == WON
    total = _total(part.amount[won])
    found["actual"] = _alone(np.nan if won.any() and np.isnan(total) else total / days)
    found["textbook"] = _alone(_textbook(part))
    amounts = ("velocity", "actual", "won_amount")
    rows: list[tuple[object, ...]] = []
    for name in MEASURES:
        one = found.get(name, _alone(np.nan))
        n = int(won.sum()) if name in amounts else len(won)
        unknown = np.isnan(one.value) and name in _ESTIMATED
        rows.append((name, one.value, one.low, one.high, n, "not_reached" if unknown else ""))
    return rows


def _factors(part: _Part, days: float, limit: float, level: float) -> dict[str, Estimate]:
    """The four factors, of everybody at ages up to the limit; none where there is no limit."""
    inside = (part.entry < limit) | ((part.entry == 0) & (limit >= 0))
    entry, exit = part.entry[inside], np.minimum(part.exit[inside], limit)
    cause = np.where(part.exit[inside] <= limit, part.cause[inside], 0)
    curves = incidence(entry, exit, cause, level=level)
    if not inside.any() or curves.table.start > 0 or days <= 0:
        return {name: _alone(np.nan) for name in (*FACTORS, "limit_days")}
    amount = part.amount[inside][cause == WON]
    amount = amount[~np.isnan(amount)]
    mean = _total(amount) / len(amount) if len(amount) else np.nan
    low, high = bootstrap_ratio(amount, np.ones(len(amount)), level)
    return {
        "open_average": _alone(float((exit - entry).sum() / days)),
        "win_share": _won_by_end(curves),
        "won_amount": Estimate(mean, low, high),
        "days_open": restricted_mean(kaplan_meier(entry, exit, cause > 0, level), limit),
        "limit_days": _alone(limit),
    }


def _won_by_end(curves: Curves) -> Estimate:
    if not len(curves.time):
        return _alone(np.nan)
    sides = (curves.incidence, curves.low, curves.high)
    return Estimate(*(float(side[WON, -1]) for side in sides))


def _limit(part: _Part, limit: float) -> float:
    """Greatest age up to the limit at which enough were seen; NaN where there is none."""
    ages = np.unique(np.minimum(part.exit, limit))
    seen = risk_table(part.entry, part.exit, part.cause, 2).under_observation(ages)
    ages = ages[seen >= MINIMUM_AT_RISK]
    return float(ages[-1]) if len(ages) else np.nan


def _textbook(part: _Part) -> float:
    """Open at the end × win rate × mean won amount ÷ mean days of the won ones."""
    won, priced = part.cause == WON, (part.cause == WON) & ~np.isnan(part.amount)
    closed, days = int((part.cause > 0).sum()), float(part.exit[won].sum())
    if not closed or not priced.any() or not days:
        return np.nan
    amount = _total(part.amount[won]) / int(priced.sum())
    still_open = int((part.cause == 0).sum())
    return float(still_open * (won.sum() / closed) * amount / (days / won.sum()))


def _total(amounts: Floats) -> float:
    """Sum to the minor unit of any currency; NaN where there are some and all are missing."""
    known = amounts[~np.isnan(amounts)]
    if len(amounts) and not len(known):
        return np.nan
    return total_of(known)


def _alone(value: float) -> Estimate:
    return Estimate(float(value), np.nan, np.nan)
