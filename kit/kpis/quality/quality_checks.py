"""What is looked for in the records of one slice, each check by itself.

Every check takes the records and gives lines; one that finds nothing gives none. Nothing here
knows words: what a line does to the numbers is said where it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kit.data.asof import birth_column
from kit.data.money import total
from kit.data.records import Records
from kit.data.times import by_end_of, local_dates
from kit.kpis.known import known
from kit.kpis.quality.quality_lines import Line, Use
from kit.schemas import BY_NAME
from kit.window import Window

LATE = 7
"""Days after a close from which on a change to it is late."""
BULK, USUAL = 20, 10
"""Closes on one day that are a clean-up: at least so many, and so many times the usual day's."""
SAME_DAY = 0.05
"""Share of closes on the day of creation from which on they say that entries were late."""

_FILLED: tuple[tuple[str, str, str, tuple[Use, ...]], ...] = (
    ("opportunities", "amount", "open", ("open_amounts",)),
    ("opportunities", "created_at", "open", ("durations",)),
    ("opportunities", "expected_close_date", "open", ()),
    ("opportunities", "loss_reason", "lost", ()),
    ("opportunities", "owner", "", ()),
    ("opportunities", "product", "", ()),
    ("opportunities", "source", "", ()),
    ("leads", "owner", "", ()),
    ("leads", "source", "", ()),
    ("activities", "owner", "", ()),
    ("orders", "account_id", "", ()),
    ("cases", "owner", "", ()),
)
"""Columns that reports read or split by, and the status of the rows that should have them."""
_CLOSING = ("status", "stage", "closed_at", "amount")


def empty_cells(records: Records, window: Window) -> Iterator[Line]:
    """Cells that a report would read and that are empty; columns empty throughout in one line."""
    absent: dict[str, list[str]] = {}
    for table, column, status, uses in _FILLED:
        rows = _rows(records, window, table)
        rows = rows[rows["status"].eq(status)] if status else rows
        missing = rows[column].isna()
        if len(rows) and missing.all() and not uses:
            absent.setdefault(table, []).append(column)
        elif missing.any():
            check = f"empty_{column}_{status}" if status else "empty"
            check = "no_open_amount" if column == "amount" and missing.all() else check
            amount = _at_list_price(rows[missing]) if column == "amount" else float("nan")
            yield Line(table, column, check, int(missing.sum()), len(rows), uses, amount=amount)
    for table, columns in absent.items():
        size = len(_rows(records, window, table))
        yield Line(table, ", ".join(columns), "absent", size, size)


def zero_wins(records: Records, window: Window) -> Iterator[Line]:
    """Won opportunities that are worth nothing."""
    rows = _rows(records, window, "opportunities")
    won = rows[rows["status"].eq("won")]
    free = won[won["amount"].eq(0)]
    if len(free):
        amount = _at_list_price(free)
        yield Line(
            "opportunities", "amount", "zero_won", len(free), len(won), ("amounts",), amount=amount
        )


def closed_at_once(records: Records, window: Window) -> Iterator[Line]:
    """Opportunities that were closed on the day they were created."""
    closed = _closed(records, window)
    created = local_dates(closed["created_at"], window.calendar)
    at_once = local_dates(closed["closed_at"], window.calendar).eq(created)
    if len(closed) and at_once.mean() >= SAME_DAY:
        n = int(at_once.sum())
        yield Line("opportunities", "closed_at", "same_day", n, len(closed), ("durations",))


def bulk_closes(records: Records, window: Window) -> Iterator[Line]:
    """Days on which many times more was closed than on a usual one."""
    closed = _closed(records, window)
    each = local_dates(closed["closed_at"], window.calendar).value_counts()
    bulk = each[each >= max(BULK, USUAL * each.median())] if len(each) else each
    if len(bulk):
        n, day = int(bulk.sum()), bulk.index[0]
        uses: tuple[Use, ...] = ("counts", "durations")
        yield Line("opportunities", "closed_at", "bulk", n, len(closed), uses, day=day)


def overdue(records: Records, window: Window) -> Iterator[Line]:
    """Open opportunities that should have closed by now."""
    rows = _rows(records, window, "opportunities")
    dated = rows[rows["status"].eq("open") & rows["expected_close_date"].notna()]
    late = dated[dated["expected_close_date"] < pd.Timestamp(window.as_of)]
    if len(late):
        amount = total(late["amount"])
        column = "expected_close_date"
        yield Line("opportunities", column, "overdue", len(late), len(dated), amount=amount)


def late_edits(records: Records, window: Window) -> Iterator[Line]:
    """Closed opportunities whose outcome or amount was changed long after they closed."""
    closed = _closed(records, window)
    changes = records.changes
    about = changes["table"].eq("opportunities") & changes["field"].isin(_CLOSING)
    about &= by_end_of(changes["changed_at"], window.as_of, window.calendar)
    if not about.any() or closed.empty:
        return
    when = closed.drop_duplicates("opportunity_id").set_index("opportunity_id")["closed_at"]
    edits = changes[about]
    closing = local_dates(edits["id"].map(when).astype(when.dtype), window.calendar)
    lag = (local_dates(edits["changed_at"], window.calendar) - closing).dt.days
    lags = lag[lag > LATE].groupby(edits["id"]).max()
    if len(lags):
        yield Line(
            "opportunities",
            "closed_at",
            "late_edit",
            len(lags),
            len(closed),
            ("counts", "amounts"),
            days=float(lags.quantile(0.9, interpolation="higher")),
        )


def days_to_come(records: Records, window: Window) -> Iterator[Line]:
    """Records that are dated after `as_of`."""
    for table, frame in records.tables.items():
        born = birth_column(table)
        if not born or BY_NAME[table][born].kind != "instant" or frame.empty:
            continue
        ahead = frame[born].notna() & ~by_end_of(frame[born], window.as_of, window.calendar)
        if ahead.any():
            yield Line(table, born, "ahead", int(ahead.sum()), len(frame))


def unlisted(records: Records, window: Window) -> Iterator[Line]:
    """Products and stages of opportunities that the lists of products and stages do not hold."""
    rows = _rows(records, window, "opportunities")
    is_open = rows["status"].eq("open")
    for column, table, among in (("product", "products", rows), ("stage", "stages", rows[is_open])):
        names = among[column].dropna().astype("str")
        lost = int((~names.isin(records.tables[table][column].astype("str"))).sum())
        if len(records.tables[table]) and lost:
            yield Line("opportunities", column, f"unlisted_{column}", lost, len(names))


def without_unit(records: Records, window: Window) -> Iterator[Line]:
    """Owners without a team, and opportunities that belong to no unit though others do."""
    owners = records.owners
    lost = owners["team"].isna() & owners["region"].isna()
    if lost.any() and not lost.all():
        people, all_people = (part["owner"].nunique() for part in (owners[lost], owners))
        yield Line("owners", "team", "no_team", people, all_people)
    rows = _rows(records, window, "opportunities")
    nobodys = rows["team"].isna() & rows["region"].isna()
    if nobodys.any() and not nobodys.all():
        yield Line("opportunities", "team", "no_unit", int(nobodys.sum()), len(rows))


def _rows(records: Records, window: Window, table: str) -> pd.DataFrame:
    frame = records.tables[table]
    return known(frame, window) if table == "opportunities" else frame


def _closed(records: Records, window: Window) -> pd.DataFrame:
    rows = _rows(records, window, "opportunities")
    return rows[rows["status"].ne("open") & rows["closed_at"].notna()]


def _at_list_price(rows: pd.DataFrame) -> float:
    """What the rows would come to at list price; missing where no price is known."""
    prices = rows["list_price"].dropna()
    return total(prices) if len(prices) else float("nan")
