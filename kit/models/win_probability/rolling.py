"""How good the chances of open opportunities were in the past, beside simple ways to tell.

On each of some past month ends everything is rebuilt as it was then: records, hazards (on a sample
of `ENOUGH` opportunities where there are more), what past days said by then. Chances are compared
with what happened until 30 and 90 days later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.data.asof import records_known_at
from kit.data.times import local_dates
from kit.estimates.intervals import Floats
from kit.kpis.quality.recording import first_day
from kit.models import hazards as cause_hazards
from kit.models.calibration import reliability
from kit.models.sampling import ENOUGH
from kit.models.win_probability.open_ones import open_ones
from kit.models.win_probability.peers import base_rate, stage_weights, survival_and_win_rate
from kit.models.win_probability.scores import scores
from kit.models.win_probability.standing import QUARTER_DAYS, won_by
from kit.window import Window

HORIZONS = (30, QUARTER_DAYS)
METHODS = ("kit", "base_rate", "km_win_rate", "stage_weighted")
ORIGINS = 6
SCORES = ("method", "origin", "horizon_days", "n", "log_loss", "brier", "auc")
BINS = ("method", "horizon_days", "bin", "predicted", "observed", "low", "high", "n")


@dataclass(frozen=True)
class Rolling:
    """Scores by origin, and reliability over all origins.

    Attributes
    ----------
    scores
        method, origin, horizon_days, n, log_loss, brier, auc.
    reliability
        method, horizon_days, bin, predicted, observed, low, high, n.
    """

    scores: DataFrame
    reliability: DataFrame


def score_open_ones(
    tables: Mapping[str, DataFrame], window: Window, *, most: int = ORIGINS
) -> Rolling:
    """Score the chances that would have been given at past month ends.

    Parameters
    ----------
    tables
        `opportunities`; `stage_history`, `changes` and `stages` where there are such.
    window
        What happened until its `as_of` is known.
    most
        How many month ends at most, the newest with a quarter to look back on.

    Returns
    -------
    Rolling
        Without rows where no quarter has passed since closes were first recorded for a quarter.
        The method `stage_weighted` (what the CRM gives the stage, which names no horizon) has rows
        only where stages have such chances.
    """
    days = month_ends(tables["opportunities"], window, most)
    seen = [part for day in days for part in _predicted(tables, window.at(day), window)]
    table = pd.concat(seen, ignore_index=True) if seen else DataFrame()
    if table.empty:
        return Rolling(DataFrame(columns=list(SCORES)), DataFrame(columns=list(BINS)))
    rows = [
        {"method": method, "origin": origin, "horizon_days": horizon, **vars(_scored(group))}
        for (method, origin, horizon), group in table.groupby(["method", "origin", "horizon_days"])
    ]
    bins = []
    for _, group in table.groupby(["method", "horizon_days"]):
        found = reliability(group["chance"], group["won"], level=window.level).bins
        key = group[["method", "horizon_days"]].iloc[[0] * len(found)].reset_index(drop=True)
        bins.append(pd.concat([key, found], axis=1))
    return Rolling(DataFrame(rows)[list(SCORES)], pd.concat(bins, ignore_index=True)[list(BINS)])


def month_ends(opportunities: DataFrame, window: Window, most: int) -> tuple[date, ...]:
    """Month ends with a quarter of recorded closes behind them and one ahead, oldest first.

    Examples
    --------
    >>> table = DataFrame({"closed_at": pd.to_datetime(["2025-11-03", "2026-05-04"])})
    >>> [str(day) for day in month_ends(table, Window(date(2026, 6, 30)), 6)]
    ['2026-02-28', '2026-03-31']
    """
    calendar = window.calendar
    recorded = first_day(local_dates(opportunities["closed_at"], calendar))
    found: list[date] = []
    start = calendar.floor(window.as_of, "month")
    while recorded is not None and len(found) < most:
        day = start - timedelta(days=1)
        if (day - recorded).days < QUARTER_DAYS:
            break
        if (window.as_of - day).days >= QUARTER_DAYS:
            found.append(day)
        start = calendar.step(start, "month", -1)
    return tuple(found[::-1])


def _scored(group: DataFrame) -> object:
    return scores(group["chance"], group["won"])


def _predicted(
    tables: Mapping[str, DataFrame], then: Window, window: Window
) -> Iterator[DataFrame]:
    """Chances by each method on one origin, and what happened."""
    known = records_known_at(tables, then.as_of, then.calendar)
    opportunities = known["opportunities"]
    hazards = cause_hazards.fit(opportunities, then, most=ENOUGH)
    model = open_ones(hazards, opportunities, known.get("stage_history"), then)
    dated = model.standing.is_dated
    at = model.standing.dated()
    own = model.within(HORIZONS)[dated]
    habit = stage_weights(at, known["stages"]) if "stages" in known else np.empty(0)
    for column, days in enumerate(HORIZONS):
        until = then.as_of + timedelta(days=days)
        won = won_by(tables["opportunities"], at.records, until, window.calendar)
        overall = base_rate(opportunities, then, days)
        ways: dict[str, Floats] = {
            "kit": own[:, column],
            "base_rate": np.full(len(won), overall),
            "km_win_rate": survival_and_win_rate(opportunities, then, at.age, days),
        }
        if np.isfinite(habit).any():
            ways["stage_weighted"] = np.where(np.isfinite(habit), habit, overall)
        for method, chance in ways.items():
            frame = DataFrame({"chance": chance, "won": won, "method": method})
            yield frame.assign(origin=pd.Timestamp(then.as_of).as_unit("us"), horizon_days=days)
