"""The whole forecast: opportunities open and to come on one side, totals on the other, stacked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pandas import DataFrame, Index

from kit.estimates.intervals import Floats
from kit.models import hazards as hazard_models
from kit.models.forecast.amounts import Amounts, fit_amounts, prices_of, won_amounts
from kit.models.forecast.arrivals import Arrivals, fit_arrivals, templates
from kit.models.forecast.known_records import Records, records_of
from kit.models.forecast.members import members_of
from kit.models.forecast.months import Ahead, number_of
from kit.models.forecast.new_ones import new_paths, wins_to_expect
from kit.models.forecast.open_ones import Draws, OpenOnes, open_paths
from kit.models.forecast.result import Forecast, cents, nothing
from kit.models.forecast.stacking import prior_share
from kit.models.forecast.top_down import Wins, top_down_paths
from kit.models.hazards import Hazards
from kit.models.sampling import ENOUGH
from kit.models.win_probability import OpenChances, open_ones
from kit.window import Window

_TEMPLATES, _FEWEST, _MOST = 48, 3, 8
"""Opportunities that new ones are taken to be like: over all teams, and for each."""
_STREAMS = ("open", "arrivals", "new", "top_down", "stack")
"""What draws random numbers, each of its own."""


def forecast(
    records: Mapping[str, DataFrame],
    window: Window,
    *,
    hazards: Hazards | None = None,
    chances: OpenChances | None = None,
    months: int = 12,
    paths: int = 1000,
    seed: int = 0,
    weights: float | None = None,
) -> Forecast:
    """Forecast bookings of every team: the amount won by the month in which opportunities close.

    Each path draws the hazards' coefficients and the shocks of months to come, which all teams
    share; then the end of every open opportunity, arrivals and their ends, and amounts. A share
    of the paths comes from the top-down forecast instead.

    Parameters
    ----------
    records
        Canonical tables of the whole company as known on `as_of`: opportunities, and products
        where there are any.
    window
        Gives `as_of` and the calendar.
    hazards
        Fitted on the same records; fitted here where None, on a sample of `ENOUGH` opportunities
        where there are more.
    chances
        Of the opportunities open on `as_of`, by the same hazards; found here where None.
    months
        Months to forecast after the running one.
    paths
        How many futures to draw.
    seed
        Another seed draws other futures.
    weights
        Share of paths taken from the top-down forecast, see `best_share`; `prior_share` where
        None.
    """
    known = records_of(records, window)
    making = _Making(known, window, Ahead(window.as_of, months), paths, seed)
    if not (known.spans.cause > 0).any():
        return nothing(making.ahead, known.teams.names, "none")
    if hazards is None:
        hazards = hazard_models.fit(known.opportunities, window, most=ENOUGH)
    if chances is None:
        history = records.get("stage_history")
        chances = open_ones(hazards, known.opportunities, history, window)
    draws, amounts, arrivals = hazards.draw(paths, seed), _amounts(making), _arrivals(making)
    share = prior_share(known.months_of_closes(window)) if weights is None else weights
    return Forecast(
        ahead=making.ahead,
        teams=known.teams.names,
        won=_won_already(making),
        from_open=cents(_open(making, draws, chances, amounts)),
        from_new=cents(_new(making, hazards, draws, amounts, arrivals)),
        from_totals=cents(_top_down(making)),
        is_top_down=making.random("stack").permutation(paths) < round(share * paths),
        state=hazards.state,
        notes=_notes(known, arrivals),
    )


@dataclass(frozen=True)
class _Making:
    """What all parts are made from; each has random numbers of its own."""

    known: Records
    window: Window
    ahead: Ahead
    paths: int
    seed: int

    @property
    def size(self) -> tuple[int, int, int]:
        """How many teams, months and paths."""
        return len(self.known.teams), len(self.ahead.numbers), self.paths

    @property
    def first_month(self) -> int:
        """First month of the fiscal year."""
        return self.window.calendar.fiscal_year_start

    def random(self, stream: str) -> np.random.Generator:
        """Random numbers that are the same whatever other streams drew."""
        return np.random.default_rng([self.seed, _STREAMS.index(stream)])


def _amounts(making: _Making) -> Amounts:
    known = making.known
    won = known.recent_wins(making.window)
    products = members_of(known.opportunities, ["product"])
    codes = known.teams.codes(won)
    return fit_amounts(won, codes, len(known.teams), products, known.list_prices)


def _arrivals(making: _Making) -> Arrivals:
    known, window = making.known, making.window
    return fit_arrivals(
        known.created_on(window),
        known.teams.codes(known.spans.opportunities),
        len(known.teams),
        known.arrivals_since(window),
        window.as_of,
        making.first_month,
    )


def _open(making: _Making, draws: Draws, chances: OpenChances, amounts: Amounts) -> Floats:
    known = making.known
    records = known.spans.opportunities[known.is_open].reset_index(drop=True)
    told = Index(chances.standing.records["opportunity_id"])
    place = told.get_indexer(Index(records["opportunity_id"]))
    found = OpenOnes(
        records,
        known.spans.exit[known.is_open],
        prices_of(amounts, records, known.teams.codes(records), known.list_prices),
        chances.shift[place],
        np.hypot(chances.recalibration.error, chances.spread)[place],
    )
    return open_paths(draws, found, amounts, making.ahead.ends, making.size, making.random("open"))


def _new(
    making: _Making, hazards: Hazards, draws: Draws, amounts: Amounts, arrivals: Arrivals
) -> Floats:
    if amounts.sold is None:
        return np.zeros(making.size)
    created, teams = making.known.recently_created(making.window), making.known.teams
    effects = hazards.point.factor_effects(created)
    effect = np.sum([won[0, 0] for name, won in effects.items() if name != "team"], axis=0)
    each = int(np.clip(_TEMPLATES // len(teams), _FEWEST, _MOST))
    like, owners = templates(
        created, teams.codes(created), teams.names, np.broadcast_to(effect, len(created)), each
    )
    coming = arrivals.draw(making.ahead, making.paths, making.random("arrivals"))
    expected = wins_to_expect(draws, like, owners, coming, making.ahead)
    return new_paths(expected, amounts.sold, making.random("new"))


def _top_down(making: _Making) -> Floats:
    known = making.known
    if known.won.empty:
        return np.zeros(making.size)
    teams = known.teams.codes(known.won)
    days, since = known.won_on.to_numpy(), known.closes_since()
    wins = Wins(won_amounts(known.won), days, teams, since)
    random = making.random("top_down")
    return top_down_paths(wins, making.ahead, making.first_month, making.size, random)


def _won_already(making: _Making) -> Floats:
    """Booked in the running month so far, by team."""
    won, days = making.known.won, making.known.won_on
    month = days.dt.year * 12 + days.dt.month - 1
    running = won[month.eq(number_of(making.ahead.as_of)).to_numpy()]
    teams = making.known.teams
    summed = np.bincount(teams.codes(running), won_amounts(running), len(teams))
    return cents(summed.astype(float))


def _notes(known: Records, arrivals: Arrivals) -> DataFrame:
    """What a reader should know: code and value."""
    found = {
        "arrivals_thin_since": arrivals.thin_since,
        "closes_recorded_since": known.spans.recording_start,
        "open_not_begun": known.undated or None,
        "wins_without_amount": int(known.won["amount"].isna().sum()) or None,
        "negative_wins": int((known.won["amount"] < 0).sum()) or None,
        "months_of_arrivals": len(arrivals.past.numbers),
    }
    said = {note: str(value) for note, value in found.items() if value is not None}
    return DataFrame({"note": list(said), "value": list(said.values())}, dtype="str")
