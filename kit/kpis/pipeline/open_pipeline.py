"""What is being worked on: open opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kit.data.asof import known_at
from kit.data.money import grouped_total
from kit.data.times import by_end_of
from kit.kpis.frame import finish, first_day
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.stacking import stacked
from kit.window import Window

MEASURES = ("count", "started", "amount", "not_started")
NEEDED = (
    "created_at",
    "closed_at",
    "status",
    "amount",
    "amount_before_close",
    "list_price",
    "while_open",
)
"""Columns that tell what was open on a day, and with which amount."""


def open_pipeline(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Opportunities open at the end of the period, and their amount.

    Past periods are rebuilt as they were known on their last day; the last one stands as of
    `as_of`. `count` holds all of them, `started` those with a start date and `not_started` the
    others. As nobody knows since when the others have been there, past periods know `started`
    and its amount alone, and `count` only where there are no others. Where no open one has an
    amount, the amount is NA; where nothing is open, it is 0. In past periods those closed since
    count with their amount before closing, else with their list price.

    Unit: count
    Source: opportunities (status, created_at, closed_at, amount)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by, such as stage, owner or product.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `count`, `started`, `amount` and `not_started`; complete
        counts and sums have no bounds. ``attrs["is_stock"]`` tells `compare` that its changes are
        what came in less what went out, and no matter of chance.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-05"]),
    ...     "closed_at": pd.to_datetime(["2026-02-10", None]),
    ...     "status": ["won", "open"], "amount": [50.0, 20.0], "list_price": [40.0, 20.0]})
    >>> frame = open_pipeline(table, Window(date(2026, 2, 28), periods=2))
    >>> frame["value"].tolist()
    [2.0, 1.0, 2.0, 1.0, 60.0, 20.0, 0.0, 0.0]
    """
    opportunities = opportunities.assign(while_open=while_open(opportunities))
    records = known(opportunities, window, by, read=NEEDED)
    records = records[[name for name in (*NEEDED, *by) if name in records]]
    since = first_day(records["created_at"], window)
    days = [min(edge - timedelta(days=1), window.as_of) for edge in window.edges[1:]]
    waiting = bool((records["created_at"].isna() & records["status"].eq("open")).any())
    told = [
        (start, day)
        for start, day in zip(window.starts, days, strict=True)
        if pd.isna(since) or pd.Timestamp(day) >= since or day == window.as_of
    ]
    rows = _rows(OpenOnes.of(records, window), told, by)
    frame = finish(
        rows, "open_pipeline", window, by=by, measures=MEASURES, zeros=MEASURES, since=since
    )
    past = frame["period"].lt(pd.Timestamp(window.current.start))
    frame.loc[past & frame["measure"].isin(["count", "not_started"]) & waiting, "value"] = np.nan
    frame.attrs["is_stock"] = True
    return frame


@dataclass(frozen=True)
class OpenOnes:
    """Opportunities as they were before their close, and which of them were open on a day.

    Every close is undone once, as whoever was open on some day had not closed on it.

    Attributes
    ----------
    before
        All opportunities, none of them closed.
    is_pending
        Whether their status was that of an open one then.
    closed_at
        When they closed nevertheless.
    """

    before: pd.DataFrame
    is_pending: pd.Series
    closed_at: pd.Series
    window: Window

    @classmethod
    def of(cls, records: pd.DataFrame, window: Window) -> OpenOnes:
        """Undo the closes of opportunities as known on `as_of`.

        Parameters
        ----------
        records
            With what `while_open` gives as column `while_open`.
        """
        first = first_day(records["closed_at"], window)
        before = records
        if not pd.isna(first):
            # Without their creation, those created later stay as well.
            undone = records.drop(columns="created_at")
            before = known_at(undone, first.date() - timedelta(days=1), window.calendar)
            before["created_at"] = records["created_at"]
        return cls(before, before["status"].eq("open"), records["closed_at"], window)

    def on(self, day: date) -> np.ndarray:
        """Which were open at the end of `day`.

        Before `as_of` only what had started counts, as nobody knows of the rest.
        """
        created, calendar = self.before["created_at"], self.window.calendar
        has_come = by_end_of(created, day, calendar)
        if day == self.window.as_of:
            has_come |= created.isna()
        is_open = has_come & ~by_end_of(self.closed_at, day, calendar)
        return (is_open & self.is_pending).to_numpy(bool)

    def has_amounts(self, is_open: np.ndarray) -> bool:
        """Whether any of these is known to have had an amount while it was open.

        Later closes bring list prices into the rebuilt past; alone they would look like a
        pipeline.
        """
        return bool(self.before["while_open"].notna().to_numpy()[is_open].any())


def _rows(ones: OpenOnes, told: Sequence[tuple[date, date]], by: Sequence[str]) -> pd.DataFrame:
    """Rows of the groups that had anything open, for each start of a period and its last day."""
    groups, is_priced = group(ones.before, by), ones.before["amount"].notna().to_numpy()
    has_started = ones.before["created_at"].notna().to_numpy()
    size, counted = len(groups.keys), []
    for _, day in told:
        is_open = ones.on(day)
        codes, amounts = groups.codes[is_open], ones.before["amount"][is_open]
        shown = is_priced[is_open] & ones.has_amounts(is_open)
        counted.append(
            (
                np.bincount(codes, minlength=size),
                np.bincount(codes[has_started[is_open]], minlength=size),
                np.bincount(codes[shown], minlength=size),
                grouped_total(amounts, codes, size),
            )
        )
    n, started, priced, total = (np.stack(one) for one in zip(*counted, strict=True))
    period, member = np.nonzero(n)
    n, started, priced, total = (one[period, member] for one in (n, started, priced, total))
    starts = np.array([start for start, _ in told], dtype="datetime64[us]")
    return stacked(
        groups.keys.iloc[member].assign(period=starts[period]),
        {
            "count": {"value": n.astype(float), "n": n},
            "started": {"value": started.astype(float), "n": started},
            "amount": {"value": np.where(priced > 0, total, np.nan), "n": priced},
            "not_started": {"value": (n - started).astype(float), "n": n - started},
        },
    )


def while_open(opportunities: pd.DataFrame) -> pd.Series:
    """Give the amount that each opportunity is known to have had before any close."""
    is_open = opportunities["status"].eq("open")
    before = opportunities.get("amount_before_close", np.nan)
    return opportunities["amount"].where(is_open, before)
