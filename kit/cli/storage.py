"""Commands about what is kept: snapshots, prune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kit.cli import output
from kit.cli.options import JsonOption, ProjectOption, alone, settings_of
from kit.data.manifest import newest_readable
from kit.errors import counted
from kit.ledger import Ledger
from kit.params import Settings

if TYPE_CHECKING:
    from kit.data.inventory import Entry

VerifyOption = Annotated[
    bool, typer.Option("--verify", help="Read every part and check its digest.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would go, and remove nothing.")
]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for command in (snapshots, prune):
        app.command()(command)


def snapshots(
    project: ProjectOption = None, verify: VerifyOption = False, as_json: JsonOption = False
) -> None:
    """List the snapshots: when each was taken, what it holds, whether it is whole."""
    from kit.data.inventory import inventory
    from kit.data.store import Store

    found = inventory(Store(settings_of(project).store), verify=verify)
    if as_json:
        listed = [
            {**asdict(one), "taken_at": _iso(one.taken_at), "as_of": _iso(one.as_of)}
            for one in found
        ]
        output.emit({"snapshots": listed})
    elif not found:
        output.say("There is no snapshot yet. Run `kit load`.")
    else:
        _show(found)
    raise typer.Exit(1 if any(one.damage for one in found) else 0)


def prune(
    project: ProjectOption = None, dry_run: DryRunOption = False, as_json: JsonOption = False
) -> None:
    """Remove the snapshots that `keep` in project.yaml lets go, and what only they used."""
    from kit import prepare as preparing
    from kit.data import pruning

    settings = settings_of(project)
    with alone(settings, "prune"):
        latest = newest_readable(settings.store)
        if latest is not None and not dry_run:
            # What the snapshots that go have shown must be compared before they are gone.
            preparing.prepare(settings, latest)
        pruned = pruning.prune(
            settings, now=datetime.now(UTC), needed=_published(settings), dry_run=dry_run
        )
    if as_json:
        faults = [fault.as_dict() for fault in pruned.faults]
        output.emit({**asdict(pruned), "faults": faults, "dry_run": dry_run})
        return
    output.show_faults(pruned.faults)
    verb = "Would remove" if dry_run else "Removed"
    went = f"{counted(len(pruned.snapshots), 'snapshot')} and {counted(pruned.parts, 'part')}"
    stays = counted(len(pruned.kept), "snapshot stays", "snapshots stay")
    output.say(f"{verb} {went}, {_megabytes(pruned.freed)} MB; {stays}.")


def _show(found: Sequence[Entry]) -> None:
    headings = ["snapshot", "taken", "as of", "rows", "MB", "MB of its own", ""]
    rows = [
        [
            one.id,
            f"{one.taken_at:%Y-%m-%d %H:%M} UTC" if one.taken_at else "not known",
            _iso(one.as_of),
            sum(one.rows.values()),
            _megabytes(one.bytes),
            _megabytes(one.own_bytes),
            "damaged" if one.damage else "newest" if one.is_newest else "",
        ]
        for one in found
    ]
    output.grid(headings, rows)
    for one in found:
        for sentence in one.damage:
            output.say(f"{one.id}: {sentence}")


def _published(settings: Settings) -> set[str]:
    """Snapshots that the last good run of any page was made from."""
    if not (settings.outputs / "runs" / "ledger.sqlite").is_file():
        return set()
    good = Ledger(settings.outputs).good_pages().values()
    return {str(page.record["snapshot"]) for page in good if "snapshot" in page.record}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _megabytes(size: int) -> float:
    return round(size / 1e6, 1)
