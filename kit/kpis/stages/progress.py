"""How opportunities get from stage to stage, and how long they stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.estimates.bands import conditional
from kit.estimates.curves import incidence, kaplan_meier
from kit.estimates.intervals import Floats
from kit.estimates.spans import quantiles
from kit.kpis.frame import finish
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.stages.axis_rows import Cell, estimated_rows
from kit.kpis.stages.entries import NEEDED, Entries, stage_entries
from kit.kpis.stages.order import Codes
from kit.kpis.stages.stays import ADVANCED, LOST, Spell, advances, stays
from kit.window import Window

WITHIN_DAYS = 180
_STATES = {"advanced": ADVANCED, "lost": LOST, "still_open": 0}
_QUARTILES = {"median": 0.50, "p25": 0.25, "p75": 0.75}


def stage_conversion(
    opportunities: pd.DataFrame,
    stage_history: pd.DataFrame,
    stages: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    within_days: float = WITHIN_DAYS,
) -> pd.DataFrame:
    """Share of the opportunities that entered a stage and then came further, by stage.

    Coming further is entering any later stage of the pipeline, or winning; `advanced` and `lost`
    are read off the Aalen–Johansen curve of the time since the first entry, at `within_days`, so
    that open ones count as long as they were seen and losses compete. `still_open` is the rest. An
    opportunity that skipped a stage says nothing of it; one that goes back, or is reopened, counts
    on from its first entry. Where nobody has been seen for so long yet, the shares are as far as
    anybody went (``immature``). The stages stand as `stages` orders them, else by the median rank
    at which they are first entered. Stages that only record the close are none.

    Unit: ratio
    Source: opportunities (status, closed_at, pipeline), stage_history (entered_at, stage),
        stages (position)

    Parameters
    ----------
    opportunities, stage_history, stages
        Canonical tables; `stages` may be empty.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Dimensions of opportunities.
    within_days
        Days after the first entry by which an opportunity must have come further.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `stage`; `n` counts the opportunities that entered it.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> table = completed(pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": ["won", "lost"],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-21", "2026-01-11"])}), "opportunities")
    >>> history = pd.DataFrame({
    ...     "opportunity_id": ["a", "a", "b"], "sequence": [1, 2, 1],
    ...     "entered_at": pd.to_datetime(["2026-01-01", "2026-01-05", "2026-01-01"]),
    ...     "stage": ["New", "Offer", "New"]})
    >>> frame = stage_conversion(table, history, empty("stages"), Window(date(2026, 1, 31)))
    >>> frame.query("measure == 'advanced'")["value"].tolist()
    [0.5, 1.0]
    """
    entries = stage_entries(
        known(opportunities, window, by, read=NEEDED), stage_history, stages, window
    )
    return _frame(
        "stage_conversion",
        entries,
        advances(entries),
        lambda ages, cause: _shares(ages, cause, within_days, window.level),
        window,
        by,
        tuple(_STATES),
    )


def days_in_stage(
    opportunities: pd.DataFrame,
    stage_history: pd.DataFrame,
    stages: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Days that opportunities stay in a stage, by stage.

    `median`, `p25` and `p75` of the Kaplan–Meier curve: those still in the stage count as long as
    they have been there. A stay ends with the entry into any other stage, or with the close. An
    opportunity that comes back begins another stay, and each counts by itself. Where too few stays
    have ended the value is NA and marked ``not_reached``. Stages that only record the close are
    none.

    Unit: days
    Source: opportunities (status, closed_at, pipeline), stage_history (entered_at, stage),
        stages (position)

    Parameters
    ----------
    opportunities, stage_history, stages
        Canonical tables; `stages` may be empty.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Dimensions of opportunities.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `stage`; `n` counts the stays.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> table = completed(pd.DataFrame({
    ...     "opportunity_id": ["a"], "status": ["won"],
    ...     "created_at": pd.to_datetime(["2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-21"])}), "opportunities")
    >>> history = pd.DataFrame({
    ...     "opportunity_id": ["a", "a"], "sequence": [1, 2],
    ...     "entered_at": pd.to_datetime(["2026-01-01", "2026-01-05"]), "stage": ["New", "Offer"]})
    >>> frame = days_in_stage(table, history, empty("stages"), Window(date(2026, 1, 31)))
    >>> frame.query("measure == 'median'")["value"].tolist()
    [4.0, 16.0]
    """
    entries = stage_entries(
        known(opportunities, window, by, read=NEEDED), stage_history, stages, window
    )
    return _frame(
        "days_in_stage",
        entries,
        stays(entries),
        lambda ages, cause: _quartiles(ages, cause, window.level),
        window,
        by,
        tuple(_QUARTILES),
    )


def _frame(
    kpi: str,
    entries: Entries,
    spells: Sequence[Spell],
    estimate: Callable[[Floats, NDArray[np.int64]], list[Cell]],
    window: Window,
    by: Sequence[str],
    measures: tuple[str, ...],
) -> pd.DataFrame:
    groups = group(entries.opportunities, by)

    def records(stage: int) -> tuple[Codes, tuple[Floats, NDArray[np.int64]]]:
        spell = spells[stage]
        return groups.codes[spell.row], (spell.days, spell.cause)

    rows = estimated_rows(groups, "stage", entries.order.names, records, estimate)
    rows = rows.assign(period=pd.Timestamp(window.current.start))
    return finish(
        rows, kpi, window, by=by, axes=("stage",), measures=measures, rates=measures, now=True
    )


def _shares(ages: Floats, cause: NDArray[np.int64], within_days: float, level: float) -> list[Cell]:
    points = conditional(incidence(np.zeros(len(ages)), ages, cause, level=level), 0.0, within_days)
    mark = "immature" if len(ages) and not points.is_reached[0] else ""
    cells = []
    for name, state in _STATES.items():
        parts = points.value, points.low, points.high
        value, low, high = (float(part[state, 0]) for part in parts)
        cells.append(Cell(name, value, low, high, len(ages), mark))
    return cells


def _quartiles(ages: Floats, cause: NDArray[np.int64], level: float) -> list[Cell]:
    curve = kaplan_meier(np.zeros(len(ages)), ages, cause > 0, level)
    cells = []
    found_at = quantiles(curve, tuple(_QUARTILES.values()))
    for name, found in zip(_QUARTILES, found_at, strict=True):
        mark = "not_reached" if len(ages) and np.isnan(found.value) else ""
        cells.append(Cell(name, found.value, found.low, found.high, len(ages), mark))
    return cells
