"""From lead to won, step by step: cohorts and periods side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.estimates.curves import incidence
from kit.estimates.intervals import Floats, wilson
from kit.estimates.spans import Estimate, quantile
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.outcomes.win_rates import MATURE
from kit.kpis.stages.axis_rows import Cell, axis_rows, counted, estimated_rows
from kit.kpis.stages.clock import MISSING, days
from kit.kpis.stages.count_ratios import count_ratio
from kit.kpis.stages.journeys import Journeys, journeys
from kit.kpis.stages.order import Codes
from kit.window import Window

MEASURES = ("cohort", "period", "reached", "imputed", "median_days")
_NEARLY_ALL = 0.99


def funnel_conversion(
    leads: pd.DataFrame,
    opportunities: pd.DataFrame,
    quotes: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Share of the leads created in the period that have come to a step so far, or to a later one.

    The steps are lead, qualified, opportunity, quote and won. `cohort` is that share; `reached` is
    how many that are, `imputed` how many of them skipped the step on their way to a later one.
    A cohort is ``immature`` at a step while fewer than 90 % have reached it, are disqualified or
    lost, or are older than 99 % of those that reached it were then. `median_days` is the
    time from the step before, given that it is followed by this or a later one, open leads at risk.
    `period` divides what happened in the period by what happened in it at the step before, whoever
    it happened to: no share, because quick and slow leads meet in it; it may exceed 1.
    Opportunities without a lead are left out; a project without leads begins at opportunity, one
    without quotes or qualifications lacks that step.

    Unit: ratio
    Source: leads (created_at, qualified_at, disqualified_at, opportunity_id),
        opportunities (created_at, status, closed_at, lead_id), quotes (opportunity_id, issued_at)

    Parameters
    ----------
    leads, opportunities, quotes
        Canonical tables; `leads` and `quotes` may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Dimensions of leads, of opportunities where there are no leads.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `step`; Wilson's bounds for `cohort`, bounds for the ratio of two
        counts for `period`, whose `n` is what happened at the step before.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> leads = completed(pd.DataFrame({
    ...     "lead_id": ["l", "m"], "opportunity_id": ["a", None],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-02"])}), "leads")
    >>> table = completed(pd.DataFrame({
    ...     "opportunity_id": ["a"], "status": ["won"], "lead_id": ["l"],
    ...     "created_at": pd.to_datetime(["2026-01-05"]),
    ...     "closed_at": pd.to_datetime(["2026-01-21"])}), "opportunities")
    >>> january = Window(date(2026, 1, 31), periods=1)
    >>> frame = funnel_conversion(leads, table, empty("quotes"), january)
    >>> frame.query("measure == 'cohort'")["value"].tolist()
    [1.0, 0.5, 0.5]
    """
    found = journeys(leads, opportunities, quotes, window, by)
    created = found.records["created_at"]
    groups = group(found.records, by, period=in_periods(created, window))
    rows = [*_cohort(found, groups, window), _times(found, groups, window)]
    rows.append(_period(found, window, by))
    return finish(
        pd.concat(rows, ignore_index=True),
        "funnel_conversion",
        window,
        by=by,
        axes=("step",),
        measures=MEASURES,
        rates=("cohort", "period", "median_days"),
        zeros=("reached", "imputed"),
        since=first_day(created, window),
    )


def _cohort(found: Journeys, groups: Groups, window: Window) -> list[pd.DataFrame]:
    steps, reached = pd.Index(found.steps), found.reached()
    n = groups.count()[:, None]
    count = counted(groups, list(reached.T))
    own = counted(groups, list((found.moments != MISSING).T))
    low, high = wilson(count, np.broadcast_to(n, count.shape), window.level)
    mark = np.where(counted(groups, _settled(found, reached)) < MATURE * n, "immature", "")
    return [
        axis_rows(groups, "step", steps, "cohort", count / n, low=low, high=high, n=n, mark=mark),
        axis_rows(groups, "step", steps, "reached", count.astype(float), n=count, mark=mark),
        axis_rows(
            groups, "step", steps, "imputed", (count - own).astype(float), n=count - own, mark=mark
        ),
    ]


def _settled(found: Journeys, reached: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """For each step, which records have reached it or will not any more."""
    start = found.moments[:, 0]
    age, settled = days(start, found.seen), []
    for step in range(len(found.steps)):
        ages = days(start, found.moments[:, step])
        ages = ages[~np.isnan(ages)]
        limit = np.quantile(ages, _NEARLY_ALL, method="inverted_cdf") if len(ages) else np.inf
        settled.append(reached[:, step] | (found.over != MISSING) | (age > limit))
    return settled


def _times(found: Journeys, groups: Groups, window: Window) -> pd.DataFrame:
    """Median days from each step to the next one, among those that the step itself saw."""
    steps, reached, came = pd.Index(found.steps), found.reached(), found.first_from()

    def records(step: int) -> tuple[Codes, tuple[Floats, NDArray[np.int64]]]:
        start = found.moments[:, max(step - 1, 0)]
        has_come = reached[:, step]
        is_over = ~has_come & (found.over != MISSING)
        end = np.where(has_come, came[:, step], np.where(is_over, found.over, found.seen))
        inside = (start != MISSING) & (step > 0)
        cause = np.select([has_come, is_over], [1, 2], 0)
        return np.where(inside, groups.codes, -1), (np.nan_to_num(days(start, end)), cause)

    def estimate(ages: Floats, cause: NDArray[np.int64]) -> list[Cell]:
        nothing = Estimate(np.nan, np.nan, np.nan)
        curves = incidence(np.zeros(len(ages)), ages, cause, level=window.level)
        one = quantile(curves, 0.5, 1, given=True) if (cause == 1).any() else nothing
        n = int((cause == 1).sum())
        mark = "not_reached" if len(ages) and np.isnan(one.value) else ""
        return [Cell("median_days", one.value, one.low, one.high, n, mark)]

    return estimated_rows(groups, "step", steps, records, estimate)


def _period(found: Journeys, window: Window, by: Sequence[str]) -> pd.DataFrame:
    """What happened in each period at each step, by what happened at the step before."""
    size, steps = len(found.records), pd.Index(found.steps)
    when = pd.Series(found.moments.T.ravel().view("datetime64[us]"))
    if found.is_exact:
        when = when.dt.tz_localize("UTC")
    records = found.records[list(by)].iloc[np.tile(np.arange(size), len(steps))]
    groups = group(records, by, period=in_periods(when, window))
    step = np.repeat(np.arange(len(steps)), size)
    count = counted(groups, [step == one for one in range(len(steps))])
    before = np.column_stack([np.zeros(len(count), dtype=np.int64), count[:, :-1]])
    value, low, high = count_ratio(count, before, window.level)
    return axis_rows(groups, "step", steps, "period", value, low=low, high=high, n=before)
