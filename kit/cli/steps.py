"""The steps of a run: load, prepare, run, publish, and `report`, which does all four."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer

from kit import files, runner
from kit.cli import output
from kit.cli.options import (
    AcceptDriftOption,
    ChangedOption,
    JsonOption,
    LanguageOption,
    NotebookOption,
    ProjectOption,
    RegionOption,
    TeamOption,
    WorkersOption,
    alone,
    settings_of,
)
from kit.data.handover import snapshot_of
from kit.data.manifest import Snapshot
from kit.errors import counted
from kit.params import Settings

Answer = dict[str, Any]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for command in (load, prepare, run, publish, report):
        app.command()(command)


def load(
    project: ProjectOption = None,
    accept_drift: AcceptDriftOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read the sources, check them, and keep them as a snapshot."""
    settings = settings_of(project)
    with alone(settings, "load"):
        answer = _load(settings, accept_drift, as_json)
    _answer(answer, as_json)


def prepare(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Compute the tables that every unit may see, once per snapshot."""
    settings = settings_of(project)
    with alone(settings, "prepare"):
        answer = _prepare(settings, snapshot_of(settings), as_json)
    _answer(answer, as_json)


def run(
    project: ProjectOption = None,
    region: RegionOption = "",
    team: TeamOption = "",
    notebook: NotebookOption = None,
    language: LanguageOption = None,
    workers: WorkersOption = 2,
    changed_only: ChangedOption = True,
    as_json: JsonOption = False,
) -> None:
    """Run the notebooks of every unit, or of the units named."""
    settings = settings_of(project)
    choice = runner.Choice(region, team, tuple(notebook or ()), tuple(language or ()))
    with alone(settings, "run"):
        answer = _run(settings, snapshot_of(settings), choice, workers, changed_only, as_json)
    _answer(answer, as_json)
    raise typer.Exit(_code(answer))


def publish(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Put the pages that ran into a new edition of the site, and switch to it."""
    settings = settings_of(project)
    with alone(settings, "publish"):
        answer = _publish(settings, snapshot_of(settings), as_json)
    _answer(answer, as_json)


def report(
    project: ProjectOption = None,
    region: RegionOption = "",
    team: TeamOption = "",
    notebook: NotebookOption = None,
    language: LanguageOption = None,
    workers: WorkersOption = 2,
    changed_only: ChangedOption = True,
    accept_drift: AcceptDriftOption = False,
    as_json: JsonOption = False,
) -> None:
    """Load, prepare, run and publish."""
    settings = settings_of(project)
    choice = runner.Choice(region, team, tuple(notebook or ()), tuple(language or ()))
    with alone(settings, "report"):
        loaded = _load(settings, accept_drift, as_json)
        snapshot = snapshot_of(settings)
        prepared = _prepare(settings, snapshot, as_json)
        ran = _run(settings, snapshot, choice, workers, changed_only, as_json)
        published = _publish(settings, snapshot, as_json)
    _answer({"load": loaded, "prepare": prepared, "run": ran, "publish": published}, as_json)
    raise typer.Exit(_code(ran))


def _load(settings: Settings, accept_drift: bool, quiet: bool) -> Answer:
    from kit import load as loading  # pandas, which a run without changes can do without

    for folder in (settings.store, settings.outputs / "demo"):
        files.sweep(folder)  # left half-written by a load that was killed
    outcome = loading.load(settings, accept_drift=accept_drift)
    faults = (*settings.notes, *outcome.faults)
    if not quiet:
        output.show_faults(faults)
        held = outcome.snapshot.rows  # what `kit snapshots` counts: merged, with tables made here
        rows = f"{counted(sum(held.values()), 'row')} in {counted(len(held), 'table')}"
        rows += f", as of {outcome.as_of}"
        news = "new snapshot" if outcome.changed else "nothing changed"
        if outcome.repaired:
            news = f"the data are the same; repaired {', '.join(outcome.repaired)}"
        output.say(f"load      {rows}: {news}")
    return {
        "snapshot": outcome.snapshot.id,
        "changed": outcome.changed,
        "repaired": outcome.repaired,
        "as_of": outcome.as_of.isoformat(),
        "tables": outcome.tables,
        "faults": [fault.as_dict() for fault in faults],
    }


def _prepare(settings: Settings, snapshot: Snapshot, quiet: bool) -> Answer:
    from kit import prepare as preparing

    prepared = preparing.prepare(settings, snapshot)
    if not quiet:
        news = "computed" if prepared.changed else "nothing changed"
        output.say(f"prepare   {', '.join(prepared.tables)}: {news}")
    return {"changed": prepared.changed, "tables": prepared.tables, "models": prepared.models}


def _run(
    settings: Settings,
    snapshot: Snapshot,
    choice: runner.Choice,
    workers: int,
    changed_only: bool,
    quiet: bool,
) -> Answer:
    with output.page_progress(quiet=quiet) as progress:
        ended = runner.run(
            settings,
            snapshot,
            choice=choice,
            workers=workers,
            changed_only=changed_only,
            begin=progress.begin,
            progress=progress.ended,
        )
    if not quiet:
        states = [outcome.state for outcome in ended.outcomes]
        counts = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
        output.say(f"run       {counted(len(states), 'page')}: {counts}")
    pages = [
        {
            "unit": outcome.page.unit.key,
            "notebook": outcome.page.notebook,
            "language": outcome.page.language,
            "state": outcome.state,
            "seconds": outcome.seconds,
            "reason": outcome.reason,
        }
        for outcome in ended.outcomes
    ]
    return {"run": ended.number, "pages": pages}


def _publish(settings: Settings, snapshot: Snapshot, quiet: bool) -> Answer:
    from kit import publisher

    published = publisher.publish_site(settings, snapshot)
    if not quiet:
        made = counted(published.pages, "page")
        if published.cards:
            made = f"{made} and {counted(published.cards, 'card')}"
        output.say(f"publish   {made}, edition {published.edition}")
        output.say(f"          {published.site / 'index.html'}")
    return {**asdict(published), "site": str(published.site)}


def _answer(answer: Answer, as_json: bool) -> None:
    if as_json:
        output.emit(answer)


def _code(ran: Answer) -> int:
    return 0 if all(page["state"] in ("done", "unchanged") for page in ran["pages"]) else 1
