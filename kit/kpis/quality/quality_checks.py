"""What is looked for in the records of one slice, each check by itself.

Every check takes what is looked at and gives lines; one that finds nothing gives none. Nothing
here knows words: what a line does to the numbers is said where it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kit.data.asof import birth_column
from kit.data.money import total
from kit.data.positions import positions
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
_READ = (
    *("opportunity_id", "status", "stage", "region", "team", "list_price"),
    *(column for table, column, *_ in _FILLED if table == "opportunities"),
)
_CLOSING = ("status", "stage", "closed_at", "amount")


@dataclass(frozen=True)
class Looked:
    """What the checks look at: the records of a slice, and what several of them need."""

    records: Records
    window: Window

    @cached_property
    def opportunities(self) -> pd.DataFrame:
        """Opportunities as known on `as_of`."""
        return known(self.records.tables["opportunities"], self.window, read=_READ)

    @cached_property
    def open_ones(self) -> pd.DataFrame:
        """Opportunities that are open."""
        return self.opportunities[self.opportunities["status"].eq("open")]

    @cached_property
    def closed(self) -> pd.DataFrame:
        """Opportunities that are won or lost and have a day of it, `day`."""
        rows, names = self.opportunities, ["opportunity_id", "created_at", "closed_at"]
        rows = rows.loc[rows["status"].ne("open") & rows["closed_at"].notna(), names]
        return rows.assign(day=local_dates(rows["closed_at"], self.window.calendar))

    def rows(self, table: str, column: str, status: str = "") -> pd.DataFrame:
        """Rows of a table, `column` among theirs; of opportunities those of a `status`, if any."""
        if table != "opportunities":
            return self.records.some(table, column)
        if status == "open":
            return self.open_ones
        rows = self.opportunities
        return rows.loc[rows["status"].eq(status), [column]] if status else rows


def empty_cells(looked: Looked) -> Iterator[Line]:
    """Cells that a report would read and that are empty; columns empty throughout in one line."""
    absent: dict[str, list[str]] = {}
    for table, column, status, uses in _FILLED:
        if not looked.records.has(table):
            continue
        rows = looked.rows(table, column, status)
        missing = rows[column].isna()
        n = int(missing.sum())
        if n and n == len(rows) and not uses:
            absent.setdefault(table, []).append(column)
        elif n:
            check = f"empty_{column}_{status}" if status else "empty"
            check = "no_open_amount" if column == "amount" and n == len(rows) else check
            amount = _at_list_price(rows[missing]) if column == "amount" else float("nan")
            yield Line(table, column, check, n, len(rows), uses, amount=amount)
    for table, columns in absent.items():
        size = len(looked.rows(table, columns[0]))
        yield Line(table, ", ".join(columns), "absent", size, size)


def zero_wins(looked: Looked) -> Iterator[Line]:
    """Won opportunities that are worth nothing."""
    rows = looked.opportunities
    is_won = rows["status"].eq("won")
    free = rows.loc[is_won & rows["amount"].eq(0), ["list_price"]]
    if len(free):
        amount, won = _at_list_price(free), int(is_won.sum())
        yield Line(
            "opportunities", "amount", "zero_won", len(free), won, ("amounts",), amount=amount
        )


def closed_at_once(looked: Looked) -> Iterator[Line]:
    """Opportunities that were closed on the day they were created."""
    closed = looked.closed
    created = local_dates(closed["created_at"], looked.window.calendar)
    at_once = closed["day"].eq(created)
    if len(closed) and at_once.mean() >= SAME_DAY:
        n = int(at_once.sum())
        yield Line("opportunities", "closed_at", "same_day", n, len(closed), ("durations",))


def bulk_closes(looked: Looked) -> Iterator[Line]:
    """Days on which many times more was closed than on a usual one."""
    closed = looked.closed
    each = closed["day"].value_counts()
    bulk = each[each >= max(BULK, USUAL * each.median())] if len(each) else each
    if len(bulk):
        n, day = int(bulk.sum()), bulk.index[0]
        uses: tuple[Use, ...] = ("counts", "durations")
        yield Line("opportunities", "closed_at", "bulk", n, len(closed), uses, day=day)


def overdue(looked: Looked) -> Iterator[Line]:
    """Open opportunities that should have closed by now."""
    expected = looked.open_ones["expected_close_date"]
    is_late = expected < pd.Timestamp(looked.window.as_of)
    if is_late.any():
        amount, dated = total(looked.open_ones["amount"][is_late]), int(expected.notna().sum())
        column, n = "expected_close_date", int(is_late.sum())
        yield Line("opportunities", column, "overdue", n, dated, amount=amount)


def late_edits(looked: Looked) -> Iterator[Line]:
    """Closed opportunities whose outcome or amount was changed long after they closed."""
    if not looked.records.has("changes"):
        return
    closed, window = looked.closed, looked.window
    changes = looked.records.some("changes", "table", "field", "id", "changed_at")
    about = changes["table"].eq("opportunities") & changes["field"].isin(_CLOSING)
    about &= by_end_of(changes["changed_at"], window.as_of, window.calendar)
    if not about.any() or closed.empty:
        return
    edits = changes.loc[about, ["id", "changed_at"]]
    place = positions(edits["id"], closed["opportunity_id"])
    edited = local_dates(edits["changed_at"], window.calendar).to_numpy("datetime64[D]")
    lag = (edited - closed["day"].to_numpy("datetime64[D]")[place]).astype(np.int64)
    is_late = (place >= 0) & (lag > LATE)
    longest = np.zeros(len(closed), dtype=np.int64)
    np.maximum.at(longest, place[is_late], lag[is_late])
    lags = longest[longest > 0]
    if len(lags):
        yield Line(
            "opportunities",
            "closed_at",
            "late_edit",
            len(lags),
            len(closed),
            ("counts", "amounts"),
            days=float(np.quantile(lags, 0.9, method="higher")),
        )


def days_to_come(looked: Looked) -> Iterator[Line]:
    """Records that are dated after `as_of`."""
    window = looked.window
    for table in BY_NAME:
        born = birth_column(table)
        if not looked.records.has(table) or not born or BY_NAME[table][born].kind != "instant":
            continue
        came = looked.records.some(table, born)[born]
        ahead = came.notna() & ~by_end_of(came, window.as_of, window.calendar)
        if ahead.any():
            yield Line(table, born, "ahead", int(ahead.sum()), len(came))


def unlisted(looked: Looked) -> Iterator[Line]:
    """Products and stages of opportunities that the lists of products and stages do not hold."""
    for column, table, among in (
        ("product", "products", looked.opportunities),
        ("stage", "stages", looked.open_ones),
    ):
        if not looked.records.count(table):
            continue
        listed = looked.records.some(table, column)[column]
        codes, names = pd.factorize(among[column])
        is_lost = ~pd.Index(names).astype("str").isin(listed.astype("str"))
        n = np.bincount(codes[codes >= 0], minlength=len(names))
        if lost := int(n[is_lost].sum()):
            yield Line("opportunities", column, f"unlisted_{column}", lost, int(n.sum()))


def without_unit(looked: Looked) -> Iterator[Line]:
    """Owners without a team, and opportunities that belong to no unit though others do."""
    owners = looked.records.owners
    lost = owners["team"].isna() & owners["region"].isna()
    if lost.any() and not lost.all():
        people, all_people = (part["owner"].nunique() for part in (owners[lost], owners))
        yield Line("owners", "team", "no_team", people, all_people)
    rows = looked.opportunities
    nobodys = rows["team"].isna() & rows["region"].isna()
    if nobodys.any() and not nobodys.all():
        yield Line("opportunities", "team", "no_unit", int(nobodys.sum()), len(rows))


def _at_list_price(rows: pd.DataFrame) -> float:
    """What the rows would come to at list price; missing where no price is known."""
    prices = rows["list_price"].dropna()
    return total(prices) if len(prices) else float("nan")
