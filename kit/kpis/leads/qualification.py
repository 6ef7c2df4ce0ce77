"""Which leads are worth a seller's time: how many are qualified, and why the others are not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.errors import ParamError
from kit.estimates.intervals import wilson
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.leads.cohort import (
    MATURE,
    days_seen,
    days_until,
    distinct_leads,
    is_disqualified,
    is_recorded,
)
from kit.kpis.leads.crossed import Crossed
from kit.window import Window

WITHIN_DAYS = 30


def lead_qualification_rate(
    leads: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    within_days: float = WITHIN_DAYS,
) -> pd.DataFrame:
    """Share of the leads created in the period that was qualified within 30 days (`within_days`).

    Only leads whose days are over count, qualified or not, so that young and old cohorts stand
    on the same footing; ``immature`` says that they are fewer than 90 % of those created. A lead
    that was converted was qualified by then, whether or not somebody noted it. Where no
    qualification was ever recorded, or nobody's days are over, the rate is NA.

    Unit: ratio
    Source: leads (created_at, qualified_at, converted_at, merged_into)

    Parameters
    ----------
    leads
        One row per lead.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by, such as source, score_band or owner.
    within_days
        Days after creation that a qualification may take.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with Wilson's bounds; `n` counts the leads whose days are over.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-02"]),
    ...     "qualified_at": pd.to_datetime(["2026-01-11", None]),
    ...     "converted_at": pd.to_datetime([None, None])})
    >>> lead_qualification_rate(table, Window(date(2026, 2, 28), periods=2))["value"].tolist()
    [0.5, nan]
    """
    if within_days <= 0:
        raise ParamError(f"`within_days` is {within_days:g}: give a number of days above 0.")
    records = distinct_leads(leads, window, by, read=())
    fast = days_until(records, "qualified_at", window).le(within_days)
    fast |= days_until(records, "converted_at", window).le(within_days)
    over = days_seen(records, "qualified_at", window).ge(within_days)
    groups = group(records, by, period=in_periods(records["created_at"], window))
    created, n, qualified = groups.count(), groups.count(over), groups.count(over & fast)
    if not is_recorded(records, "qualified_at"):
        n, created = 0 * n, 0 * n
    low, high = wilson(qualified, n, window.level)
    rows = groups.rows(
        measure="value",
        value=qualified / np.where(n > 0, n, np.nan),
        low=low,
        high=high,
        n=n,
        mark=np.where(n < MATURE * created, "immature", ""),
    )
    return finish(
        rows,
        "lead_qualification_rate",
        window,
        by=by,
        measures=("value",),
        rates=("value",),
        since=first_day(records["created_at"], window),
    )


def disqualification_reasons(
    leads: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Share of each reason among the leads disqualified in the period.

    A period rate: the leads may have been created long before. Leads without a reason are a member
    of their own, so that the shares add up to 1. Those converted all the same are left out.
    Reasons stand by how often they were ever given.

    Unit: ratio
    Source: leads (disqualified_at, disqualified_reason, converted_at, merged_into)

    Parameters
    ----------
    leads
        One row per lead.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `reason` and the measures `share` (Wilson's bounds; `n` counts all
        that were disqualified) and `count`.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-02"]),
    ...     "disqualified_at": pd.to_datetime(["2026-01-11", "2026-01-12"]),
    ...     "disqualified_reason": ["Spam", "Spam"],
    ...     "converted_at": pd.to_datetime([None, None])})
    >>> frame = disqualification_reasons(table, Window(date(2026, 1, 31), periods=1))
    >>> frame[["measure", "reason", "value"]].values.tolist()
    [['share', 'Spam', 1.0], ['count', 'Spam', 2.0]]
    """
    records = distinct_leads(leads, window, by, read=["disqualified_reason"])
    dropped = records[is_disqualified(records)]
    reasons = dropped["disqualified_reason"].astype("str")
    often = reasons.value_counts().rename_axis("reason").reset_index(name="count")
    often = often.sort_values(["count", "reason"], ascending=[False, True])
    reasons = pd.Series(pd.Categorical(reasons, often["reason"]), index=dropped.index)
    groups = group(dropped, by, period=in_periods(dropped["disqualified_at"], window))
    table = Crossed.of(groups, "reason", reasons)
    count = table.count()
    n = count.sum(axis=1, keepdims=True)
    low, high = wilson(count, n, window.level)
    rows = pd.concat(
        [
            table.rows(measure="share", value=count / n, low=low, high=high, n=n),
            table.rows(measure="count", value=count.astype(float), n=count),
        ]
    )
    return finish(
        rows,
        "disqualification_reasons",
        window,
        by=by,
        axes=("reason",),
        measures=("share", "count"),
        rates=("share",),
        zeros=("count",),
        since=first_day(records["disqualified_at"], window),
    )
