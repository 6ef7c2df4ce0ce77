"""Commands about persons: what is kept of them, and how one is forgotten."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kit.cli import output
from kit.cli.options import JsonOption, ProjectOption, alone, settings_of
from kit.cli.storage import DryRunOption
from kit.errors import counted

if TYPE_CHECKING:
    from kit.personal_data import PersonalData

_SHOWN = 5

TextsArgument = Annotated[
    list[str],
    typer.Argument(
        help="Name, e-mail address, telephone number or id, each in full as the CRM writes it.",
        show_default=False,
    ),
]
_NEXT = (
    "Run `kit report` to make the withdrawn pages again. Remove the person from the sources too: "
    "until then each load leaves them out. Copies made with `kit publish --to` are renewed by the "
    "next one."
)


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for command in (privacy, forget):
        app.command()(command)


def privacy(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Say what is kept of persons: columns, files, policy, how long, and who may read it."""
    from kit.personal_data import personal_data

    found = personal_data(settings_of(project))
    if as_json:
        output.emit(found.as_dict())
    else:
        _show(found)
    raise typer.Exit(1 if found.readable else 0)


def _show(found: PersonalData) -> None:
    headings = ["column", "kind", "cells", "values", "reachable", "on pages"]
    output.grid(headings, [[*asdict(one).values()] for one in found.columns])
    for title, facts in (
        ("set aside", {f"{name} rows": count for name, count in found.quarantine.items()}),
        ("kept", found.kept),
        ("policy", found.policy),
        ("retention", found.retention),
    ):
        said = ", ".join(
            f"{name.replace('_', ' ')} {_listed(fact)}" for name, fact in facts.items()
        )
        output.say(f"{title:<11}{said or 'nothing'}")
    output.say(f"{'forgotten':<11}{found.forgotten}")
    if found.readable:
        shown = ", ".join(found.readable[:_SHOWN]) + (" …" if found.readable[_SHOWN:] else "")
        count = counted(len(found.readable), "private file")
        output.say(f"Others of this machine may read {count}: {shown}")
        output.say("Run `chmod -R go= outputs/store outputs/runs` in the project's folder.")


def _listed(fact: object) -> object:
    return (", ".join(fact) or "none") if isinstance(fact, list) else fact


def forget(
    texts: TextsArgument,
    project: ProjectOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Remove a person from snapshots, rows set aside, runs and editions, and keep them out."""
    from kit import forget as room

    settings = settings_of(project)
    with alone(settings, "forget"):
        found = room.forget(settings, texts, dry_run=dry_run)
    if as_json:
        answer = {**asdict(found), "spellings": sorted(found.spellings)}
        output.emit({**answer, "dry_run": dry_run})
        return
    rows = [
        *((f"store: {name}", count) for name, count in found.store.items()),
        *((f"set aside: {name}", count) for name, count in found.quarantine.items()),
        *([("runs: files", len(found.files))] if found.files else []),
        *([("runs: pages", len(found.pages))] if found.pages else []),
        *((f"edition {name}: files", count) for name, count in found.editions.items()),
    ]
    if rows:
        output.grid(["where", "how often"], rows)
    _say(len(rows), dry_run=dry_run)
    if found.settings:
        named = ", ".join(found.settings)
        output.say(f"Not changed: {named}, which {_names(len(found.settings))} the person.")


def _names(count: int) -> str:
    return "names" if count == 1 else "name"


def _say(places: int, *, dry_run: bool) -> None:
    if not places:
        done = "would be" if dry_run else "are"
        output.say(f"Named nowhere; later loads {done} read without the person.")
    elif dry_run:
        output.say(f"Would be removed from {counted(places, 'place')}.")
    else:
        output.say(f"Removed from {counted(places, 'place')}. {_NEXT}")
