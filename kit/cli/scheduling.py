"""The command `kit schedule`: what is due when, entries for schedulers, and running what is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from kit import files, runner, schedule
from kit.cli import due, output, steps
from kit.cli.alarm import Pages, watched
from kit.cli.cluster import ClusterOption, PartsOption, hire_of
from kit.cli.options import (
    JsonOption,
    LogOption,
    ProjectOption,
    WorkersOption,
    alone,
    settings_of,
)
from kit.cli.page_log import Form
from kit.errors import BusyError, ParamError
from kit.ledger import GOOD
from kit.schedule import Attempt, Waking

Format = Literal["cron", "systemd", "airflow"]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="Print entries for a scheduler.", show_default=False),
]
FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--folder", help="With --format: write the entries into this folder.", show_default=False
    ),
]
AtOption = Annotated[
    str,
    typer.Option("--at", help="As if it were then, e.g. 2026-07-06T06:00+02:00. [default: now]"),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what is due, and run nothing.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    group = typer.Typer(rich_markup_mode=None)
    group.callback(invoke_without_command=True)(show)
    group.command()(run)
    app.add_typer(group, name="schedule")


def show(
    context: typer.Context,
    project: ProjectOption = None,
    form: FormatOption = None,
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say when each unit is due, or print entries for a scheduler; `run` runs what is due."""
    if context.invoked_subcommand:
        if project or form or folder or as_json:
            raise ParamError("Options of `kit schedule run` stand behind `run`.")
        return
    if folder and not form:
        raise ParamError("--folder needs --format: cron, systemd or airflow.")
    settings = settings_of(project)
    found = Attempt.of(settings, datetime.now(UTC)).entries
    if form:
        _entries(form, Waking.of(settings, found), folder, as_json)
    elif as_json:
        output.emit({"due": [entry.as_dict() for entry in found]})
    elif found:
        due.show_schedules(found)
    else:
        output.say("No unit has a schedule; `schedule:` in params/project.yaml gives one.")


def run(
    project: ProjectOption = None,
    at: AtOption = "",
    dry_run: DryRunOption = False,
    workers: WorkersOption = None,
    cluster: ClusterOption = "",
    parts: PartsOption = "",
    log: LogOption = "text",
    as_json: JsonOption = False,
) -> None:
    """Load, prepare, run and publish what is due, once."""
    settings, moment = settings_of(project), _moment(at)
    hire = hire_of(settings, cluster, parts, workers)
    attempt = Attempt.of(settings, moment)
    ended: steps.Answer = {}
    if attempt.due and not dry_run:
        with watched(settings, "schedule run") as pages, _alone(attempt):
            attempt = Attempt.of(settings, moment)  # another run may have ended just now
            ended = _take(attempt, pages, workers, hire, quiet=as_json, log=log)
    elif not as_json:
        due.say_due(attempt.entries)
    if as_json:
        listed = [entry.as_dict() for entry in attempt.due]
        output.emit({"at": moment.isoformat(), "dry_run": dry_run, "due": listed, **ended})
    raise typer.Exit(1 if ended.get("failed") else 0)


def _take(
    attempt: Attempt,
    pages: Pages,
    workers: int | None,
    hire: runner.Hire | None,
    *,
    quiet: bool,
    log: Form,
) -> steps.Answer:
    """Take the four steps for what is due; a unit is handled if all its pages stand then."""
    if not quiet:
        due.say_due(attempt.entries)
    if not attempt.due:
        return {}
    attempt.begin()
    answer = steps.take_all(
        attempt.settings,
        lambda snapshot: runner.Choice(units=attempt.choose(snapshot)),
        pages,
        workers=workers,
        hire=hire,
        quiet=quiet,
        log=log,
    )
    bad = {page["unit"] for page in pages if page["state"] not in GOOD}
    left = attempt.end([entry.unit for entry in attempt.due if entry.unit.key in bad])
    due.say_left(left)
    return {"failed": [entry.unit.key for entry in left], **answer}


@contextmanager
def _alone(attempt: Attempt) -> Iterator[None]:
    """Hold the project's lock; if the block fails, say what stays due."""
    try:
        with alone(attempt.settings, "schedule run"):
            yield
    except BusyError as error:
        raise BusyError(f"{error} Still due, for the next call: {due.names(attempt.due)}") from None
    except Exception:
        now = Attempt.of(attempt.settings, attempt.at).entries
        due.say_left([entry for entry in now if entry.tries])
        raise


def _entries(form: Format, waking: Waking, folder: Path | None, as_json: bool) -> None:
    """Print the entries for a scheduler, or write them where they were asked for."""
    if form == "cron":
        made = schedule.cron_files(waking, datetime.now().astimezone().tzinfo or UTC)
    elif form == "systemd":
        made = schedule.systemd_files(waking)
    else:
        made = schedule.airflow_files(waking)
    if folder:
        files.make_folder(folder)
        for name, text in made.items():
            files.write_atomic(folder / name, text)
    if as_json:
        listed = [entry.as_dict() for entry in waking.entries]
        output.emit({"format": form, "files": made, "due": listed})
        return
    for name, text in made.items():
        if folder:
            output.say(f"Wrote {folder / name}")
        else:
            output.say(f"# {name}\n{text}" if len(made) > 1 else text.rstrip())


def _moment(text: str) -> datetime:
    """The instant that `--at` names, else now."""
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise ParamError(
            f"--at: `{text}` is no instant. Write day, time and offset: 2026-07-06T06:00+02:00."
        )
    return moment.astimezone(UTC)
