"""What past days say beyond the hazards: how far off they were by age, and what the stage adds.

Landmarking (van Houwelingen 2007): on some past days, who was open, how old, at which stage and for
how long is rebuilt as it was then, and whether it was won in the 90 days after is known by now. A
shrunken logit of that, with the log odds by the hazards as its offset, has effects for the level,
for ages, for stages, and for the logarithm of the time in a stage, overall and by stage.

The days lie a quarter apart: no two outcomes overlap, and the months ahead are the same months of a
quarter as those ahead of `as_of`. Each counts half as much as the one after it. Days before the
first recorded close do not count: who was won then is not in the records. Of more than `ENOUGH`
opportunities a random sample is looked at: a few dozen effects are asked of it, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from pandas import DataFrame, Index

from kit.data.positions import positions
from kit.data.times import local_dates
from kit.estimates.intervals import Floats
from kit.kpis.quality.recording import first_day
from kit.models.sampling import ENOUGH, at_most
from kit.models.win_probability.logit import Counts, Logit, shrunken_logit
from kit.models.win_probability.odds import log_odds
from kit.models.win_probability.standing import (
    QUARTER_DAYS,
    Standing,
    matured,
    stages_on,
    standing,
    won_by,
)
from kit.models.win_probability.states import FIXED, States, states_of
from kit.window import Window

LANDMARKS = 4
MINIMUM_WON = 10
"""Won ones, and others, that effects ask for."""
_FADING = 0.5
_STEP = 0.05

Chances = Callable[[Standing], Floats]
"""Chance to be won within 90 days by the hazards alone, for whoever is open on a day."""


@dataclass(frozen=True)
class LandmarkEffects:
    """Fitted effects on the log odds to be won.

    Attributes
    ----------
    stages
        member (stage), value, low, high (log odds, after the typical time there), n (records seen
        there, counted on each landmark).
    landmarks, n
        Past days that were looked at, and records open on them, counted on each.
    states, logit
        What shifts are computed with.
    """

    stages: DataFrame
    landmarks: int
    n: int
    states: States
    logit: Logit

    def shifts(self, age: Floats, at: DataFrame) -> dict[str, Floats]:
        """Log odds to add, by what they are for: `recalibration` (the level), `age`, `stage`.

        Parameters
        ----------
        age
            Days since creation, per record.
        at
            Stage of each record and days in it (`stages_on`); a stage that was not seen adds 0.
        """
        rows = self.states.design(age, at)
        parts = {}
        for name, blocks in (("recalibration", [0]), ("age", [1]), ("stage", [2, 3, 4])):
            inside = np.isin(self.states.block(), blocks)
            parts[name] = np.asarray(rows @ np.where(inside, self.logit.coefficients, 0.0))
        return parts

    def spread(self, age: Floats, at: DataFrame) -> Floats:
        """Standard error of the sum of the shifts."""
        return self.logit.spread(self.states.design(age, at))


def landmark_effects(
    opportunities: DataFrame,
    stage_history: DataFrame | None,
    window: Window,
    chances: Chances,
) -> LandmarkEffects | None:
    """Fit what past days say beyond `chances`; None where there is too little to tell.

    Parameters
    ----------
    opportunities, stage_history
        Canonical tables; None where stages are not recorded.
    window
        Its `as_of` is the last day of which anything is known.
    chances
        What to start from.
    """
    some = at_most(opportunities, ENOUGH)
    if stage_history is not None and len(some) < len(opportunities):
        own = positions(stage_history["opportunity_id"], some["opportunity_id"]) >= 0
        stage_history = stage_history[own]
    parts = list(_landmarks(some, stage_history, window, chances))
    seen = pd.concat(parts, ignore_index=True) if parts else DataFrame({"won": []})
    won = int(seen["won"].sum())
    if min(won, len(seen) - won) < MINIMUM_WON:
        return None
    states = states_of(seen["age"].to_numpy(float), seen[["stage", "days"]])
    logit = shrunken_logit(_counts(seen, states), FIXED)
    stages = states.stage_table(logit, window.level)
    n = seen["stage"].value_counts().reindex(Index(stages["member"])).fillna(0)
    stages = stages.assign(n=n.to_numpy(int))
    return LandmarkEffects(stages, len(parts), len(seen), states, logit)


def _landmarks(
    opportunities: DataFrame, stage_history: DataFrame | None, window: Window, chances: Chances
) -> Iterator[DataFrame]:
    """Who was open on each landmark: age, stage, days, offset, won, weight."""
    recorded = first_day(local_dates(opportunities["closed_at"], window.calendar))
    for back in range(1, LANDMARKS + 1):
        then = matured(window, back)
        if recorded is None or then.as_of < recorded:
            return
        at = standing(opportunities, then).dated()
        if not len(at.records):
            continue
        until = then.as_of + timedelta(days=QUARTER_DAYS)
        yield stages_on(at.records, stage_history, then).assign(
            age=at.age,
            offset=log_odds(chances(at)),
            won=won_by(opportunities, at.records, until, window.calendar),
            weight=_FADING ** (back - 1),
        )


def _counts(seen: DataFrame, states: States) -> Counts:
    """Records in groups of about equal time in stage and offset."""
    time = np.round(np.log1p(seen["days"]) / _STEP) * _STEP
    groups = DataFrame(
        {
            "age": states.age_bin(seen["age"].to_numpy(float)),
            "stage": seen["stage"],
            "days": np.expm1(time),
            "offset": np.round(seen["offset"] / _STEP) * _STEP,
        }
    )
    place = groups.groupby(list(groups), sort=False, dropna=False).ngroup().to_numpy()
    first = ~groups.duplicated().to_numpy()
    rows = states.design(seen["age"].to_numpy(float)[first], groups[first])
    weight = seen["weight"].to_numpy(float)
    won = np.bincount(place, weights=weight * seen["won"].to_numpy(float)).astype(float)
    trials = np.bincount(place, weights=weight).astype(float)
    return Counts(rows, states.block(), won, trials, groups["offset"].to_numpy(float)[first])
