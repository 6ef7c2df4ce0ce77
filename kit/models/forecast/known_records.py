"""What a forecast is made from, brought into one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from pandas import DataFrame, Series

from kit.data.times import local_dates
from kit.kpis.durations import Durations, durations
from kit.kpis.known import known
from kit.models.forecast.amounts import list_prices_of
from kit.models.forecast.members import Members, members_of
from kit.models.forecast.months import number_of
from kit.window import Window

_RECENT_DAYS = 730
_ENOUGH = 100
"""Records of the last `_RECENT_DAYS` from which on older ones say nothing of what comes."""
_STRAYS = 0.005
"""Share of records that may lie before the day on which a history is taken to begin."""


@dataclass(frozen=True)
class Records:
    """Opportunities as known on `as_of`, sorted by id, so that the order of rows is irrelevant.

    Attributes
    ----------
    opportunities
        All of them.
    spans
        Those with an age, their ages and ends.
    teams
        Teams with an opportunity, by region and team.
    won, won_on
        Those won, and the days on which they closed.
    list_prices
        Of products, on their names.
    """

    opportunities: DataFrame
    spans: Durations
    teams: Members
    won: DataFrame
    won_on: Series
    list_prices: Series

    @property
    def is_open(self) -> np.ndarray:
        """Which of the opportunities with an age are open."""
        return np.asarray(self.spans.cause == 0)

    @property
    def undated(self) -> int:
        """Open opportunities without a creation: not begun yet, so that arrivals count them."""
        opportunities = self.opportunities
        return int((opportunities["status"].eq("open") & opportunities["created_at"].isna()).sum())

    def created_on(self, window: Window) -> Series:
        """Days of creation of the opportunities with an age."""
        return local_dates(self.spans.opportunities["created_at"], window.calendar)

    def arrivals_since(self, window: Window) -> date:
        """First day from which on all creations are recorded, whatever became of them."""
        return self.spans.recording_start or _begin(self.created_on(window))

    def closes_since(self) -> date:
        """First day from which on wins are recorded."""
        return self.spans.recording_start or _begin(self.won_on)

    def months_of_closes(self, window: Window) -> int:
        """Months in which wins were recorded so far, the running one included."""
        if self.won.empty:
            return 0
        return number_of(window.as_of) - number_of(self.closes_since()) + 1

    def recent_wins(self, window: Window) -> DataFrame:
        """Wins whose amounts say what comes: those of two years, or all where these are few."""
        return _recent(self.won, self.won_on, window)

    def recently_created(self, window: Window) -> DataFrame:
        """Opportunities that say what new ones are like, of two years or all."""
        return _recent(self.spans.opportunities, self.created_on(window), window)


def records_of(tables: Mapping[str, DataFrame], window: Window) -> Records:
    """Read canonical tables as known on `as_of`; `products` may be among them."""
    table = tables["opportunities"].sort_values("opportunity_id", kind="stable", ignore_index=True)
    opportunities = known(table, window)
    closed = local_dates(opportunities["closed_at"], window.calendar)
    is_won = opportunities["status"].eq("won") & closed.notna()
    return Records(
        opportunities,
        durations(table, window),
        members_of(opportunities, ["region", "team"]),
        opportunities[is_won],
        closed[is_won],
        list_prices_of(tables.get("products")),
    )


def _recent(records: DataFrame, days: Series, window: Window) -> DataFrame:
    recent = (days >= np.datetime64(window.end, "D") - _RECENT_DAYS).to_numpy()
    return records[recent] if recent.sum() >= _ENOUGH else records


def _begin(days: Series) -> date:
    """The day before which only strays lie, such as years typed wrongly."""
    ordered = np.sort(days.to_numpy())
    return ordered[int(len(ordered) * _STRAYS)].astype("datetime64[D]").item()
