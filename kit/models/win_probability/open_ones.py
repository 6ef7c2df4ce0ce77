"""The chance of each open opportunity to be won: within 30 and 90 days, by month, and ever.

The hazards give the chance by age, team, product, source and season (`kit.models.hazards`). Two
things move its log odds: what past days say beyond them, by age and stage (`landmark`), and how far
off such chances were when they could last be checked (`recalibration`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from pandas import DataFrame

from kit.data.times import local_dates
from kit.estimates.intervals import Floats
from kit.kpis.quality.recording import first_day
from kit.models import hazards as cause_hazards
from kit.models.hazards import Hazards
from kit.models.sampling import ENOUGH
from kit.models.win_probability.landmark import Chances, LandmarkEffects, landmark_effects
from kit.models.win_probability.odds import log_odds, moved
from kit.models.win_probability.recalibration import Recalibration, recalibrated
from kit.models.win_probability.standing import (
    QUARTER_DAYS,
    Standing,
    matured,
    stages_on,
    standing,
    won_by,
)
from kit.window import Window

EVER_DAYS = 1_095.0
"""What is not won in three years is taken for never."""
DRAWS = 200
_CHUNK, _SAMPLE = 5_000, 1_000


@dataclass(frozen=True)
class OpenChances:
    """Chances of those that are open on a day.

    Attributes
    ----------
    standing
        Who they are, and how old.
    state
        Of the hazards: `fitted`, `pooled` where there are too few ends for more than a base rate,
        or `none` where nothing was ever won or lost: chances then mean nothing.
    shifts
        Log odds that are added to what the hazards say, per record, by what they are for:
        `recalibration`, `age`, `stage`.
    stage
        Stage of each record, missing where none is recorded.
    spread
        Standard error of what past days say, per record.
    landmark
        What past days say; None where they say too little.
    recalibration
        The last check.
    hazards
        What chances are computed with.
    """

    standing: Standing
    state: str
    shifts: dict[str, Floats]
    stage: DataFrame
    spread: Floats
    landmark: LandmarkEffects | None
    recalibration: Recalibration
    hazards: Hazards

    @property
    def as_of(self) -> date:
        """The day they are open on."""
        return self.standing.as_of

    @property
    def shift(self) -> Floats:
        """Log odds that are added to what the hazards say, per record."""
        return np.sum(list(self.shifts.values()), axis=0)

    def within(self, days: Sequence[float]) -> Floats:
        """Chance to be won within so many days: one row per record, one column per horizon."""
        return moved(by_hazards(self.hazards, self.standing, days), self.shift[:, None])

    def interval(self, days: float, level: float, seed: int = 0) -> tuple[Floats, Floats]:
        """Bounds of the chance to be won within so many days.

        From draws of all coefficients and of the months ahead, and the errors of the shifts; wide
        enough to hold the chance itself.
        """
        records, ages, shift = self.standing.records, self.standing.age, self.shift
        drawn = self.hazards.draw(DRAWS, seed)
        noise = np.random.default_rng([seed, 1]).standard_normal((DRAWS, 1))
        error = np.hypot(self.recalibration.error, self.spread)
        tails = [(1 - level) / 2, (1 + level) / 2]
        bounds = np.empty((2, len(records)))
        for first in range(0, len(records), _CHUNK):
            part = slice(first, first + _CHUNK)
            chances = drawn.wins(records.iloc[part], ages[part], [days])[:, :, 0]
            chances = moved(chances, shift[part] + error[part] * noise)
            bounds[:, part] = np.quantile(chances, tails, axis=0)
        chance = self.within([days])[:, 0]
        return np.minimum(bounds[0], chance), np.maximum(bounds[1], chance)


def open_ones(
    hazards: Hazards,
    opportunities: DataFrame,
    stage_history: DataFrame | None,
    window: Window,
) -> OpenChances:
    """Chances of all that are open on `as_of`.

    Parameters
    ----------
    hazards
        Fitted as of the same day.
    opportunities
        One row per opportunity, closed ones included: what became of those that were open on past
        days is what chances are checked against.
    stage_history
        Which stage was entered when; None or empty where stages are not recorded.
    window
        Gives `as_of`, the calendar and the level.
    """
    found = standing(opportunities, window)
    at = stages_on(found.records, stage_history, window)
    past = None
    if hazards.state == "fitted":
        past = landmark_effects(opportunities, stage_history, window, _chances_by(hazards))
    check = _last_check(hazards, opportunities, window)
    size = len(found.records)
    shifts = {name: np.zeros(size) for name in ("recalibration", "age", "stage")}
    shifts = past.shifts(found.age, at) if past else shifts
    shifts["recalibration"] = shifts["recalibration"] + check.shift
    spread = past.spread(found.age, at) if past else np.zeros(size)
    return OpenChances(found, hazards.state, shifts, at, spread, past, check, hazards)


def by_hazards(hazards: Hazards, at: Standing, days: Sequence[float]) -> Floats:
    """Chance to be won within so many days by the hazards alone: [records, horizons]."""
    return np.asarray(hazards.wins(at.records, at.age, days), dtype=float)


def _chances_by(hazards: Hazards) -> Chances:
    return lambda at: by_hazards(hazards, at, [QUARTER_DAYS])[:, 0]


def _last_check(hazards: Hazards, opportunities: DataFrame, window: Window) -> Recalibration:
    """How hazards fitted a quarter ago did since; nothing if they knew of less than a quarter."""
    then = matured(window)
    recorded = first_day(local_dates(opportunities["closed_at"], window.calendar))
    if hazards.state != "fitted" or recorded is None or (then.as_of - recorded).days < QUARTER_DAYS:
        return Recalibration()
    earlier = cause_hazards.fit(opportunities, then, factors=hazards.factors, most=ENOUGH)
    at = standing(opportunities, then).dated()
    if earlier.state != "fitted" or not len(at.records):
        return Recalibration()
    chance = by_hazards(earlier, at, [QUARTER_DAYS])[:, 0]
    until = then.as_of + timedelta(days=QUARTER_DAYS)
    won = won_by(opportunities, at.records, until, window.calendar)
    return recalibrated(chance, won, then.as_of, _uncertainty(earlier, at))


def _uncertainty(hazards: Hazards, at: Standing) -> float:
    """By how much, in log odds, the share won may miss what is expected, going by the model."""
    some = np.random.default_rng(0).permutation(len(at.records))[:_SAMPLE]
    drawn = hazards.draw(DRAWS, 0).wins(at.records.iloc[some], at.age[some], [QUARTER_DAYS])
    by_record = np.ascontiguousarray(drawn[:, :, 0].T)  # sums of single precision: order tells
    return float(np.std(log_odds(by_record.mean(axis=0))))
