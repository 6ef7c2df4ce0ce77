"""How commands answer: one JSON object with `--json`, otherwise lines and tables."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from kit import files
from kit.errors import Fault, ParamError

PIPE = Path("-")
"""Stands for standard output where a command asks for a file."""
_PIPED = 1000
"""Width of output that no terminal cuts, so that tables are searched whole."""

_is_terminal = sys.stdout is not None and sys.stdout.isatty()  # none where a shell closed it
screen = Console(highlight=False, width=None if _is_terminal else _PIPED)
notes = Console(stderr=True, highlight=False)

_STYLES = {"error": "red", "quarantined": "yellow", "coerced": "cyan", "warning": "cyan"}
_LISTED = 100


def emit(answer: Mapping[str, Any]) -> None:
    """Print `answer` as the one JSON object of a `--json` call."""
    typer.echo(json.dumps(answer, ensure_ascii=False, default=str))


def shown(text: str, style: str = "") -> Text:
    """Text as a person reads it: no markup, and no sign that would turn or hide what follows.

    >>> print(shown("Nord\u202e[b]"))
    Nord�[b]
    """
    return Text("".join(one if _is_harmless(one) else "�" for one in text), style)


def _is_harmless(sign: str) -> bool:
    return sign.isprintable() or sign in "\n\t" or unicodedata.category(sign) == "Zs"


def say(line: str, style: str = "") -> None:
    """One line for a person."""
    screen.print(shown(line, style), soft_wrap=True)


def note(line: str, style: str = "") -> None:
    """One line for a person on standard error."""
    notes.print(shown(line, style), soft_wrap=True)


def grid(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for a person; numbers are set right-aligned."""
    table = Grid(box=None, pad_edge=False, header_style="bold")
    for index, heading in enumerate(headings):
        is_number = bool(rows) and all(isinstance(row[index], (int, float)) for row in rows)
        table.add_column(heading, justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*(shown("" if cell is None else str(cell)) for cell in row))
    screen.print(table)


def show_faults(faults: Sequence[Fault]) -> None:
    """List faults on standard error, the first hundred of them."""
    for fault in faults[:_LISTED]:
        note(f"{fault.severity}: {fault}", _STYLES[fault.severity])
    if len(faults) > _LISTED:
        note(f"… and {len(faults) - _LISTED} more")


def write_csv(path: Path, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write rows for a spreadsheet; text that would become a formula there gets an apostrophe.

    Parameters
    ----------
    path
        The file, or `PIPE` for standard output.

    Raises
    ------
    ParamError
        If the folder does not exist, or `path` is one.
    """
    import csv
    import io

    from kit.downloads.harmless import harmless

    if path != PIPE and (path.is_dir() or not path.parent.is_dir()):
        raise ParamError(f"--csv: `{path}` is no file in a folder that exists.")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([headings, *([harmless(cell) for cell in row] for row in rows)])
    if path == PIPE:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        sys.stdout.write(text.getvalue())
        sys.stdout.flush()
    else:
        files.write_atomic(path, text.getvalue())
