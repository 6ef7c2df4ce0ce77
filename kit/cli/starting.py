"""The command that begins a project: init."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kit.cli import output
from kit.cli.options import JsonOption

FolderArgument = Annotated[Path, typer.Argument(help="Folder that holds the exports.")]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Print the draft, write nothing.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(init)


def init(folder: FolderArgument, dry_run: DryOption = False, as_json: JsonOption = False) -> None:
    """Recognise the exports in a folder and draft its params/project.yaml."""
    from kit import draft as drafting

    drafted = drafting.draft(folder)
    path = None if dry_run else drafting.write(folder, drafted)
    if as_json:
        output.emit(_answer(drafted, path))
        return
    output.show_faults(drafted.faults)
    if dry_run:
        output.say(drafted.text)
        return
    _show(drafted, path)


def _answer(drafted: Any, path: Path | None) -> dict[str, Any]:
    return {
        "crm": drafted.crm,
        "tables": {
            entry.table: {"file": entry.file, "evidence": list(entry.evidence)}
            for entry in drafted.entries
        },
        "lookups": dict(drafted.lookups),
        "missing": dict(drafted.missing),
        "notes": list(drafted.notes),
        "faults": [fault.as_dict() for fault in drafted.faults],
        "project": str(path) if path else "",
        "text": drafted.text,
    }


def _show(drafted: Any, path: Path | None) -> None:
    """What was recognised, what is missing and what it would add, what to look at."""
    known = f"exports of {drafted.crm}" if drafted.crm else "files of no CRM with a mapping"
    output.say(f"{known.capitalize()}: {len(drafted.entries)} tables.")
    rows = [[entry.table, entry.file, entry.evidence[0]] for entry in drafted.entries]
    rows += [[f"lookup {name}", file, ""] for name, file in drafted.lookups.items()]
    output.grid(["table", "file", "why"], rows)
    if drafted.missing:
        output.say("")
        adds = [[name, ", ".join(kpis) or "–"] for name, kpis in drafted.missing.items()]
        output.grid(["not found", "would add"], adds)
    for note in drafted.notes:
        output.say(f"check: {note}")
    output.say(f"Wrote {path}. Read it through, then run `kit check` and `kit report`.")
