"""A `query` over the rows of one file that is no database: SQL, with the file as table `file`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from kit.data.quality import refusal
from kit.data.readers.sheet import Sheet
from kit.data.readers.sql_cells import BATCH, Row, gather
from kit.data.readers.sqlite import fix_of, quoted, read_only

TABLE = "file"
"""What a query calls the file."""


def answer(sheet: Sheet, query: str, decimal: str) -> Sheet:
    """The rows that a query gives of a file's rows.

    Parameters
    ----------
    sheet
        The file; every cell is text there, an empty one NULL. Of columns that SQL cannot tell
        apart the first is meant, and one without a heading cannot be asked for.
    query
        One SELECT over `TABLE`, in SQLite's dialect.
    decimal
        Decimal sign in which the source declares numbers; those that the query computes are
        written with it.

    Returns
    -------
    Sheet
        Its lines count the rows of the answer. What was found on the way to the file's own rows
        stays with it.

    Raises
    ------
    DataError
        If the query fails, does more than read, or gives no rows.
    """
    file = f"{sheet.file} (query)"
    try:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            _fill(connection, sheet)
            read_only(connection)
            cursor = connection.execute(query)
            headings = [column[0] for column in cursor.description or ()]
            if not headings:
                raise refusal("the query gives no table.", file, fix="Write it as SELECT …")
            found = gather(file, headings, (), iter(lambda: cursor.fetchmany(BATCH), []), decimal)
    except sqlite3.Error as error:
        fix = fix_of(error)
        raise refusal(f"the query fails: {error}.", file, fix=fix) from error
    return replace(found, ragged=sheet.ragged, faults=(*sheet.faults, *found.faults))


def _fill(connection: sqlite3.Connection, sheet: Sheet) -> None:
    """Make the table, its columns called as in the file."""
    folded = [heading.casefold() for heading in sheet.headings]
    places = [place for place, name in enumerate(folded) if name and name not in folded[:place]]
    names = ", ".join(quoted(sheet.headings[place]) for place in places)
    connection.execute(f"CREATE TABLE {TABLE} ({names})")
    marks = ", ".join("?" * len(places))
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", _rows(sheet, places))  # noqa: S608
    connection.execute("COMMIT")


def _rows(sheet: Sheet, places: list[int]) -> Iterator[Row]:
    """The rows with None where a cell is empty, a batch of them in memory at a time."""
    for start in range(0, len(sheet.cells), BATCH):
        batch = sheet.cells.iloc[start : start + BATCH, places].astype(object)
        yield from batch.where(batch.notna(), None).itertuples(index=False, name=None)
