"""What is coming in: opportunities created."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kit.kpis.frame import counts
from kit.kpis.known import known
from kit.window import Window


def new_opportunities(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Opportunities created in the period.

    Counts every opportunity, whatever became of it. One that has not started has no date of
    creation and is left out. A period in which nothing was created has a count of 0.

    Unit: count
    Source: opportunities (created_at)

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
        Tidy frame; complete counts have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-05", "2026-02-03", "2026-02-20"]),
    ...     "closed_at": pd.to_datetime([None, None, None]), "status": "open"})
    >>> new_opportunities(table, Window(date(2026, 2, 28), periods=2))["value"].tolist()
    [1.0, 2.0]
    """
    created = known(opportunities, window, by, read=())
    return counts(created, "new_opportunities", window, at="created_at", by=by)
