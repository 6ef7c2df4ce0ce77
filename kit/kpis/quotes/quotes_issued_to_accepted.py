"""How many quotes it takes for one that is accepted: the drop ratio of quick forecasts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.times import local_dates
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.quotes.decisions import ACCEPTED, decisions
from kit.kpis.stages.axis_rows import counted
from kit.kpis.stages.count_ratios import count_ratio
from kit.window import Window

_QUOTES = ("issued_to_accepted", "open_to_accepted")
_OPPORTUNITIES = ("opportunities_created_to_won", "opportunities_open_to_won")
MEASURES = (*_QUOTES, *_OPPORTUNITIES)


def quotes_issued_to_accepted(
    opportunities: pd.DataFrame,
    quotes: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Quotes issued in the period for each quote accepted in it.

    `open_to_accepted` takes the quotes that were open at the end of the period instead. Neither
    follows a quote: where more are issued than before, or decisions come late, they are too high.
    `opportunities_created_to_won` and `opportunities_open_to_won` are the same of opportunities,
    and all that there is without quotes. A period in which nothing was accepted, or won, has no
    ratio.

    Unit: number
    Source: opportunities (created_at, status, closed_at),
        quotes (opportunity_id, issued_at, decided_at, status)

    Parameters
    ----------
    opportunities, quotes
        Canonical tables; `quotes` may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Dimensions of opportunities.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; bounds are those of a ratio of two counts, `n` is how many were accepted, or
        won.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b", "c"], "status": ["won", "lost", "open"],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-05", "2026-01-20"]),
    ...     "closed_at": pd.to_datetime(["2026-01-30", "2026-01-31", None])})
    >>> january = Window(date(2026, 1, 31), periods=1)
    >>> quotes_issued_to_accepted(table, empty("quotes"), january)["value"].tolist()
    [nan, nan, 3.0, 1.0]
    """
    records = known(opportunities, window, by, read=["opportunity_id", "status"])
    closed = records["closed_at"].where(records["status"].ne("open"))
    won = records["status"].eq("won").to_numpy(bool)
    rows = [_rows(records, (records["created_at"], closed), won, _OPPORTUNITIES, window, by)]
    found = decisions(records, quotes, window, by)
    if len(found.quotes):
        times = found.quotes["issued_at"], found.ended_at
        rows.append(_rows(found.quotes, times, found.cause == ACCEPTED, _QUOTES, window, by))
    return finish(
        pd.concat(rows, ignore_index=True),
        "quotes_issued_to_accepted",
        window,
        by=by,
        measures=MEASURES,
        rates=MEASURES,
        since=first_day(records["created_at"], window),
    )


def _rows(
    records: pd.DataFrame,
    times: tuple[pd.Series, pd.Series],
    succeeded: np.ndarray,
    measures: tuple[str, str],
    window: Window,
    by: Sequence[str],
) -> pd.DataFrame:
    """Begun, and open at the end, by succeeded; for each period in which any of it happened."""
    begun, ended = (local_dates(one, window.calendar).to_numpy("datetime64[us]") for one in times)
    ends = np.array([*window.starts[1:], window.end], dtype="datetime64[us]")
    is_open = [(begun < end) & ~(ended < end) for end in ends]
    size, starts = len(records), np.array(window.starts, dtype="datetime64[us]")
    # One pile of all that counts in any period: begun, succeeded, and open at the end of each.
    period = np.concatenate(
        [
            *(in_periods(one, window).to_numpy() for one in times),
            *(
                np.where(one, start, np.datetime64("NaT"))
                for one, start in zip(is_open, starts, strict=True)
            ),
        ]
    )
    kind = np.repeat(np.array([0, 1, *[2] * len(starts)]), size)
    place = np.tile(np.arange(size), len(starts) + 2)
    kept = ~np.isnat(period) & ((kind != 1) | succeeded[place])
    pile = records[list(by)].iloc[place[kept]]
    groups = group(pile, by, period=pd.Series(period[kept], index=pile.index))
    started, accepted, still = counted(groups, [kind[kept] == one for one in range(3)]).T
    parts = []
    for measure, count in zip(measures, (started, still), strict=True):
        value, low, high = count_ratio(count, accepted, window.level)
        parts.append(groups.rows(measure=measure, value=value, low=low, high=high, n=accepted))
    return pd.concat(parts, ignore_index=True)
