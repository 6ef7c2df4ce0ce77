"""How fast open opportunities are won and lost, by age, month, team, product and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.models.hazards.counting import Counted, counted_from
from kit.models.hazards.draws import HazardDraws
from kit.models.hazards.exposure import Cells
from kit.models.hazards.months import QUARTER
from kit.models.hazards.penalised import fit_cause
from kit.models.hazards.posterior import Posterior, centred
from kit.models.hazards.reading import ENOUGH, baseline_frame, effects_frame, quarter_frame
from kit.models.sampling import at_most
from kit.window import Window

FACTORS = ("team", "product", "source")


@dataclass(frozen=True)
class Hazards:
    """Cause-specific hazards a day, fitted on all records together.

    Attributes
    ----------
    as_of
        Day at whose end the records were known.
    state
        `fitted`; `pooled` with fewer than `ENOUGH` ends, where hardly more than a base rate is
        left; `none` without any end, where no number means anything.
    factors, members
        Factors with an effect, and the names of their members.
    edges
        First ages of the bins.
    effects
        `cause`, `factor`, `member`, `value` (log rate ratio to the average member), `low`,
        `high`, `n` (records), `events`, `mark` (`pooled` where records are too few to
        say anything else).
    baseline
        `cause`, `age_from`, `age_to`, `value` (hazard a day of the average member), `low`,
        `high`, `exposure_days`, `events`.
    quarter
        `cause`, `month_in_quarter` (1–3), `age` (young, old), `value`, `low`, `high`: log rate
        ratio to the mean of the three months.
    month_sd
        Standard deviation of the shock that a calendar month gives to each log hazard.
    recalibration
        How far the log hazards stand from their long-run level as of now, by cause.
    point
        The hazards at their estimates, to compute with.
    posterior
        Coefficients with their covariance.
    """

    as_of: date
    state: str
    factors: tuple[str, ...]
    members: dict[str, tuple[str, ...]]
    edges: Floats
    effects: DataFrame
    baseline: DataFrame
    quarter: DataFrame
    month_sd: Floats
    recalibration: Floats
    point: HazardDraws
    posterior: Posterior

    def chances(self, records: DataFrame, ages: ArrayLike, horizons: ArrayLike) -> Floats:
        """Chance to be won (row 0) and lost (row 1) within each horizon: 2 × records × horizons.

        See `HazardDraws.chances`. Months to come differ only by their place in the quarter.
        """
        return self.point.chances(records, ages, horizons)[0]

    def wins(self, records: DataFrame, ages: ArrayLike, horizons: ArrayLike) -> Floats:
        """Chance to be won within each horizon: records × horizons."""
        return self.point.wins(records, ages, horizons)[0]

    def draw(self, n: int, seed: int) -> HazardDraws:
        """`n` draws from the posterior, each with its own shocks of the months to come."""
        return self.posterior.draw(n, seed)


def fit(
    opportunities: DataFrame,
    window: Window,
    *,
    factors: Sequence[str] = FACTORS,
    most: int | None = None,
) -> Hazards:
    """Fit both hazards on the opportunities known on the window's `as_of`.

    Days at risk and ends are counted by age bin × calendar month × members, respecting delayed
    entry. Counts of each cause are Poisson with an additive log hazard whose blocks shrink as
    far as the records ask for (see `penalised`). Whatever the records, the result is finite.

    Parameters
    ----------
    opportunities
        Canonical table; `region`, `product` and `source` may be missing.
    window
        `as_of`, the calendar and the level of the intervals.
    factors
        Columns with an effect; `team` means region and team.
    most
        How many opportunities to look at, a random sample of them where there are more; all,
        unless given. Hazards are ends per day at risk, which a sample has as all of them do.

    Examples
    --------
    >>> import pandas as pd
    >>> created = pd.to_datetime("2026-01-01") + pd.to_timedelta(np.arange(400) % 40, "D")
    >>> table = DataFrame({"created_at": created,
    ...                    "closed_at": created + pd.to_timedelta(np.arange(400) % 60, "D"),
    ...                    "status": np.where(np.arange(400) % 4, "lost", "won")})
    >>> hazards = fit(table, Window(date(2026, 6, 30)), factors=())
    >>> hazards.state, hazards.chances(table[:1], [0], [60]).round(1).ravel().tolist()
    ('fitted', [0.2, 0.7])
    """
    if most is not None:
        opportunities = at_most(opportunities, most)
    counted = counted_from(opportunities, window, factors)
    posterior = _posterior(counted)
    won, lost = posterior.fitted
    now = posterior.design.block("drift").place.stop - 1
    return Hazards(
        as_of=window.as_of,
        state=_state(counted.ends),
        factors=tuple(factors),
        members={factor: tuple(names) for factor, names in counted.members.names.items()},
        edges=counted.edges,
        effects=effects_frame(posterior, counted.cells, window.level),
        baseline=baseline_frame(posterior, counted.cells, window.level),
        quarter=quarter_frame(posterior, window.level),
        month_sd=np.sqrt([won.variances["month"], lost.variances["month"]]),
        recalibration=np.array([won.mode[now], lost.mode[now]]),
        point=posterior.point(),
        posterior=posterior,
    )


def _posterior(counted: Counted) -> Posterior:
    """Fit both causes, with effects around the average member and day."""
    cells, design = counted.cells, counted.design
    weights = {factor: n / max(n.sum(), 1) for factor, n in counted.members.n.items()}
    weights["drift"] = _by_month(cells, design.block("drift").size)
    old = counted.edges >= counted.young_until
    won, lost = (centred(fit_cause(cells, design, row), design, old, weights) for row in range(2))
    return Posterior(
        design,
        (won, lost),
        counted.months,
        counted.members,
        counted.edges,
        counted.young_until,
        counted.first_day,
    )


def _state(ends: int) -> str:
    return "none" if not ends else "pooled" if ends < ENOUGH else "fitted"


def _by_month(cells: Cells, months: int) -> Floats:
    """Share of the days at risk that each month with an effect of its own has."""
    recent = cells.months[cells.time] - QUARTER
    own = recent >= 0
    days = np.bincount(recent[own], cells.days[own], minlength=months)
    return days / days.sum() if days.sum() > 0 else np.full(months, 1 / months)
