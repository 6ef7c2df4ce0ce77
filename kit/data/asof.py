"""Records as they were known at the end of an earlier day.

Nothing that happened later may change a number: rows that did not exist yet are dropped, later
instants are blanked, and whatever those instants brought with them (a status, a loss reason, a
won amount) is undone. Where `changes` or `stage_history` say what a field held, they are
followed; a field without history, and the unit, stay as they were recorded later. Expected
dates, targets and spend are plans and stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from kit.data.rewinding import rewound, stages_by_then
from kit.data.times import after_end_of
from kit.schemas import BY_NAME
from kit.window import Calendar

_Rows = NDArray[np.bool_]
_Floats = NDArray[np.float64]

_PLANS = ("targets", "spend", "owners", "fx_rates")
_PLANNED = ("due_at",)
_BORN = {"contracts": "start_date"}

_FIRST_STATUS = {"opportunities": "open", "quotes": "sent", "leads": "open", "cases": "open"}
_STATUS_BROUGHT = {
    "opportunities": {"closed_at": ""},
    "quotes": {"decided_at": ""},
    "leads": {
        "qualified_at": "qualified",
        "disqualified_at": "disqualified",
        "converted_at": "converted",
    },
    "cases": {"resolved_at": "resolved", "closed_at": "closed"},
}
_BROUGHT: dict[tuple[str, str], tuple[str, ...]] = {
    ("opportunities", "closed_at"): (
        "stage",
        "loss_reason",
        "forecast_category",
        "amount_original",
    ),
    ("leads", "converted_at"): ("opportunity_id", "account_id"),
    ("leads", "disqualified_at"): ("disqualified_reason",),
    ("contracts", "cancelled_at"): ("end_date",),
    ("activities", "responded_at"): ("outcome",),
}

_AMOUNTS_BEFORE = ("amount_before_close", "list_price")

_WORDS = {"outcome": ("answered", "meeting_booked", "auto_reply")}
"""Of these columns an instant brings some words only: a message bounced before anybody answered."""


def known_at(opportunities: DataFrame, as_of: date, calendar: Calendar) -> DataFrame:
    """Opportunities as they were known at the end of `as_of`.

    Keeps those created by then and those not started. A later close is undone: the opportunity
    is open, its stage, loss reason and forecast category are unknown, and its amount is the one
    before closing, else the list price, else missing. Doing it twice changes nothing.

    Parameters
    ----------
    opportunities
        Loaded opportunities, one a row; not changed.
    as_of
        Last day that counts, inclusive to its end.
    calendar
        Names the zone in which the day ends.

    Returns
    -------
    DataFrame
        The same columns and dtypes, index kept.
    """
    return table_known_at("opportunities", opportunities, as_of, calendar)


def table_known_at(table: str, frame: DataFrame, as_of: date, calendar: Calendar) -> DataFrame:
    """Rows of one canonical table as they were known at the end of `as_of`.

    Rows that came to be later are left out; what happened later to the others is undone, with
    all that it brought. Plans (targets, spend) and lists are returned as they are.
    """
    born, events = birth_column(table), event_columns(table)
    if born in frame:
        too_late = after_end_of(frame[born], as_of, calendar)
        frame = frame[~too_late] if too_late.any() else frame
    undone = {}
    for name in events[1:]:
        if name in frame and (mask := after_end_of(frame[name], as_of, calendar)).any():
            undone[name] = mask
    return _undo(table, frame, undone) if undone else frame.copy(deep=False)


def records_known_at(
    tables: Mapping[str, DataFrame],
    as_of: date,
    calendar: Calendar,
    wanted: Collection[str] | None = None,
) -> dict[str, DataFrame]:
    """All tables as they were known at the end of `as_of`.

    Beyond `known_at`, fields that `changes` follows are set back to what they held then, and so
    are the stages of opportunities that `stage_history` follows. Tables the schema does not know
    are returned as they are.

    Parameters
    ----------
    tables
        By name.
    as_of
        Last day that counts.
    calendar
        Names the zone in which the day ends.
    wanted
        Names of the tables to return, where others only tell of them; all, unless given.

    Returns
    -------
    dict
        The same tables with the same columns; the input is not changed.
    """
    changes, history = tables.get("changes"), tables.get("stage_history")
    known = {}
    for table, frame in tables.items():
        if wanted is not None and table not in wanted:
            continue
        then = table_known_at(table, frame, as_of, calendar) if table in BY_NAME else frame
        if table == "opportunities" and history is not None:
            then = stages_by_then(then, frame, history, as_of, calendar)
        if table in BY_NAME and changes is not None and len(changes):
            then = rewound(then, table, frame, changes, as_of, calendar)
        known[table] = then
    return known


@cache
def birth_column(table: str) -> str:
    """The column that says when a row of `table` came to be; empty for plans and lists.

    >>> birth_column("leads"), birth_column("contracts"), birth_column("targets")
    ('created_at', 'start_date', '')
    """
    if table in _PLANS:
        return ""
    if table in _BORN:
        return _BORN[table]
    instants = [column.name for column in BY_NAME[table].columns if column.kind == "instant"]
    return instants[0] if instants else ""


def needed(table: str, read: Iterable[str]) -> list[str]:
    """The columns of `read`, each once, and those that `table_known_at` undoes them by.

    >>> needed("quotes", ["status", "amount", "status"])
    ['issued_at', 'decided_at', 'status', 'amount']
    """
    names = (*event_columns(table), *read)
    is_undone = table == "opportunities" and "amount" in names
    return list(dict.fromkeys((*names, *(_AMOUNTS_BEFORE if is_undone else ()))))


@cache
def event_columns(table: str) -> tuple[str, ...]:
    """Columns of `table` that say when something happened, the row's birth first.

    >>> event_columns("quotes"), event_columns("stages")
    (('issued_at', 'decided_at'), ())
    """
    born = birth_column(table)
    if not born:
        return ()
    later = [
        column.name
        for column in BY_NAME[table].columns
        if column.kind == "instant" and column.name not in (born, *_PLANNED)
    ]
    return (born, *later)


def _undo(table: str, frame: DataFrame, undone: dict[str, _Rows]) -> DataFrame:
    """Blank the instants in `undone` where their mask holds, and all that they brought."""
    columns: dict[str, Series] = {}
    for instant, rows in undone.items():
        columns[instant] = _with(frame[instant], rows)
        for name in _BROUGHT.get((table, instant), ()):
            if name in frame:
                own = rows & frame[name].isin(_WORDS[name]).to_numpy() if name in _WORDS else rows
                columns[name] = _with(columns.get(name, frame[name]), own)
    if table == "opportunities" and "amount" in frame:
        columns |= _amounts_before(frame, undone["closed_at"])
    brings = _STATUS_BROUGHT.get(table, {})
    ended = [rows for instant, rows in undone.items() if instant in brings]
    if ended and "status" in frame:
        columns["status"] = _status(table, frame, columns, np.logical_or.reduce(ended))
    return frame.assign(**columns)


def _amounts_before(frame: DataFrame, reopened: _Rows) -> dict[str, Series]:
    """Amounts of the reopened: before closing, else list price, else missing."""
    before = np.full(np.count_nonzero(reopened), np.nan)
    for name in _AMOUNTS_BEFORE:
        if name in frame:
            told = frame[name].to_numpy(float, na_value=np.nan)[reopened]
            before = np.where(np.isnan(before), told, before)
    columns = {"amount": _with(frame["amount"].astype(float), reopened, before)}
    if "amount_before_close" in frame:
        columns["amount_before_close"] = _with(frame["amount_before_close"], reopened)
    return columns


def _status(table: str, frame: DataFrame, undone: Mapping[str, Series], ended: _Rows) -> Series:
    """Where something was undone, the status that the last instant still standing brought."""
    status = _with(frame["status"], ended, _FIRST_STATUS[table])
    for instant, word in _STATUS_BROUGHT[table].items():
        if word and instant in frame:
            stands = undone.get(instant, frame[instant]).notna().to_numpy()
            status = _with(status, ended & stands, word)
    return status


def _with(column: Series, rows: _Rows, values: str | float | _Floats = np.nan) -> Series:
    """`column` with other values in some rows; what is NaN is missing there."""
    changed = column.array.copy()
    changed[rows] = values
    return Series(changed, column.index, column.dtype, column.name, copy=False)
