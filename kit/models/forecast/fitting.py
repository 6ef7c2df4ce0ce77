"""The whole forecast: opportunities open and to come on one side, totals on the other, stacked."""

from __future__ import annotations

from collections.abc import Mapping

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
from kit.models.forecast.open_ones import Draws, open_paths
from kit.models.forecast.result import Forecast, nothing
from kit.models.forecast.stacking import PRIOR_SHARE
from kit.models.forecast.top_down import top_down_paths
from kit.models.hazards import Hazards
from kit.models.win_probability import OpenChances, open_ones
from kit.window import Window

_TEMPLATES, _FEWEST, _MOST = 144, 3, 12
"""Opportunities that new ones are taken to be like: over all teams, and for each."""


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
        Fitted on the same records; fitted here where None.
    chances
        Of the opportunities open on `as_of`, by the same hazards; found here where None.
    months
        Months to forecast after the running one.
    paths
        How many futures to draw.
    seed
        Another seed draws other futures.
    weights
        Share of paths taken from the top-down forecast, see `best_share`; `PRIOR_SHARE` where
        None.
    """
    ahead = Ahead(window.as_of, months)
    known = records_of(records, window)
    teams = known.teams.names
    if not (known.spans.cause > 0).any():
        return nothing(ahead, teams, "none")
    if hazards is None:
        hazards = hazard_models.fit(known.opportunities, window)
    if chances is None:
        history = records.get("stage_history")
        chances = open_ones(hazards, known.opportunities, history, window)
    random = [np.random.default_rng([seed, stream]) for stream in range(5)]
    amounts = _amounts(known, window)
    arrivals = _arrivals(known, window)
    draws = hazards.draw(paths, seed)
    size = (len(teams), months + 1, paths)
    from_open = _open(known, draws, chances, amounts, ahead, size, random[0])
    from_new = _new(known, draws, amounts, arrivals, ahead, size, random[1:3])
    top_down = _top_down(known, window, ahead, size, random[3])
    share = PRIOR_SHARE if weights is None else weights
    return Forecast(
        ahead=ahead,
        teams=teams,
        won=_won_already(known, ahead),
        from_open=_exact(from_open),
        from_new=_exact(from_new),
        from_totals=_exact(top_down),
        is_top_down=random[4].permutation(paths) < round(share * paths),
        state=hazards.state,
        notes=_notes(known, arrivals),
    )


def _amounts(known: Records, window: Window) -> Amounts:
    won = known.recent_wins(window)
    products = members_of(known.opportunities, ["product"])
    codes = known.teams.codes(won)
    return fit_amounts(won, codes, len(known.teams), products, known.list_prices)


def _arrivals(known: Records, window: Window) -> Arrivals:
    return fit_arrivals(
        known.created_on(window),
        known.teams.codes(known.spans.opportunities),
        len(known.teams),
        known.arrivals_since(window),
        window.as_of,
        window.calendar.fiscal_year_start,
    )


def _open(
    known: Records,
    draws: Draws,
    chances: OpenChances,
    amounts: Amounts,
    ahead: Ahead,
    size: tuple[int, int, int],
    random: np.random.Generator,
) -> Floats:
    records = known.spans.opportunities[known.is_open].reset_index(drop=True)
    ages = known.spans.exit[known.is_open]
    prices = prices_of(amounts, records, known.list_prices)
    teams = known.teams.codes(records)
    place = Index(chances.standing.records["opportunity_id"]).get_indexer(
        Index(records["opportunity_id"])
    )
    shift = chances.shift[place]
    error = np.hypot(chances.recalibration.error, chances.spread)[place]
    return open_paths(
        draws, records, ages, ahead.ends, amounts, prices, shift, error, teams, size, random
    )


def _new(
    known: Records,
    draws: Draws,
    amounts: Amounts,
    arrivals: Arrivals,
    ahead: Ahead,
    size: tuple[int, int, int],
    random: list[np.random.Generator],
) -> Floats:
    if amounts.sold is None:
        return np.zeros(size)
    created = known.spans.opportunities
    each = int(np.clip(_TEMPLATES // size[0], _FEWEST, _MOST))
    like, owners = templates(created, known.teams.codes(created), known.teams.names, each)
    coming = arrivals.draw(ahead, size[2], random[0])
    expected = wins_to_expect(draws, like, owners, coming, ahead)
    return new_paths(expected, amounts.sold, random[1])


def _top_down(
    known: Records,
    window: Window,
    ahead: Ahead,
    size: tuple[int, int, int],
    random: np.random.Generator,
) -> Floats:
    if known.won.empty:
        return np.zeros(size)
    days, teams = known.won_on.to_numpy(), known.teams.codes(known.won)
    first_month = window.calendar.fiscal_year_start
    since = known.closes_since()
    return top_down_paths(known.won, days, teams, ahead, since, first_month, size, random)


def _won_already(known: Records, ahead: Ahead) -> Floats:
    """Booked in the running month so far, by team."""
    month = known.won_on.dt.year * 12 + known.won_on.dt.month - 1
    running = month.eq(number_of(ahead.as_of)).to_numpy()
    teams = known.teams.codes(known.won[running])
    amounts = won_amounts(known.won[running])
    return _exact(np.bincount(teams, amounts, len(known.teams)).astype(float))


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


def _exact(amounts: Floats) -> Floats:
    """Whole cents: their sums are the same in any order."""
    return np.asarray(np.rint(amounts * 100) / 100)
