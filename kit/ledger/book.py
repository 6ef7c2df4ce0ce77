"""The ledger of one project: written while a run goes on, read to plan the next and to publish."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kit import files
from kit.ledger.pages import GoodPage, Interrupted, Outcome, PageId
from kit.ledger.tables import bring_up, opened

_INSERT_OUTCOME = "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_UNCHANGED_KEPT = 30
"""For so many runs the ledger lists the pages that they left as they were."""
_RUNS_KEPT = 400
"""So many runs the ledger remembers at all: a year of nights, and some more."""


class Ledger:
    """The ledger of one project.

    Parameters
    ----------
    outputs
        The project's `outputs` folder; the file is made when missing.
    """

    def __init__(self, outputs: Path) -> None:
        self.path = outputs / "runs" / "ledger.sqlite"
        files.make_folder(self.path.parent, private=True)
        files.append(self.path, "")  # made here, for its owner alone: pages name people
        bring_up(self.path)

    def begin(self, snapshot: str) -> int:
        """Open a run on `snapshot` and return its number.

        Runs that never ended were broken off, and so were the pages that they were at.
        """
        with self._connection() as connection:
            _interrupt(connection, "TRUE", "The run was ended from outside.")
            cursor = connection.execute(
                "INSERT INTO runs (started_at, snapshot) VALUES (?, ?)", (_now(), snapshot)
            )
            run = int(cursor.lastrowid or 0)
            _forget(connection, run)
            return run

    def end(self, run: int) -> None:
        """Close a run."""
        with self._connection() as connection:
            connection.execute(
                "UPDATE runs SET ended_at = ?, state = 'ended' WHERE run = ?", (_now(), run)
            )

    def interrupt(self, run: int, reason: str) -> None:
        """Close a run that was broken off, and note the pages that it was at as interrupted."""
        with self._connection() as connection:
            _interrupt(connection, f"run = {int(run)}", reason)

    def begin_page(self, run: int, page: PageId, key: str) -> None:
        """Note that a page is being run."""
        with self._connection() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO running VALUES (?, ?, ?, ?)", (page.text, run, key, _now())
            )

    def record(self, run: int, outcome: Outcome, good: GoodPage | None = None) -> None:
        """Write one outcome, and the new good page where there is one: both or neither."""
        with self._connection() as connection:
            _record(connection, run, outcome)
            if good is not None:
                _keep(connection, good)
                connection.execute(
                    "INSERT OR REPLACE INTO durations VALUES (?, ?)",
                    (good.page.text, outcome.seconds),
                )

    def record_unchanged(self, run: int, outcomes: Sequence[Outcome]) -> None:
        """Note the pages that a run left as they were, in one transaction."""
        with self._connection() as connection:
            connection.executemany(
                _INSERT_OUTCOME, [_outcome_row(run, outcome) for outcome in outcomes]
            )

    def good_pages(self) -> dict[PageId, GoodPage]:
        """The last good run of every page that ever had one."""
        return self._pages("record", json.loads)

    def standings(self) -> dict[PageId, GoodPage]:
        """As `good_pages`, without the records: all that a plan is compared with."""
        return self._pages("''", lambda _: {})

    def failures(self) -> dict[PageId, Outcome]:
        """Newest attempts that did not end well, by page."""
        rows = self._rows("SELECT page, state, reason FROM latest")
        outcomes = (
            Outcome(PageId.of(page), "", state, reason=reason) for page, state, reason in rows
        )
        return {outcome.page: outcome for outcome in outcomes if not outcome.is_good}

    def durations(self) -> dict[PageId, float]:
        """Seconds that each page took when it last ran well."""
        rows = self._rows("SELECT page, seconds FROM durations")
        return {PageId.of(page): seconds for page, seconds in rows}

    def outcomes(self, run: int) -> list[dict[str, Any]]:
        """Outcomes of one run in the order in which they ended."""
        rows = self._rows(
            "SELECT page, key, state, seconds, reason, earlier FROM outcomes WHERE run = ?"
            " ORDER BY rowid",
            run,
        )
        return [
            asdict(Outcome(PageId.of(page), key, state, seconds, reason, (*json.loads(earlier),)))
            for page, key, state, seconds, reason, earlier in rows
        ]

    def state(self, run: int) -> str:
        """How a run stands: running, ended or interrupted."""
        return str(self._rows("SELECT state FROM runs WHERE run = ?", run)[0][0])

    def pages_at_work(self) -> list[PageId]:
        """Pages that are being run, or were when their run was killed."""
        return [PageId.of(page) for (page,) in self._rows("SELECT page FROM running ORDER BY page")]

    def interrupted_before(self, run: int) -> Interrupted | None:
        """The run before `run`, if it was broken off; the pages of those before it included.

        Runs that were broken off one after the other count as one.
        """
        found = self._rows(
            "SELECT run FROM runs WHERE state = 'interrupted' AND run < ? AND run >"
            " (SELECT coalesce(max(run), 0) FROM runs WHERE state != 'interrupted' AND run < ?)",
            run,
            run,
        )
        if not found:
            return None
        first, last = min(found)[0], max(found)[0]
        done = self._rows(
            "SELECT page, key FROM outcomes WHERE state = 'done' AND run BETWEEN ? AND ?",
            first,
            last,
        )
        return Interrupted(last, {PageId.of(page): key for page, key in done})

    def _pages(self, record: str, read: Callable[[str], dict[str, Any]]) -> dict[PageId, GoodPage]:
        rows = self._rows(
            f"SELECT page, key, notebook_file, as_of, {record}, state, reason, base, readings"  # noqa: S608
            " FROM pages JOIN latest USING (page)"
        )
        pages = (
            GoodPage(
                page=PageId.of(page),
                key=key,
                notebook_file=file,
                as_of=as_of,
                record=read(record),
                state=state,
                reason=reason,
                base=base,
                readings=json.loads(readings),
            )
            for page, key, file, as_of, record, state, reason, base, readings in rows
        )
        return {good.page: good for good in pages}

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._connection() as connection:
            return connection.execute(query, values).fetchall()

    def _connection(self) -> AbstractContextManager[sqlite3.Connection]:
        return opened(self.path)


def _record(connection: sqlite3.Connection, run: int, outcome: Outcome) -> None:
    page = outcome.page.text
    connection.execute(_INSERT_OUTCOME, _outcome_row(run, outcome))
    connection.execute(
        "INSERT OR REPLACE INTO latest VALUES (?, ?, ?)", (page, outcome.state, outcome.reason)
    )
    connection.execute("DELETE FROM running WHERE page = ?", (page,))


def _keep(connection: sqlite3.Connection, good: GoodPage) -> None:
    page = (good.page.text, good.key, good.notebook_file, good.as_of, _json(good.record))
    connection.execute(
        "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*page, good.base, _json(good.readings)),
    )


def _forget(connection: sqlite3.Connection, run: int) -> None:
    """Let go of what `run` is the last to have no use for, so that the file does not grow."""
    for table in ("outcomes", "runs"):
        connection.execute(
            f"DELETE FROM {table} WHERE run <= ?",  # noqa: S608
            (run - _RUNS_KEPT,),
        )
    connection.execute(
        "DELETE FROM outcomes WHERE state = 'unchanged' AND run <= ?", (run - _UNCHANGED_KEPT,)
    )


def _interrupt(connection: sqlite3.Connection, runs: str, reason: str) -> None:
    """Close the runs that a condition names and that never ended, with the pages at work."""
    where = f"state = 'running' AND {runs}"
    at_work = connection.execute(
        f"SELECT page, run, key FROM running WHERE run IN (SELECT run FROM runs WHERE {where})"  # noqa: S608
    ).fetchall()
    for page, run, key in at_work:
        _record(connection, run, Outcome(PageId.of(page), key, "interrupted", reason=reason))
    connection.execute(
        f"UPDATE runs SET ended_at = ?, state = 'interrupted' WHERE {where}",  # noqa: S608
        (_now(),),
    )


def _outcome_row(run: int, outcome: Outcome) -> tuple[object, ...]:
    page, earlier = outcome.page.text, json.dumps(outcome.earlier, ensure_ascii=False)
    ended = (outcome.state, outcome.seconds, outcome.reason, _now())
    return (run, page, outcome.key, *ended, earlier)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _json(record: Mapping[str, Any]) -> str:
    return json.dumps(record, sort_keys=True, ensure_ascii=False)
