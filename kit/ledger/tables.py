"""The ledger's file: its tables, how older ones are brought up, and what is said when it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kit.errors import RunError

_FIRST = """
CREATE TABLE IF NOT EXISTS runs (
    run INTEGER PRIMARY KEY, started_at TEXT NOT NULL, ended_at TEXT, snapshot TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS outcomes (
    run INTEGER NOT NULL REFERENCES runs (run), page TEXT NOT NULL, key TEXT NOT NULL,
    state TEXT NOT NULL, seconds REAL NOT NULL, reason TEXT NOT NULL, ended_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS pages (
    page TEXT PRIMARY KEY, key TEXT NOT NULL, notebook_file TEXT NOT NULL, as_of TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS latest (
    page TEXT PRIMARY KEY, state TEXT NOT NULL, reason TEXT NOT NULL
);
"""
_SECOND = """
ALTER TABLE runs ADD COLUMN state TEXT NOT NULL DEFAULT 'running';
UPDATE runs SET state = 'ended' WHERE ended_at IS NOT NULL;
ALTER TABLE outcomes ADD COLUMN earlier TEXT NOT NULL DEFAULT '[]';
CREATE INDEX outcomes_of_run ON outcomes (run);
ALTER TABLE pages ADD COLUMN base TEXT NOT NULL DEFAULT '';
ALTER TABLE pages ADD COLUMN readings TEXT NOT NULL DEFAULT '{}';
CREATE TABLE running (
    page TEXT PRIMARY KEY, run INTEGER NOT NULL, key TEXT NOT NULL, began_at TEXT NOT NULL
);
CREATE TABLE durations (page TEXT PRIMARY KEY, seconds REAL NOT NULL);
"""
_STEPS = (_FIRST, _SECOND)
"""What each version of the file added to the one before."""


def bring_up(path: Path) -> None:
    """Make the tables in the file `path`, or what an older one lacks, all or nothing.

    Raises
    ------
    RunError
        If the file cannot be written, is damaged, or comes from a newer kit.
    """
    with opened(path) as connection:
        if _version(connection) > len(_STEPS):
            raise RunError(
                f"outputs/runs/{path.name} was written by a newer version of kit. Use that one, "
                "or remove the file and run `kit report`: every page is made again."
            )
        if _version(connection) < len(_STEPS):
            connection.execute("BEGIN IMMEDIATE")
            for step in _STEPS[
                _version(connection) :
            ]:  # asked again: another may have been quicker
                for statement in step.split(";"):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(_STEPS)}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose changes all hold when the block ends well, and none otherwise.

    Raises
    ------
    RunError
        If the file cannot be read or written, or is damaged.
    """
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        with connection:
            yield connection
    except sqlite3.OperationalError as error:  # a full disk, a folder that cannot be written
        raise RunError(
            f"outputs/runs/{path.name} could not be read or written: {error}. "
            "Look at the disk's free space and at who may write there, then start again."
        ) from error
    except sqlite3.DatabaseError as error:
        raise RunError(
            f"outputs/runs/{path.name} is damaged ({error}). "
            "Remove it and run `kit report`: every page is made again."
        ) from error
    finally:
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()
