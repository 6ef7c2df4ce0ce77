"""How far opportunities come: first entries by stage."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from kit.estimates.intervals import wilson
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.kpis.outcomes.decision import overdue_from
from kit.kpis.outcomes.win_rates import MATURE
from kit.kpis.stages.axis_rows import axis_rows, counted
from kit.kpis.stages.entries import NEEDED, Entries, first_of, stage_entries
from kit.window import Window

MEASURES = ("cohort", "reached", "entered", "imputed")


def stage_funnel(
    opportunities: pd.DataFrame,
    stage_history: pd.DataFrame,
    stages: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Share of the opportunities created in the period that have reached a stage so far, by stage.

    Reached is a stage that an opportunity entered, or one that it skipped on its way to a later
    stage or to winning; `entered` counts the former, `imputed` the latter, `reached` both, each
    opportunity once. The cohort's share is of those with any stage on record, and ``immature``
    while fewer than 90 % have reached the stage, have closed, or are past the age within which
    99 % of all closes happened. Stages that only record the close are none.

    Unit: ratio
    Source: opportunities (created_at, status, closed_at, pipeline),
        stage_history (entered_at, stage), stages (position)

    Parameters
    ----------
    opportunities, stage_history, stages
        Canonical tables; `stages` may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Dimensions of opportunities.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `stage`; Wilson's bounds for `cohort`, whose `n` are the
        opportunities created; complete counts have no bounds.

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
    >>> january = Window(date(2026, 1, 31), periods=1)
    >>> stage_funnel(table, history, empty("stages"), january)["value"].tolist()[:4]
    [1.0, 0.5, 2.0, 1.0]
    """
    records = known(opportunities, window, by, read=NEEDED)
    entries = stage_entries(records, stage_history, stages, window)
    groups = group(records, by, period=in_periods(records["created_at"], window))
    is_overdue = overdue_from(records, window).le(pd.Timestamp(window.as_of))
    is_over = (is_overdue | records["status"].ne("open")).to_numpy(bool)
    return finish(
        _rows(groups, entries, is_over, window),
        "stage_funnel",
        window,
        by=by,
        axes=("stage",),
        measures=MEASURES,
        rates=("cohort",),
        zeros=MEASURES[1:],
        since=first_day(records["created_at"], window),
    )


def _rows(groups: Groups, entries: Entries, is_over: np.ndarray, window: Window) -> pd.DataFrame:
    """Every measure of every stage; a share is mature once most have come there or are over."""
    names, deepest = entries.order.names, entries.deepest()
    reached = [entries.reached(stage, deepest) for stage in range(len(names))]
    followed = deepest >= 0
    n, count = counted(groups, [followed]), counted(groups, reached)
    entered = counted(groups, list((first_of(entries) >= 0).T))
    settled = counted(groups, [followed & (is_over | one) for one in reached])
    base = np.where(n > 0, n, np.nan)
    low, high = wilson(count, np.broadcast_to(base, count.shape), window.level)
    rows = partial(
        axis_rows, groups, "stage", names, mark=np.where(settled < MATURE * n, "immature", "")
    )
    parts = [rows("cohort", count / base, low=low, high=high, n=n)]
    for measure, value in zip(MEASURES[1:], (count, entered, count - entered), strict=True):
        parts.append(rows(measure, value.astype(float), n=value))
    return pd.concat(parts, ignore_index=True)
