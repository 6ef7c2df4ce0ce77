"""Pages and reasons that name somebody, taken out of the ledger so that no byte of them is left."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path

from kit.ledger.tables import bring_up, opened

WITHHELD = "The reason named somebody who was forgotten."


def remove_named(
    path: Path, names: Callable[[str], bool], notebooks: Collection[str] = ()
) -> tuple[str, ...]:
    """Remove the last good run of every page that names somebody; the next run makes it again.

    Parameters
    ----------
    path
        The ledger's file.
    names
        Whether a text names them.
    notebooks
        Executed notebooks that do, as the ledger names them.

    Returns
    -------
    tuple of str
        The pages that were removed, as the ledger names them.
    """
    bring_up(path)
    with opened(path) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        pages = named_pages(connection, names, notebooks)
        for table in ("pages", "latest", "durations", "running"):
            _delete(connection, table, pages)
        _withhold(connection, names)
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return pages


def named_pages(
    connection: sqlite3.Connection, names: Callable[[str], bool], notebooks: Collection[str]
) -> tuple[str, ...]:
    """Pages whose unit, record or executed notebook names somebody."""
    rows = connection.execute("SELECT page, notebook_file, record FROM pages ORDER BY page")
    return tuple(
        page for page, file, record in rows if file in notebooks or names(page) or names(record)
    )


def _delete(connection: sqlite3.Connection, table: str, pages: Collection[str]) -> None:
    rows = [(page,) for page in pages]
    connection.executemany(f"DELETE FROM {table} WHERE page = ?", rows)  # noqa: S608


def _withhold(connection: sqlite3.Connection, names: Callable[[str], bool]) -> None:
    """Outcomes of units that bear the name go; a reason that says it is replaced."""
    found = connection.execute("SELECT rowid, page, reason, earlier FROM outcomes").fetchall()
    gone = [(row,) for row, page, _, _ in found if names(page)]
    said = [(row,) for row, _, reason, earlier in found if names(reason) or names(earlier)]
    connection.executemany(
        f"UPDATE outcomes SET reason = '{WITHHELD}', earlier = '[]' WHERE rowid = ?",  # noqa: S608
        said,
    )
    connection.executemany("DELETE FROM outcomes WHERE rowid = ?", gone)
    latest = connection.execute("SELECT page, reason FROM latest").fetchall()
    connection.executemany(
        f"UPDATE latest SET reason = '{WITHHELD}' WHERE page = ?",  # noqa: S608
        [(page,) for page, reason in latest if names(reason)],
    )
