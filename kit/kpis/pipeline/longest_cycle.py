"""Open opportunities that are older than any that ever came to an end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.kpis.durations import durations
from kit.kpis.frame import finish
from kit.kpis.groups import group
from kit.window import Window

MEASURES = ("count", "share", "longest_days")


def beyond_longest_cycle(
    opportunities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    longest_cycles: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Open opportunities that are older than any that was ever won or lost.

    `count` is their number, `share` their share of the open ones that have started, and
    `longest_days` the greatest age at which one of all opportunities closed, whatever `by` says;
    with `longest_cycles`, one of the whole company, so that units are measured alike.
    Where nothing has ever closed there is no longest cycle and everything is NA; a member without
    open opportunities has a count of 0 and no share. All are counted, so nothing has an interval.

    Unit: count
    Source: opportunities (status, created_at, closed_at)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Dimensions.
    longest_cycles
        Days on which the company's longest cycle grew, and to how many days (`day`, `days`), as
        `kit.prepare` makes them. Without it the opportunities at hand are all there is.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the open ones, for `longest_days` the closed ones.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-21"]),
    ...     "closed_at": pd.to_datetime(["2026-01-16", None, None]),
    ...     "status": ["won", "open", "open"], "amount": [75.0, None, None]})
    >>> beyond_longest_cycle(table, Window(date(2026, 1, 31)))["value"].tolist()
    [1.0, 0.5, 15.0]
    """
    spans = durations(opportunities, window, by, columns=())
    groups = group(spans.opportunities, by)
    is_open = pd.Series(spans.cause == 0)
    closed = spans.exit[spans.cause > 0]
    longest = _longest(closed, window, longest_cycles)
    n = groups.count(is_open)
    older = groups.count(is_open & (spans.exit > longest)) + 0 * longest
    parts = [
        groups.rows(measure="count", value=older, n=n),
        groups.rows(measure="share", value=older / np.where(n > 0, n, np.nan), n=n),
        groups.rows(measure="longest_days", value=longest, n=groups.count(~is_open)),
    ]
    rows = pd.concat(parts, ignore_index=True).assign(period=pd.Timestamp(window.current.start))
    zeros = () if np.isnan(longest) else ("count",)
    return finish(
        rows, "beyond_longest_cycle", window, by=by, measures=MEASURES, zeros=zeros, now=True
    )


def _longest(closed: np.ndarray, window: Window, longest_cycles: pd.DataFrame | None) -> float:
    """Greatest age in days at which any had closed by `as_of`; NaN where none had."""
    if longest_cycles is None:
        return float(closed.max()) if len(closed) else np.nan
    known = longest_cycles.loc[longest_cycles["day"] < pd.Timestamp(window.end), "days"]
    return float(known.max())
