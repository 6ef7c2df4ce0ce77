"""The kit's own forecast as one of the methods, stacked by what it had learned by each origin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.models.backtest.bookings import keys_of, month_number, monthly_bookings
from kit.models.forecast import Forecast, Past, best_share, forecast
from kit.window import Window

Leaves = tuple[tuple[str, str], ...]


class _Made(NamedTuple):
    """What both parts said of the `months` months after `day`: [leaf, path]."""

    day: date
    months: int
    bottom_up: Floats
    top_down: Floats


class KitForecast:
    """A forecaster for `backtest` that remembers what it said.

    At each origin the share of top-down paths is the one that served best at earlier origins
    whose targets were over by then, so that no origin profits from what came later.

    Parameters
    ----------
    paths
        How many futures to draw at each origin.

    Attributes
    ----------
    made
        What was said so far.
    """

    def __init__(self, paths: int = 500) -> None:
        self.paths = paths
        self.made: list[_Made] = []

    def __call__(
        self,
        tables: Mapping[str, DataFrame],
        window: Window,
        months: int,
        leaves: Leaves,
        seed: int,
    ) -> dict[str, Floats]:
        """Amounts of the next `months` months by method: `kit`, `bottom_up`, `top_down`."""
        share = self.share(tables, window, leaves)
        made = forecast(tables, window, months=months, paths=self.paths, seed=seed, weights=share)
        if made.state == "none":
            return {}
        rows = _rows(made, leaves)
        bottom_up, top_down, stacked = (
            np.tensordot(rows, values[:, 1 : months + 1], axes=1)
            for values in (
                made.bottom_up,
                made.top_down,
                made.parts["open"] + made.parts["new"],
            )
        )
        self.made.append(_Made(window.as_of, months, bottom_up.sum(axis=1), top_down.sum(axis=1)))
        return {"kit": stacked, "bottom_up": bottom_up, "top_down": top_down}

    def share(self, tables: Mapping[str, DataFrame], window: Window, leaves: Leaves) -> float:
        """Share of top-down paths that would have served best in targets over by `as_of`."""
        came = monthly_bookings(tables["opportunities"], window.as_of, window.calendar, leaves)
        past = []
        for one in self.made:
            start = month_number(one.day) + 1 - came.first
            if start + one.months <= came.months:
                actual = came.amounts[:, start : start + one.months].sum(axis=1)
                past.append(Past(one.bottom_up, one.top_down, actual))
        return best_share(past, came.months)


def _rows(made: Forecast, leaves: Leaves) -> Floats:
    """1 where a team of the forecast is the leaf: [leaf, team]."""
    place = {key: number for number, key in enumerate(keys_of(made.teams))}
    rows = np.zeros((len(leaves), len(place)))
    for number, leaf in enumerate(leaves):
        if leaf in place:
            rows[number, place[leaf]] = 1.0
    return rows
