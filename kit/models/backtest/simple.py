"""What the simple methods would have said at each origin, with quantiles from their own errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from pandas import DataFrame

from kit.data.asof import records_known_at
from kit.estimates.intervals import Floats
from kit.models.backtest.bookings import Bookings, membership, units_of
from kit.models.backtest.origins import MONTHS, Horizon
from kit.models.backtest.peers import PEERS, YEAR
from kit.models.backtest.spread import spread
from kit.models.backtest.weighted import weighted_pipeline
from kit.window import Calendar

STAGE_WEIGHTED = "stage_weighted"
SIMPLE = (*PEERS, STAGE_WEIGHTED)
"""Methods that anybody could use without a model."""
PRICED = ("opportunities", "stages", "stage_history", "changes")
"""Tables that say what an opportunity was worth, and in which stage it was, on some day."""
_WEIGHTED = ("opportunities", "stages")
EARLIER = 12
"""Month ends before the first origin from which the weighted pipeline is looked at, too."""

REMEMBERED = 24
"""Months whose errors count at most."""
_EVERY = {"ets": 3}
"""Months between past forecasts of a method that takes long."""


@dataclass(frozen=True, eq=False)
class Simple:
    """Point forecasts of all simple methods, and what they are made from.

    Attributes
    ----------
    history
        Bookings as known on the day it was made.
    expected
        By method, what each leaf was expected to book in the target that begins after so many
        full months: [leaf, months passed]; NaN where it was not asked or could not say. The last
        column is the forecast, the others are past ones.
    horizon
        Months of the target.
    """

    history: Bookings
    expected: Mapping[str, Floats]
    horizon: int

    def quantiles(self) -> dict[str, tuple[Floats, Floats]]:
        """Quantiles [unit, quantile] and means [unit] by method, in the order of `units_of`."""
        units = units_of(self.history.leaves)
        member = membership(units, self.history.leaves)
        months = member @ self.history.amounts
        actual = member @ self.actual()
        since = _remembered(self.history, self.horizon)
        found = {}
        for method, leaves in self.expected.items():
            points = member @ leaves
            if np.isnan(points[:, -1]).any():
                continue
            quantiles, mean = np.empty((len(units), 7)), np.empty(len(units))
            for level in {unit.level for unit in units}:
                rows = np.array([unit.level == level for unit in units])
                past = points[rows, : actual.shape[1]]
                quantiles[rows], mean[rows] = spread(
                    points[rows, -1],
                    past[:, since:],
                    actual[rows, since:],
                    months[rows, -REMEMBERED:],
                )
            found[method] = quantiles, mean
        return found

    def actual(self) -> Floats:
        """What was booked in the targets that are over, [leaf, months passed before it]."""
        amounts, length = self.history.amounts, self.horizon
        summed = np.hstack([np.zeros((len(amounts), 1)), np.cumsum(amounts, axis=1)])
        return (
            summed[:, length:] - summed[:, :-length] if summed.shape[1] > length else summed[:, :0]
        )


def simple_forecast(
    history: Bookings, horizon: Horizon, values: Mapping[int, Floats] | None = None
) -> Simple:
    """All simple methods at the end of `history`, and at the end of each of its months.

    Parameters
    ----------
    history
        At least one month.
    horizon
        Length of the target.
    values
        Value of the weighted pipeline per leaf, by months passed; without it at the end of the
        history there is no forecast from it.
    """
    length = MONTHS[horizon]
    expected = {
        method: np.column_stack(
            [
                peer(history.until(stop), length) if is_looked_at else _nothing(history)
                for stop, is_looked_at in enumerate(_looked_at(history, length, method))
            ]
        )
        for method, peer in PEERS.items()
    }
    simple = Simple(history, expected, length)
    if values is not None and history.months in values:
        stops = range(history.months + 1)
        known = np.column_stack([values.get(stop, _nothing(history)) for stop in stops])
        expected[STAGE_WEIGHTED] = _conversion(known, simple.actual()) * known
    return simple


def pipeline_values(
    tables: Mapping[str, DataFrame],
    days: Sequence[date],
    calendar: Calendar,
    leaves: tuple[tuple[str, str], ...],
) -> dict[date, Floats]:
    """Weighted pipeline per leaf on all month ends among `days`, and on `EARLIER` ones before.

    Parameters
    ----------
    days
        Month ends, oldest first.
    """
    ends = [calendar.step(days[0] + timedelta(days=1), "month", -EARLIER)]
    while ends[-1] <= days[-1]:
        ends.append(calendar.step(ends[-1], "month"))
    part = {name: tables[name] for name in PRICED if name in tables}
    return {
        day: weighted_pipeline(records_known_at(part, day, calendar, _WEIGHTED), leaves)
        for day in (end - timedelta(days=1) for end in ends)
    }


def _conversion(values: Floats, actual: Floats) -> float:
    """What a weighted pipeline turned out to be worth in the last year, the company over."""
    over = actual.shape[1]
    since = max(over - YEAR, min((values.shape[1] - 1) // 2, over - 1), 0)
    past, came = values[:, since:over], actual[:, since:]
    known = ~np.isnan(past)
    whole = past[known].sum()
    return float(came[known].sum() / whole) if whole > 0 else 1.0


def _looked_at(history: Bookings, length: int, method: str) -> np.ndarray:
    """From which months passed a method forecasts: the end, and those whose errors count."""
    stops = np.arange(history.months + 1)
    some = (stops >= _remembered(history, length)) & (stops <= history.months - length)
    some &= (history.first + stops) % _EVERY.get(method, 1) == 0
    return (some | (stops == history.months)) & (stops > 0)


def _remembered(history: Bookings, length: int) -> int:
    """From how many months passed on errors count: a company's first half says little of it."""
    return max(history.months - length + 1 - REMEMBERED, history.months // 2)


def _nothing(history: Bookings) -> Floats:
    return np.full(len(history.leaves), np.nan)
