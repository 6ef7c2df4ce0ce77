"""What ran, when, with what, and how it ended.

One SQLite file in WAL mode, `outputs/runs/ledger.sqlite`: the truth about runs. Papermill's own
metadata is not (a killed kernel leaves a notebook marked "completed"), so nothing else is asked.
The runner copies each page's headlines and findings here, so that the index opens no notebook.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from kit import files
from kit.errors import RunError
from kit.units import Unit

State = Literal["done", "unchanged", "failed", "timeout", "killed", "interrupted"]
GOOD: tuple[State, ...] = ("done", "unchanged")

_TABLES = """
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

_INSERT_OUTCOME = "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, order=True)
class PageId:
    """One page of the site: a unit's notebook in a language."""

    region: str
    team: str
    notebook: str
    language: str

    @property
    def unit(self) -> Unit:
        """The unit that the page is for."""
        return Unit(self.region, self.team)

    @property
    def text(self) -> str:
        """The id as one string; the key of the ledger's tables."""
        return json.dumps([self.region, self.team, self.notebook, self.language])


@dataclass(frozen=True)
class Outcome:
    """How one task of a run ended."""

    page: PageId
    key: str
    state: State
    seconds: float = 0.0
    reason: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the page stands as the plan asked for it."""
        return self.state in GOOD


@dataclass(frozen=True)
class GoodPage:
    """The last good run of a page, and how the newest attempt ended.

    Attributes
    ----------
    notebook_file
        Executed notebook, relative to `outputs/runs`.
    record
        Parameters, settings, freshness, title, and ``results``: headlines and findings on the wire.
    state, reason
        Of the newest attempt, which may have failed after this good one.
    """

    page: PageId
    key: str
    notebook_file: str
    as_of: str
    record: dict[str, Any] = field(default_factory=dict)
    state: State = "done"
    reason: str = ""


class Ledger:
    """The ledger of one project.

    Parameters
    ----------
    outputs
        The project's `outputs` folder; the file is made when missing.
    """

    def __init__(self, outputs: Path) -> None:
        self.path = outputs / "runs" / "ledger.sqlite"
        files.make_folder(self.path.parent)
        with self._connection() as connection:
            connection.executescript(_TABLES)

    def begin(self, snapshot: str) -> int:
        """Open a run on `snapshot` and return its number."""
        with self._connection() as connection:
            cursor = connection.execute(
                "INSERT INTO runs (started_at, snapshot) VALUES (?, ?)", (_now(), snapshot)
            )
            return int(cursor.lastrowid or 0)

    def end(self, run: int) -> None:
        """Close a run; one without an end was interrupted."""
        with self._connection() as connection:
            connection.execute("UPDATE runs SET ended_at = ? WHERE run = ?", (_now(), run))

    def record(self, run: int, outcome: Outcome, good: GoodPage | None = None) -> None:
        """Write one outcome, and the new good page where there is one: both or neither."""
        with self._connection() as connection:
            connection.execute(_INSERT_OUTCOME, _outcome_row(run, outcome))
            connection.execute(
                "INSERT OR REPLACE INTO latest VALUES (?, ?, ?)",
                (outcome.page.text, outcome.state, outcome.reason),
            )
            if good is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?)",
                    (good.page.text, good.key, good.notebook_file, good.as_of, _json(good.record)),
                )

    def record_unchanged(self, run: int, outcomes: Sequence[Outcome]) -> None:
        """Note the pages that a run left as they were, in one transaction."""
        with self._connection() as connection:
            connection.executemany(
                _INSERT_OUTCOME, [_outcome_row(run, outcome) for outcome in outcomes]
            )

    def good_pages(self) -> dict[PageId, GoodPage]:
        """The last good run of every page that ever had one."""
        query = (
            "SELECT page, key, notebook_file, as_of, record, state, reason"
            " FROM pages JOIN latest USING (page)"
        )
        with self._connection() as connection:
            rows = connection.execute(query).fetchall()
        pages = (
            GoodPage(PageId(*json.loads(page)), key, file, as_of, json.loads(record), state, reason)
            for page, key, file, as_of, record, state, reason in rows
        )
        return {good.page: good for good in pages}

    def failures(self) -> dict[PageId, Outcome]:
        """Newest attempts that did not end well, by page."""
        with self._connection() as connection:
            rows = connection.execute("SELECT page, state, reason FROM latest").fetchall()
        outcomes = (
            Outcome(PageId(*json.loads(page)), "", state, reason=reason)
            for page, state, reason in rows
        )
        return {outcome.page: outcome for outcome in outcomes if not outcome.is_good}

    def outcomes(self, run: int) -> list[dict[str, Any]]:
        """Outcomes of one run in the order in which they ended."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT page, key, state, seconds, reason FROM outcomes WHERE run = ?"
                " ORDER BY rowid",
                (run,),
            ).fetchall()
        return [
            asdict(Outcome(PageId(*json.loads(page)), key, state, seconds, reason))
            for page, key, state, seconds, reason in rows
        ]

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=30)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            with connection:
                yield connection
        except sqlite3.OperationalError as error:  # a full disk, a folder that cannot be written
            raise RunError(f"{self.path.name} could not be read or written: {error}.") from error
        except sqlite3.DatabaseError as error:
            raise RunError(
                f"outputs/runs/{self.path.name} is damaged ({error}). "
                "Remove it and run `kit report`: every page is made again."
            ) from error
        finally:
            connection.close()


def _outcome_row(run: int, outcome: Outcome) -> tuple[object, ...]:
    page = outcome.page.text
    return (run, page, outcome.key, outcome.state, outcome.seconds, outcome.reason, _now())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, sort_keys=True, ensure_ascii=False)
