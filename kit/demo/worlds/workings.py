"""How a simulated company sells: every number that its history is drawn from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from kit.demo.columns import Real


@dataclass(frozen=True)
class Product:
    """A product, its share of the opportunities, and its effect on the log hazard of winning."""

    name: str
    list_price: float
    share: float
    win_effect: float


@dataclass(frozen=True)
class Change:
    """What no longer holds from some month of the history on; nothing, unless said.

    Attributes
    ----------
    months_before_end
        Months between the change and the end of the history.
    win_drift
        Added to the log hazard of winning per year since the change.
    stale_growth
        Added to the share that nobody ever closes per year since the change, up to 60 %.
    season_shift
        Months by which the season comes later after the change.
    """

    months_before_end: int = 24
    win_drift: float = 0.0
    stale_growth: float = 0.0
    season_shift: int = 0


@dataclass(frozen=True)
class Workings:
    """The truth. Effects are on log hazards per day; spreads are standard deviations.

    Attributes
    ----------
    start, months
        First day, and length of the history, in months.
    regions, teams
        How many regions, and teams in all, dealt out in turn.
    arrivals
        New opportunities a month of the middle team at the start.
    team_spread
        Of the log of a team's arrivals around that.
    team_walk
        Of a month's step of the log of a team's arrivals: people come and go.
    growth
        Factor on arrivals from one year to the next.
    arrival_season, closing_season
        Relative arrivals, and factors on the hazard of winning, of January to December.
    arrival_shock, closing_shock
        Of what befalls arrivals, and each kind of closing, of all teams alike in a month.
    ages, won, lost
        Hazards of an ordinary opportunity, linear between the ages in days.
    quarter_end
        Factor on the hazard of winning in the last month of a quarter.
    team_win, team_loss, source_win
        Spread of the teams' and sources' effects.
    sources
        How many sources, equally frequent.
    products
        What is sold.
    ratio_mean, ratio_spread
        Of the log of the won amount ÷ list price.
    stale
        Share that nobody ever closes.
    losses_recorded
        Whether lost opportunities are ever marked so.
    change
        What changes on the way.
    """

    start: date = date(2021, 1, 1)
    months: int = 54
    regions: int = 4
    teams: int = 16
    arrivals: float = 11.0
    team_spread: float = 0.45
    team_walk: float = 0.06
    growth: float = 1.08
    arrival_season: tuple[float, ...] = (
        *(1.02, 1.05, 1.15, 1.04, 1.06, 0.98),
        *(0.86, 0.62, 1.10, 1.18, 1.10, 0.84),
    )
    closing_season: tuple[float, ...] = (1.0,) * 12
    arrival_shock: float = 0.08
    closing_shock: float = 0.10
    ages: tuple[int, ...] = (0, 10, 25, 45, 75, 110, 180, 365, 1100)
    won: tuple[float, ...] = (0.0002, 0.0007, 0.003, 0.0085, 0.0145, 0.0125, 0.0075, 0.004, 0.004)
    lost: tuple[float, ...] = (0.016, 0.022, 0.021, 0.014, 0.010, 0.008, 0.008, 0.010, 0.010)
    quarter_end: float = 1.5
    team_win: float = 0.25
    team_loss: float = 0.10
    source_win: float = 0.20
    sources: int = 4
    products: tuple[Product, ...] = (
        Product("Starter", 2_000.0, 0.35, 0.20),
        Product("Team", 5_000.0, 0.30, 0.05),
        Product("Business", 9_000.0, 0.20, -0.10),
        Product("Enterprise", 18_000.0, 0.15, -0.25),
    )
    ratio_mean: float = -0.06
    ratio_spread: float = 0.20
    stale: float = 0.03
    losses_recorded: bool = True
    change: Change = field(default_factory=Change)

    @property
    def first(self) -> int:
        """First day of the history, counted from 1970."""
        return int(np.datetime64(self.start).astype("datetime64[D]").astype(np.int64))

    def month_starts(self, months: int) -> np.ndarray:
        """First days of the first `months` months and of the one after, counted from 1970."""
        first = np.datetime64(self.start, "M")
        return (first + np.arange(months + 1)).astype("datetime64[D]").astype(np.int64)

    @property
    def end(self) -> int:
        """Day after the history, counted from 1970."""
        return int(self.month_starts(self.months)[-1])

    def years_changed(self, month: np.ndarray) -> Real:
        """Years since the change by month of the history; 0 before."""
        since = month - (self.months - self.change.months_before_end)
        return np.maximum(since, 0.0) / 12

    def season_month(self, month: np.ndarray) -> np.ndarray:
        """Month of the year (0 is January) whose season holds, by month of the history."""
        shift = np.where(self.years_changed(month) > 0, self.change.season_shift, 0)
        return (self.start.month - 1 + month - shift) % 12

    def hazards(self, days: int) -> Real:
        """Baseline hazards of winning and losing by age in days: an array [2, days]."""
        age = np.arange(days)
        return np.stack([np.interp(age, self.ages, one) for one in (self.won, self.lost)])
