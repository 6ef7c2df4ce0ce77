"""Draw one history of a simulated company, and hand it out as canonical tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from kit.data.frames import completed
from kit.demo.columns import Flags, Real, Whole
from kit.demo.worlds.closing import NEVER, closes
from kit.demo.worlds.workings import Workings


@dataclass(frozen=True, eq=False)
class Drawn:
    """Opportunities as numbers; days count from 1970, teams and so on are positions.

    `effects` are those on the log hazards, [won or lost, opportunity].
    """

    created: Whole
    team: Whole
    product: Whole
    source: Whole
    stale: Flags
    ratio: Real
    effects: Real

    def of(self, rows: np.ndarray) -> Drawn:
        """The opportunities of a mask or of positions."""
        return Drawn(
            created=self.created[rows],
            team=self.team[rows],
            product=self.product[rows],
            source=self.source[rows],
            stale=self.stale[rows],
            ratio=self.ratio[rows],
            effects=self.effects[:, rows],
        )


@dataclass(frozen=True, eq=False)
class History:
    """What happened, with all that nobody would know.

    Attributes
    ----------
    workings
        The truth that it was drawn from.
    drawn
        All opportunities.
    closed, is_won
        Day of the close, `NEVER` where still open at the end; and how.
    team_effects, source_effects
        On the log hazards, [won or lost, member].
    levels
        Arrivals a month, [team, month], before the shock and before chance.
    """

    workings: Workings
    drawn: Drawn
    closed: Whole
    is_won: Flags
    team_effects: Real
    source_effects: Real
    levels: Real

    @property
    def as_of(self) -> date:
        """Last day of the history."""
        return np.datetime64(self.workings.end - 1, "D").astype(date)

    @property
    def teams(self) -> list[tuple[str, str]]:
        """Region and name of each team."""
        workings = self.workings
        return [
            (f"Region {number % workings.regions + 1}", f"Team {number + 1:02d}")
            for number in range(workings.teams)
        ]

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Canonical tables as a load would leave them."""
        products = self.workings.products
        listed = pd.DataFrame(
            {
                "product": pd.Series([one.name for one in products], dtype="str"),
                "list_price": [one.list_price for one in products],
            }
        )
        return {
            "opportunities": completed(self._opportunities(), "opportunities"),
            "products": completed(listed, "products"),
        }

    def _opportunities(self) -> pd.DataFrame:
        drawn, workings = self.drawn, self.workings
        shown = (self.closed != NEVER) & (self.is_won | workings.losses_recorded)
        status = np.where(shown, np.where(self.is_won, "won", "lost"), "open")
        region, team = (np.array(names)[drawn.team] for names in zip(*self.teams, strict=True))
        listed = np.array([one.list_price for one in workings.products])[drawn.product]
        amount = np.where(shown & self.is_won, (listed * drawn.ratio).round(2), listed)
        names = np.array([one.name for one in workings.products])
        number = np.arange(len(drawn.created))
        texts = {
            "opportunity_id": np.char.add("O", np.char.zfill(number.astype(str), 7)),
            "status": status,
            "stage": np.where(shown, status, "Working on it"),
            "region": region,
            "team": team,
            "owner": np.char.add(np.char.add(team, ", seller "), (number % 3 + 1).astype(str)),
            "product": names[drawn.product],
            "source": np.char.add("Source ", (drawn.source + 1).astype(str)),
        }
        return pd.DataFrame(
            {name: pd.Series(text, dtype="str") for name, text in texts.items()}
            | {
                "created_at": _days(drawn.created, drawn.created == NEVER),
                "closed_at": _days(self.closed, ~shown),
                "amount": amount,
                "list_price": listed,
                "amount_before_close": listed,
            }
        )


def simulate(workings: Workings, seed: int) -> History:
    """Draw a history.

    Parameters
    ----------
    workings
        The truth.
    seed
        Another seed gives other teams, other shocks and other opportunities.

    Examples
    --------
    >>> history = simulate(Workings(months=12, teams=2, regions=1), seed=1)
    >>> sorted(history.tables["opportunities"]["status"].unique())
    ['lost', 'open', 'won']
    >>> history.as_of
    datetime.date(2021, 12, 31)
    """
    rng = np.random.default_rng(seed)
    spreads = np.array([workings.team_win, workings.team_loss])[:, None]
    teams = rng.normal(size=(2, workings.teams)) * spreads
    sources = np.zeros((2, workings.sources))
    sources[0] = rng.normal(size=workings.sources) * workings.source_win
    levels = _levels(workings, rng)
    months = np.arange(workings.months)
    shocked = levels * np.exp(rng.normal(0, workings.arrival_shock, workings.months))
    drawn = arrive(workings, rng, shocked, months, teams, sources)
    shocks = rng.normal(0, workings.closing_shock, (2, workings.months))
    closed, is_won = closes(
        workings, rng, drawn.created, drawn.effects, workings.first, shocks, months
    )
    closed = np.where(drawn.stale, NEVER, closed)
    return History(workings, drawn, closed, is_won & ~drawn.stale, teams, sources, levels)


def arrive(
    workings: Workings,
    rng: np.random.Generator,
    expected: Real,
    months: np.ndarray,
    teams: Real,
    sources: Real,
) -> Drawn:
    """New opportunities of some months of the history.

    Parameters
    ----------
    expected
        Arrivals to expect, [team, month].
    months
        Positions of the months in the history; they may lie after its end.
    teams, sources
        Effects on the log hazards, [won or lost, member].
    """
    counts = rng.poisson(expected)
    team = np.repeat(np.repeat(np.arange(len(expected)), len(months)), counts.ravel())
    month = np.repeat(np.tile(months, len(expected)), counts.ravel())
    starts = workings.month_starts(int(months[-1]) + 1)
    created = starts[month] + (rng.random(len(month)) * np.diff(starts)[month]).astype(np.int64)
    order = np.argsort(created, kind="stable")
    team, month, created = team[order], month[order], created[order]
    product = rng.choice(len(workings.products), len(month), p=_shares(workings))
    source = rng.integers(0, workings.sources, len(month))
    effects = teams[:, team] + sources[:, source]
    effects[0] += np.array([one.win_effect for one in workings.products])[product]
    stale = workings.stale + workings.change.stale_growth * workings.years_changed(month)
    return Drawn(
        created,
        team,
        product,
        source,
        rng.random(len(month)) < np.minimum(stale, 0.6),
        np.exp(rng.normal(workings.ratio_mean, workings.ratio_spread, len(month))),
        effects,
    )


def _levels(workings: Workings, rng: np.random.Generator) -> Real:
    """Expected arrivals, [team, month]: size of the team, its walk, growth, season."""
    shape = (workings.teams, workings.months)
    month = np.arange(workings.months)
    size = rng.normal(0, workings.team_spread, (workings.teams, 1))
    walk = np.cumsum(rng.normal(0, workings.team_walk, shape), axis=1)
    season = np.array(workings.arrival_season)[workings.season_month(month)]
    return workings.arrivals * season * workings.growth ** (month / 12) * np.exp(size + walk)


def _shares(workings: Workings) -> Real:
    share = np.array([one.share for one in workings.products])
    return share / share.sum()


def _days(days: Whole, missing: Flags) -> pd.Series:
    when = np.where(missing, 0, days).astype("datetime64[D]").astype("datetime64[us]")
    return pd.Series(when).mask(missing)
