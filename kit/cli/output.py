"""How commands answer: one JSON object with `--json`, otherwise lines, tables and progress bars."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as Grid
from rich.text import Text

from kit import files
from kit.errors import Fault, ParamError
from kit.ledger import Outcome

_PIPED = 1000
"""Width of output that no terminal cuts, so that tables are searched whole."""

screen = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPED)
notes = Console(stderr=True, highlight=False)

_STYLES = {"error": "red", "quarantined": "yellow", "coerced": "cyan", "warning": "cyan"}
_LISTED = 100


def emit(answer: Mapping[str, Any]) -> None:
    """Print `answer` as the one JSON object of a `--json` call."""
    typer.echo(json.dumps(answer, ensure_ascii=False, default=str))


def say(line: str) -> None:
    """One line for a person; nothing in it is taken as markup."""
    screen.print(Text(line), soft_wrap=True)


def grid(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for a person; numbers are set right-aligned."""
    table = Grid(box=None, pad_edge=False, header_style="bold")
    for index, heading in enumerate(headings):
        is_number = bool(rows) and all(isinstance(row[index], (int, float)) for row in rows)
        table.add_column(heading, justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    screen.print(table)


def show_faults(faults: Sequence[Fault]) -> None:
    """List faults on standard error, the first hundred of them."""
    for fault in faults[:_LISTED]:
        notes.print(
            Text(f"{fault.severity}: {fault}", style=_STYLES[fault.severity]), soft_wrap=True
        )
    if len(faults) > _LISTED:
        notes.print(Text(f"… and {len(faults) - _LISTED} more"))


class PageProgress:
    """Tells how a run comes along: a bar on a terminal, a line per page elsewhere."""

    def __init__(self, bar: Progress | None, quiet: bool) -> None:
        self._bar = bar
        self._quiet = quiet
        self._task = bar.add_task("pages", total=None) if bar else None

    def begin(self, pages: int) -> None:
        """Announce the number of pages."""
        if self._bar and self._task is not None:
            self._bar.update(self._task, total=pages)

    def ended(self, outcome: Outcome) -> None:
        """Note one page."""
        if self._bar and self._task is not None:
            self._bar.advance(self._task)
        if outcome.state == "unchanged" or self._quiet:
            return
        if not outcome.is_good or self._bar is None:
            page = outcome.page
            name = f"{page.unit.key or 'company'} {page.notebook} ({page.language})"
            line = f"{outcome.state:<9} {name} {outcome.seconds:.1f} s {outcome.reason}".rstrip()
            (self._bar.console if self._bar else screen).print(Text(line), soft_wrap=True)


@contextmanager
def page_progress(*, quiet: bool) -> Iterator[PageProgress]:
    """A `PageProgress` that fits where the output goes; `quiet` for `--json`."""
    if quiet or not screen.is_terminal:
        yield PageProgress(None, quiet)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen) as bar:
        yield PageProgress(bar, quiet)


def write_csv(path: Path, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write rows for a spreadsheet; text that would become a formula there gets an apostrophe.

    Raises
    ------
    ParamError
        If the folder does not exist, or `path` is one.
    """
    import csv
    import io

    if path.is_dir() or not path.parent.is_dir():
        raise ParamError(f"--csv: `{path}` is no file in a folder that exists.")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([headings, *([_harmless(cell) for cell in row] for row in rows)])
    files.write_atomic(path, text.getvalue())


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + cell
    return cell
