"""How a run tells of its pages: a bar on a terminal, a line per page elsewhere, or JSON lines."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from kit.cli import output
from kit.errors import counted
from kit.ledger import Outcome, PageId
from kit.runner import Beginning, Listener, Progress

Form = Literal["text", "json"]


class PageLog:
    """Writes what a run tells.

    Parameters
    ----------
    form
        ``text`` for people; ``json`` for programs: one object a line, with the time.
    aside
        Whether to write to standard error, because the answer goes to standard output.
    bar
        Drawn on a terminal, in place of lines for pages that are done.
    """

    def __init__(self, form: Form, *, aside: bool, bar: Bar | None = None) -> None:
        self._form = form
        self._aside = aside
        self._bar = bar
        self._task = bar.add_task("pages", total=None, left="") if bar else None
        self._at = Progress(0, 0, None)

    @property
    def listener(self) -> Listener:
        """What the runner tells."""
        return Listener(self.begin, self.ended)

    def begin(self, beginning: Beginning) -> None:
        """Say what the run sets out to do, where it takes up one that was broken off."""
        self._at = Progress(0, beginning.to_run, None)
        if self._bar and self._task is not None:
            self._bar.update(self._task, total=beginning.to_run)
        if self._form == "json":
            self._emit("begin", **vars(beginning))
        elif beginning.resumes:
            self._say(
                f"run       takes up run {beginning.resumes}, which was broken off: "
                f"{counted(beginning.finished, 'page')} of it kept, {beginning.to_run} to run"
            )

    def ended(self, outcome: Outcome, progress: Progress) -> None:
        """Note one page that ran."""
        self._at = progress
        left = _left(progress.seconds_left)
        if self._bar and self._task is not None:
            self._bar.update(self._task, completed=progress.ended, left=left)
        if self._form == "json":
            self._emit("page", **page_facts(outcome), **vars(progress))
        elif not self._bar or not outcome.is_good:
            of = f"{progress.ended} of {progress.of}"
            count = f"({of}, {left})" if left and not self._bar else f"({of})"
            tries = f"at the {_nth(len(outcome.earlier) + 1)} try" if outcome.earlier else ""
            name, seconds = page_name(outcome.page), f"{outcome.seconds:.1f} s"
            words = (f"{outcome.state:<9}", name, seconds, tries, count, outcome.reason)
            self._say(" ".join(filter(None, words)))

    def broken_off(self) -> None:
        """Say that the run ends before its end, and what becomes of it."""
        if self._form == "json":
            self._emit("interrupted", ended=self._at.ended, of=self._at.of)
        else:
            output.note(
                f"kit: interrupted after {self._at.ended} of {counted(self._at.of, 'page')}, which "
                "stay as they are. The next run takes up the rest."
            )

    def _emit(self, event: str, **facts: object) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": now, "event": event, **facts}, ensure_ascii=False)
        typer.echo(line, err=self._aside)

    def _say(self, line: str) -> None:
        console: Console = output.notes if self._aside else output.screen
        if self._bar:
            console = self._bar.console
        console.print(output.shown(line), soft_wrap=True)


@contextmanager
def page_log(form: Form, *, aside: bool) -> Iterator[PageLog]:
    """A `PageLog` that fits where the output goes; a bar only on a terminal, and for people."""
    if form == "json" or aside or not output.screen.is_terminal:
        log = PageLog(form, aside=aside)
        with _told_of_an_end(log):
            yield log
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, TextColumn("{task.fields[left]}"), console=output.screen) as bar:
        log = PageLog(form, aside=aside, bar=bar)
        with _told_of_an_end(log):
            yield log


@contextmanager
def _told_of_an_end(log: PageLog) -> Iterator[None]:
    try:
        yield
    except (SystemExit, KeyboardInterrupt):
        log.broken_off()
        raise


def page_name(page: PageId) -> str:
    """A page as people call it.

    >>> page_name(PageId("", "", "sales", "en"))
    'company sales (en)'
    """
    return f"{page.unit.key or 'company'} {page.notebook} ({page.language})"


def page_facts(outcome: Outcome) -> dict[str, object]:
    """A page of a run as JSON tells it."""
    return {
        "unit": outcome.page.unit.key,
        "notebook": outcome.page.notebook,
        "language": outcome.page.language,
        "state": outcome.state,
        "seconds": outcome.seconds,
        "reason": outcome.reason,
        "attempts": len(outcome.earlier) + 1,
        "earlier": list(outcome.earlier),
    }


def _left(seconds: float | None) -> str:
    """Time left in words; nothing where it is not known or over."""
    if not seconds:
        return ""
    if seconds < 60:
        return f"{math.ceil(seconds)} s left"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min left" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min left"


def _nth(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
