"""The steps of a run: load, prepare, run, publish, and `report`, which does all four."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from kit import files, runner
from kit.cli import output
from kit.cli.alarm import Pages, watched
from kit.cli.cluster import ClusterOption, PartsOption, hire_of
from kit.cli.options import (
    AcceptDriftOption,
    ChangedOption,
    JsonOption,
    LanguageOption,
    LogOption,
    NotebookOption,
    OnlyUnitOption,
    ProjectOption,
    RegionOption,
    TeamOption,
    WorkersOption,
    alone,
    settings_of,
)
from kit.cli.page_log import Form, page_facts, page_log
from kit.cli.publishing import publish, published
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
    only_unit: OnlyUnitOption = False,
    notebook: NotebookOption = None,
    language: LanguageOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = "",
    parts: PartsOption = "",
    changed_only: ChangedOption = True,
    log: LogOption = "text",
    as_json: JsonOption = False,
) -> None:
    """Run the notebooks of every unit, or of the units named."""
    settings = settings_of(project)
    names, languages = tuple(notebook or ()), tuple(language or ())
    choice = runner.Choice(region, team, names, languages, only_unit)
    hire = hire_of(settings, cluster, parts, workers)
    with watched(settings, "run") as pages, alone(settings, "run"):
        snapshot = snapshot_of(settings)
        answer = _run(settings, snapshot, choice, workers, hire, changed_only, as_json, log)
        pages.extend(answer["pages"])
    _answer(answer, as_json)
    raise typer.Exit(_code(answer))


def report(
    project: ProjectOption = None,
    region: RegionOption = "",
    team: TeamOption = "",
    only_unit: OnlyUnitOption = False,
    notebook: NotebookOption = None,
    language: LanguageOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = "",
    parts: PartsOption = "",
    changed_only: ChangedOption = True,
    accept_drift: AcceptDriftOption = False,
    log: LogOption = "text",
    as_json: JsonOption = False,
) -> None:
    """Load, prepare, run and publish."""
    settings = settings_of(project)
    names, languages = tuple(notebook or ()), tuple(language or ())
    choice = runner.Choice(region, team, names, languages, only_unit)
    hire = hire_of(settings, cluster, parts, workers)
    with watched(settings, "report") as pages, alone(settings, "report"):
        answer = take_all(
            settings,
            lambda _: choice,
            pages,
            workers=workers,
            hire=hire,
            changed_only=changed_only,
            accept_drift=accept_drift,
            quiet=as_json,
            log=log,
        )
    _answer(answer, as_json)
    code = _code(answer["run"])
    if not code and answer["publish"]["failed"] and not as_json:
        output.say("          These failed in an earlier run; all that was asked for now stands.")
    raise typer.Exit(code)


def take_all(
    settings: Settings,
    choose: Callable[[Snapshot], runner.Choice],
    pages: Pages,
    *,
    workers: int | None,
    hire: runner.Hire | None = None,
    changed_only: bool = True,
    accept_drift: bool = False,
    quiet: bool,
    log: Form = "text",
) -> Answer:
    """Take the four steps and answer for each; the lock must be held.

    Parameters
    ----------
    choose
        Gives the part of the site to run, once the data are loaded.
    pages
        Gets the pages of the run before they are published.
    """
    loaded = _load(settings, accept_drift, quiet)
    snapshot = snapshot_of(settings)
    prepared = _prepare(settings, snapshot, quiet)
    ran = _run(settings, snapshot, choose(snapshot), workers, hire, changed_only, quiet, log)
    pages.extend(ran["pages"])
    put_out = published(settings, snapshot, quiet=quiet)
    return {"load": loaded, "prepare": prepared, "run": ran, "publish": put_out}


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
    workers: int | None,
    hire: runner.Hire | None,
    changed_only: bool,
    quiet: bool,
    form: Form,
) -> Answer:
    with page_log(form, aside=quiet) as log:
        ended = runner.run(
            settings,
            snapshot,
            choice=choice,
            workers=workers or 2,
            hire=hire,
            changed_only=changed_only,
            listener=log.listener,
        )
    if not quiet:
        states = [outcome.state for outcome in ended.outcomes]
        counts = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
        output.say(f"run       {counted(len(states), 'page')}: {counts}")
    return {
        "run": ended.number,
        "resumes": ended.beginning.resumes or None,
        "resumed": ended.beginning.finished,
        "pages": [page_facts(outcome) for outcome in ended.outcomes],
    }


def _answer(answer: Answer, as_json: bool) -> None:
    if as_json:
        output.emit(answer)


def _code(ran: Answer) -> int:
    return 0 if all(page["state"] in ("done", "unchanged") for page in ran["pages"]) else 1
