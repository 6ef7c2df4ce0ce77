"""The command that checks a project: check."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

import typer

from kit.cli import output
from kit.cli.options import JsonOption, ProjectOption
from kit.errors import Fault, counted
from kit.params import project_folder

_SHOWN = 100
_TWO_LINES = {"left_out": "left\nout", "quarantined": "set\naside"}
"""Headings of counts that would be wider than their numbers."""
_GRAVEST = ("error", "quarantined", "coerced", "warning")


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(check)


def check(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Check settings, data, notebooks and store; run nothing, write nothing."""
    from kit import check as checking  # pandas, which the other commands can do without

    found = checking.check(project_folder(project))
    if as_json:
        output.emit(found.as_dict())
        raise typer.Exit(0 if found.ok else 2)
    for line in _lines(found.faults):
        output.say(line)
    if found.tables:
        _show_tables(found.tables)
    count = sum(fault.severity == "error" for fault in found.faults)
    said = "good" if found.ok else f"refused: {count} error{'s' if count > 1 else ''}"
    output.say(f"check     {said}, {len(found.faults) - count} other findings")
    raise typer.Exit(0 if found.ok else 2)


def _show_tables(tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Counts of each table, in 80 columns; below them what is not filled or comes in parts."""
    counts = ["read", "kept", "quarantined", "coerced", "unlinked"]
    if any(row.get("left_out") for row in tables.values()):
        counts.insert(2, "left_out")
    rows = [
        [name, *(row.get(count, 0) for count in counts), row["newest"] or "–"]
        for name, row in tables.items()
    ]
    output.grid(["table", *(_TWO_LINES.get(one, one) for one in counts), "newest"], rows)
    parts = [
        f"{name}: {counted(int(row['files']), 'file')}"
        for name, row in tables.items()
        if row["files"] > 1
    ]
    width = shutil.get_terminal_size().columns
    gaps = list(_gaps(tables))
    for title, lines in (("In several files:", parts), ("Not always filled:", gaps)):
        if lines:
            output.say(title)
        for line in lines:
            output.say("\n".join(wrap(line, width, initial_indent="  ", subsequent_indent="    ")))


def _gaps(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """By table the columns with empty cells; regions and teams come from the owners, if any."""
    elsewhere = {"region", "team"} if "owners" in tables else set()
    for name, row in tables.items():
        filled = {one: share for one, share in row["filled"].items() if one not in elsewhere}
        said = [f"{one} {share:.1%}" for one, share in filled.items() if share < 1]
        if said:
            yield f"{name}: {', '.join(said)}"


def _lines(faults: Sequence[Fault]) -> Iterator[str]:
    """Faults under the table or file they are about, those of one kind counted behind the first."""
    places: dict[str, dict[tuple[str, ...], list[Fault]]] = {}
    for fault in sorted(faults, key=lambda one: _GRAVEST.index(one.severity)):
        kinds = places.setdefault(fault.table or fault.file or "project", {})
        kinds.setdefault(_kind(fault), []).append(fault)
    shown = said = 0
    for place, kinds in places.items():
        yield place
        for alike in kinds.values():
            if shown == _SHOWN:
                yield f"  … and {len(faults) - said} more findings; `--json` lists all."
                return
            shown, said = shown + 1, said + len(alike)
            more = f" And {len(alike) - 1} more like this." if len(alike) > 1 else ""
            yield f"  {alike[0].severity}: {alike[0]}{more}"


def _kind(fault: Fault) -> tuple[str, ...]:
    """What faults have in common that differ in place and value only."""
    return fault.severity, fault.column, re.sub(r"`[^`]*`|\d+", "…", fault.message)
