"""The command that begins a project: init."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kit import crms
from kit.cli import output
from kit.cli.options import JsonOption
from kit.errors import counted

if TYPE_CHECKING:  # the command line starts without what only this command needs
    from kit.draft import Draft

_NAMED = 3
"""KPIs that are named for each table that is missing; `--json` has all of them."""

FolderArgument = Annotated[Path, typer.Argument(help="Folder that holds the exports.")]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Print the draft, write nothing.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(init)


def init(folder: FolderArgument, dry_run: DryOption = False, as_json: JsonOption = False) -> None:
    """Recognise the exports in a folder and draft its params/project.yaml."""
    from kit import draft as drafting

    if not dry_run:
        drafting.refuse_existing(folder)
    drafted = drafting.draft(folder, None if as_json else output.note)
    path = None if dry_run else drafting.write(folder, drafted)
    if as_json:
        output.emit(_answer(drafted, path))
        return
    output.show_faults(drafted.faults)
    if path is None:
        output.say(drafted.text.rstrip("\n"))
        return
    _show(drafted, path, folder)


def _answer(drafted: Draft, path: Path | None) -> dict[str, Any]:
    return {
        "crm": drafted.crm,
        "tables": {
            entry.table: {
                "file": entry.file,
                "rows": entry.rows,
                "evidence": list(entry.all_evidence),
                "check": [*entry.lacking, *entry.all_checks],
                "unverified": list(entry.unverified),
                "loads": not entry.lacking,
            }
            for entry in drafted.entries
        },
        "lookups": dict(drafted.lookups),
        "missing": dict(drafted.missing),
        "evidence": list(drafted.evidence),
        "check": list(drafted.checks),
        "notes": list(drafted.notes),
        "faults": [fault.as_dict() for fault in drafted.faults],
        "project": str(path) if path else "",
        "text": drafted.text,
    }


def _show(drafted: Draft, path: Path, folder: Path) -> None:
    """What was recognised, what is missing and would add, what to look at, and what comes next."""
    known = crms.find(drafted.crm).title if drafted.crm else "no CRM that is known"
    tables = counted(len(drafted.entries), "table")
    output.say(f"Exports of {known}: {tables}.")
    _lines(drafted.evidence, "  ")
    for entry in drafted.entries:
        off = "" if not entry.lacking else " (cannot be loaded yet)"
        output.say("")
        _lines([f"{entry.table}{off}: {entry.file}, {counted(entry.rows, 'row')}"], "")
        _lines(entry.all_evidence, "  ")
    if drafted.lookups:
        output.say("")
        _lines([f"{name} from {file}" for name, file in drafted.lookups.items()], "names: ")
    _show_missing(drafted)
    checks = [*drafted.checks, *_unconfirmed(drafted)]
    for title, sentences in (("Check:", checks), ("Other files:", drafted.notes)):
        if sentences:
            output.say(f"\n{title}")
            _lines(sentences, "- ")
    output.say(f"\nWrote {path}. Read it through: what is marked `check` is a guess.")
    where = shlex.quote(str(folder))
    if all(entry.lacking for entry in drafted.entries):
        output.say(f"Next: mend what cannot be loaded yet, then: kit check --project {where}")
    else:
        output.say(f"Next: kit check --project {where}")


def _unconfirmed(drafted: Draft) -> list[str]:
    """One line for all headings that no real export has confirmed."""
    doubtful = [len(entry.unverified) for entry in drafted.entries if entry.unverified]
    if not doubtful:
        return []
    tables = counted(len(doubtful), "table")
    return [
        f"Headings not yet confirmed on a real export: {sum(doubtful)} in {tables}; `--json` and "
        "the drafted file list them."
    ]


def _show_missing(drafted: Draft) -> None:
    """Tables that no file holds, with what each would add."""
    from kit.draft import gain_of

    if not drafted.missing:
        return
    output.say("\nNot found, and what each would add:")
    widest = max(len(name) for name in drafted.missing)
    for name, kpis in drafted.missing.items():
        more = f" and {len(kpis) - _NAMED} more" if len(kpis) > _NAMED else ""
        _lines([gain_of(name, kpis[:_NAMED]) + more], f"  {name:<{widest}}  ")


def _lines(sentences: Sequence[str], mark: str) -> None:
    """Sentences folded to the screen, each begun by a mark."""
    width = shutil.get_terminal_size().columns
    for sentence in sentences:
        for line in wrap(
            " ".join(sentence.split()),
            width,
            initial_indent=mark,
            subsequent_indent=" " * len(mark),
            break_long_words=False,
            break_on_hyphens=False,
        ):
            output.say(line)
