"""How fast open opportunities are won and lost, by age, month, team, product and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from pandas import DataFrame

from kit.data.times import is_instant, local_dates
from kit.estimates.intervals import Floats
from kit.kpis.durations import durations
from kit.models.hazards.ages import edges_for
from kit.models.hazards.design import QUARTER, design_of
from kit.models.hazards.draws import HazardDraws
from kit.models.hazards.exposure import Cells, Spells, count
from kit.models.hazards.members import members_of
from kit.models.hazards.months import months_of
from kit.models.hazards.penalised import fit_cause
from kit.models.hazards.posterior import Posterior, centred
from kit.models.hazards.reading import baseline_frame, effects_frame, quarter_frame
from kit.window import Window

FACTORS = ("team", "product", "source")
ENOUGH = 30
"""Ends below which nothing but a shrunken base rate can be said."""
_COLUMNS = ("created_at", "closed_at", "status", "region")
_INSTANT = 1 / 24
"""Least age, in days, at which an end counts: clocks of two systems differ by as much."""


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
        `high`, `n` (records), `events`, `mark` (`pooled` where records are too few).
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

    def draw(self, n: int, seed: int) -> HazardDraws:
        """`n` draws from the posterior, each with its own shocks of the months to come."""
        return self.posterior.draw(n, seed)


def fit(opportunities: DataFrame, window: Window, *, factors: Sequence[str] = FACTORS) -> Hazards:
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

    Examples
    --------
    >>> created = pd.to_datetime("2026-01-01") + pd.to_timedelta(np.arange(400) % 40, "D")
    >>> table = DataFrame({"created_at": created,
    ...                    "closed_at": created + pd.to_timedelta(np.arange(400) % 60, "D"),
    ...                    "status": np.where(np.arange(400) % 4, "lost", "won")})
    >>> hazards = fit(table, Window(date(2026, 6, 30)), factors=())
    >>> hazards.state, hazards.chances(table[:1], [0], [60]).round(1).ravel().tolist()
    ('fitted', [0.2, 0.7])
    """
    kept = list(dict.fromkeys([*_COLUMNS, "team", *factors]))
    table = opportunities[[name for name in kept if name in opportunities]]
    spans = durations(table, window)
    records, first_day = spans.opportunities, _first_day(table)
    members = members_of(records, factors)
    codes = members.codes(records)
    profiles, profile = _distinct_rows(codes, [len(n) for n in members.names.values()])
    spells = _spells(records, spans.entry, spans.exit, spans.cause, profile, first_day, window)
    months = months_of(float((spells.born + spells.entry).min(initial=np.inf)), window)
    ended = spells.exit[spells.cause > 0]
    edges = edges_for(ended)
    young_until = _young_until(ended, edges)
    cells = count(spells, edges, months, len(profiles))
    sizes = {factor: len(names) for factor, names in members.names.items()}
    design = design_of(cells, edges, months, young_until, profiles, sizes)
    weights = {factor: n / max(n.sum(), 1) for factor, n in members.n.items()}
    weights["drift"] = _by_month(cells, design.block("drift").size)
    won, lost = (
        centred(fit_cause(cells, design, row), design, edges >= young_until, weights)
        for row in range(2)
    )
    posterior = Posterior(design, (won, lost), months, members, edges, young_until, first_day)
    now = design.block("drift").place.stop - 1
    return Hazards(
        as_of=window.as_of,
        state="none" if not len(ended) else "pooled" if len(ended) < ENOUGH else "fitted",
        factors=tuple(factors),
        members={factor: tuple(names) for factor, names in members.names.items()},
        edges=edges,
        effects=effects_frame(posterior, cells, window.level),
        baseline=baseline_frame(posterior, cells, window.level),
        quarter=quarter_frame(posterior, window.level),
        month_sd=np.sqrt([one.variances["month"] for one in (won, lost)]),
        recalibration=np.array([one.mode[now] for one in (won, lost)]),
        point=posterior.point(),
        posterior=posterior,
    )


def _first_day(table: DataFrame) -> float:
    return 0.0 if is_instant(table["created_at"]) and is_instant(table["closed_at"]) else 1.0


def _spells(
    records: DataFrame,
    entry: Floats,
    exit: Floats,
    cause: np.ndarray,
    profile: np.ndarray,
    first_day: float,
    window: Window,
) -> Spells:
    """Ages under observation. Where they are whole days, whoever closed left in mid-day."""
    created = records["created_at"]
    if first_day:
        born = local_dates(created, window.calendar)
        entry = np.where(entry > 0, entry + 1, 0.0)
        exit = exit + np.where(cause > 0, 0.5, 1.0)
    else:
        born = created.dt.tz_convert(window.calendar.timezone).dt.tz_localize(None)
    moment = born.to_numpy().astype("datetime64[us]").astype(np.int64) / 86_400e6
    return Spells(moment, entry, np.maximum(exit, entry + _INSTANT), cause, profile)


def _distinct_rows(codes: np.ndarray, sizes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Combinations of members that occur, and which one each record has."""
    flat = np.zeros(len(codes), np.int64)
    for column, size in enumerate(sizes):
        flat = flat * (size + 1) + codes[:, column]
    row, found = pd.factorize(flat)
    first = np.zeros(len(found), np.int64)
    first[row[::-1]] = np.arange(len(row))[::-1]
    return codes[first], row


def _by_month(cells: Cells, months: int) -> Floats:
    """Share of the days at risk that each month with an effect of its own has."""
    recent = cells.months[cells.time] - QUARTER
    own = recent >= 0
    days = np.bincount(recent[own], cells.days[own], minlength=months)
    return days / days.sum() if days.sum() > 0 else np.full(months, 1 / months)


def _young_until(ended: Floats, edges: Floats) -> float:
    """Edge nearest to the median age of those that ended; beyond the first where there is one."""
    if not len(ended) or len(edges) < 2:
        return float(edges[-1]) + 1
    inner = edges[1:]
    return float(inner[np.argmin(np.abs(inner - np.median(ended)))])
