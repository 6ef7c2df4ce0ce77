"""How often opportunities are won, on four bases; each name says which.

`win_rate` counts what closed in the period, `win_rate_amount` weighs it, and
`win_rate_with_no_decision` adds those that nobody ever closed. `win_rate_cohort` follows the
opportunities created in the period instead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.times import local_dates
from kit.estimates.intervals import weighted_rate, wilson
from kit.kpis.frame import finish, first_day, in_periods, rate
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.outcomes.decision import overdue_from
from kit.kpis.outcomes.weights import WEIGHTS, closing_weights
from kit.window import Window

MATURE = 0.9
"""Share of a cohort that must have ended, or be past deciding, for its win rate to be final."""


def win_rate(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Won opportunities as a share of all opportunities closed in the period.

    Counts opportunities, not amount. Open ones are left out of both sides.
    A period with nothing closed has no win rate: `value` is NA, never 0.

    Unit: ratio
    Source: opportunities (status, closed_at)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with Wilson's bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31", None]),
    ...     "status": ["won", "lost", "open"]})
    >>> win_rate(table, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [0.5]
    """
    closed = _closed(opportunities, window, by)
    return rate(closed, closed["status"].eq("won"), "win_rate", window, at="closed_at", by=by)


def win_rate_amount(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Share of the amount of all opportunities closed in the period that was won.

    Won and lost are weighed alike: by the amount as it stood before closing, else by the amount
    where lost opportunities keep theirs, else by list price; `amount_basis` says which. Those
    without a weight are left out; where none has one, `value` is NA and marked ``unattributed``.

    Unit: ratio
    Source: opportunities (status, closed_at, amount, amount_before_close, list_price)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with bootstrap bounds over records; `n` counts records with a weight.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31"]),
    ...     "status": ["won", "lost"], "amount": [290.0, 0.0], "list_price": [300.0, 100.0]})
    >>> win_rate_amount(table, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [0.75]
    """
    closed = _closed(opportunities, window, by, WEIGHTS)
    weight, won = closing_weights(closed), closed["status"].eq("won")
    groups = group(closed, by, period=in_periods(closed["closed_at"], window))
    n, all_weight = groups.count(weight.notna()), groups.total(weight)
    value = groups.total(weight.where(won, 0.0)) / np.where(n > 0, all_weight, np.nan)
    parts = groups.split(won.to_numpy(), weight.to_numpy())
    bounds = [weighted_rate(is_won, weights, window.level) for is_won, weights in parts]
    low, high = np.array(bounds).reshape(-1, 2).T
    rows = groups.rows(
        measure="value",
        value=value,
        low=low,
        high=high,
        n=n,
        mark=np.where(n > 0, "", "unattributed"),
    )
    since = first_day(closed["closed_at"], window)
    return finish(
        rows,
        "win_rate_amount",
        window,
        by=by,
        measures=("value",),
        rates=("value",),
        since=since,
    )


def win_rate_with_no_decision(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Won opportunities as a share of those that closed in the period or were given up in it.

    Given up is an open opportunity that in the period grew older than the age within which 99 %
    of all recorded closes happened: nobody decided, and the CRM left it open. It counts as
    lost. A period in which nothing ended has no win rate: `value` is NA, never 0.

    Unit: ratio
    Source: opportunities (status, created_at, closed_at)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with Wilson's bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-03"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", None, None]),
    ...     "status": ["won", "open", "open"]})
    >>> frame = win_rate_with_no_decision(table, Window(date(2026, 1, 12), periods=1))
    >>> frame["value"].tolist(), frame["n"].tolist()
    ([0.5], [2])
    """
    records = known(opportunities, window, by, read=["status"])
    is_open, is_won = records["status"].eq("open"), records["status"].eq("won")
    closed = local_dates(records["closed_at"], window.calendar)
    ended = records[list(by)].assign(ended=closed.mask(is_open, overdue_from(records, window)))
    return rate(ended, is_won, "win_rate_with_no_decision", window, at="ended", by=by)


def win_rate_cohort(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Share of the opportunities created in the period that has been won so far.

    Open ones count as not won yet, so a young cohort only rises: it is marked ``immature`` while
    fewer than 90 % of it have ended or are older than the age within which 99 % of all
    recorded closes happened. A period in which nothing was created is NA, never 0.

    Unit: ratio
    Source: opportunities (status, created_at, closed_at)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with Wilson's bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", None]),
    ...     "status": ["won", "open"]})
    >>> cohort = win_rate_cohort(table, Window(date(2026, 1, 31), periods=1))
    >>> cohort["value"].tolist(), cohort["mark"].tolist()
    ([0.5], ['thin'])
    """
    records = known(opportunities, window, by, read=["status"])
    is_over = overdue_from(records, window) <= pd.Timestamp(window.as_of)
    groups = group(records, by, period=in_periods(records["created_at"], window))
    n, won = groups.count(), groups.count(records["status"].eq("won"))
    settled = groups.count(records["status"].ne("open") | is_over)
    low, high = wilson(won, n, window.level)
    mark = np.where(settled < MATURE * n, "immature", "")
    rows = groups.rows(measure="value", value=won / n, low=low, high=high, n=n, mark=mark)
    since = first_day(records["created_at"], window)
    return finish(
        rows,
        "win_rate_cohort",
        window,
        by=by,
        measures=("value",),
        rates=("value",),
        since=since,
    )


def _closed(
    opportunities: pd.DataFrame, window: Window, by: Sequence[str], read: Sequence[str] = ()
) -> pd.DataFrame:
    records = known(opportunities, window, by, read=["status", *read])
    return records[records["status"] != "open"]
