"""SQLite files: opened so that nothing can be written, checked, and read at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kit.data.quality import refusal
from kit.data.readers.headings import folded
from kit.data.readers.sheet import Sheet
from kit.data.readers.sql_cells import BATCH, Row, gather
from kit.errors import Fault
from kit.params import Source

LOCK_SECONDS = 5.0
"""How long to wait for another program to finish writing."""
CHECK = "PRAGMA quick_check(1)"
"""Makes the library look over the whole file; gives ``ok`` first, or what is wrong."""

_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_PRAGMA,
}
_FIXES = {
    "SQLITE_BUSY": "Another program is writing to it: load again when it has finished.",
    "SQLITE_CORRUPT": "The file is corrupt: fetch or export it again.",
    "SQLITE_NOTADB": "It is no SQLite file, or an encrypted one: export it again.",
    "SQLITE_CANTOPEN": "Copy it with the files `-wal` and `-journal` beside it, if any, to a "
    "folder that can be written to.",
    "SQLITE_READONLY": "A write was broken off: open and close it with the program it belongs to.",
    "SQLITE_AUTH": "The query must only read: SELECT.",
}


def read(path: Path, file: str, source: Source, expected: Sequence[str]) -> Sheet:
    """Read one table of a SQLite file.

    Parameters
    ----------
    path, file
        The file, and how messages name it.
    source
        May declare the `query`; else the only table (or view) is read, or the one that has most
        of the expected headings.
    expected
        Headings that should be there.

    Raises
    ------
    DataError
        If the file is corrupt, locked or no database, if the query fails, or if it is not clear
        which table to read.
    """
    try:
        with closing(connect(path)) as connection:
            connection.execute("BEGIN")
            refuse_damage(connection.execute(CHECK).fetchone()[0], file)
            tables = {} if source.query else _columns(connection)
            name = "" if source.query else _chosen(tables, file, expected)
            cursor = connection.execute(source.query or f"SELECT * FROM {quoted(name)}")  # noqa: S608
            headings = [column[0] for column in cursor.description or ()]
            if not headings:
                raise refusal("the query gives no table.", file, fix="Write it as SELECT …")
            types = tuple(tables.get(name, {}).values())
            sheet = gather(file, headings, types, _batches(cursor), source.decimal)
            return replace(sheet, faults=_choice(name, tables, file))
    except sqlite3.Error as error:
        raise refusal(f"the database cannot be read: {error}.", file, fix=fix_of(error)) from error


def tables_of(path: Path) -> tuple[str, ...]:
    """Names of the tables and views of a SQLite file; empty where it cannot be read."""
    try:
        with closing(connect(path)) as connection:
            return tuple(_columns(connection))
    except sqlite3.Error:
        return ()


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that can read and do nothing else, not even attach another file.

    Transactions are begun by hand. Changes that still stand in the file's write-ahead log are
    seen.

    Raises
    ------
    sqlite3.Error
        If the file cannot be opened.
    """
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=LOCK_SECONDS, isolation_level=None
    )
    read_only(connection)
    return connection


def read_only(connection: sqlite3.Connection) -> None:
    """Let a connection do nothing from here on but read what it has."""
    connection.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
    )


def refuse_damage(checked: str, file: str) -> None:
    """Refuse a file in which `CHECK` found damage: such a one may still give some of its rows.

    >>> refuse_damage("ok", "crm.sqlite")
    """
    if checked != "ok":
        message = f"the database is malformed ({checked.splitlines()[-1]})."
        raise refusal(message, file, fix=_FIXES["SQLITE_CORRUPT"])


def fix_of(error: BaseException) -> str:
    """The next step for an error of the library.

    >>> fix_of(sqlite3.OperationalError("no such column: amuont"))
    'Mend the `query` of this source.'
    """
    name = getattr(error, "sqlite_errorname", "")
    return next(
        (fix for start, fix in _FIXES.items() if name.startswith(start)),
        "Mend the `query` of this source.",
    )


def _columns(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """Columns of every table and view, with the types they are declared with."""
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
        r"AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name"
    )
    return {name: _columns_of(connection, name) for (name,) in found.fetchall()}


def _columns_of(connection: sqlite3.Connection, name: str) -> dict[str, str]:
    try:
        rows = connection.execute(f"PRAGMA table_info({quoted(name)})").fetchall()
    except sqlite3.OperationalError:  # a view of a table that is gone; nothing to read there
        return {}
    return {column: declared for _, column, declared, *_ in rows}


def _chosen(tables: Mapping[str, Collection[str]], file: str, expected: Sequence[str]) -> str:
    """The table that is meant: the only one, or the one with most of the expected headings."""
    if not tables:
        raise refusal("the database has no tables.", file, fix="Export it again.")
    wanted = {folded(heading) for heading in expected}
    fits = {name: len(wanted & {folded(one) for one in tables[name]}) for name in tables}
    best = [name for name in tables if fits[name] == max(fits.values())]
    if len(best) == 1:
        return best[0]
    listed = ", ".join(f"`{name}`" for name in best)
    message = f"tables that fit equally well, with {fits[best[0]]} of the columns: {listed}."
    if not fits[best[0]]:
        headings = ", ".join(f"`{heading}`" for heading in expected)
        message = f"no table has any of the columns {headings}. The tables are: {listed}."
    raise refusal(message, file, fix="Declare a `query` for this source: SELECT … FROM …")


def _choice(name: str, tables: Mapping[str, object], file: str) -> tuple[Fault, ...]:
    """Say which table is read where there are several."""
    others = ", ".join(f"`{one}`" for one in tables if one != name)
    if not others:
        return ()
    message = f"the table `{name}` is read, because it has most of the columns; not read: {others}."
    return (Fault("warning", message, file=file, fix="Declare a `query` to read another one."),)


def _batches(cursor: sqlite3.Cursor) -> Iterator[list[Row]]:
    while batch := cursor.fetchmany(BATCH):
        yield batch


def quoted(name: str) -> str:
    """A name as SQL takes any.

    >>> quoted("Case ID")
    '"Case ID"'
    """
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
