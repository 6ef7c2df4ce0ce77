"""Commands that carry figures elsewhere: digest, export."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kit.cli import output
from kit.cli.answers import PeriodOption, PeriodsOption
from kit.cli.options import (
    JsonOption,
    OnlyUnitOption,
    ProjectOption,
    RegionOption,
    TeamOption,
    alone,
    settings_of,
)
from kit.data.handover import snapshot_of
from kit.errors import ParamError, counted

if TYPE_CHECKING:
    from kit.digest import Digest
    from kit.params import Settings

FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        help="Where to write the e-mails. [default: outputs/digest]",
        show_default=False,
    ),
]
SendOption = Annotated[
    bool, typer.Option("--send", help="Send them to the recipients instead of writing files.")
]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for command in (digest, export):
        app.command()(command)


def digest(
    project: ProjectOption = None,
    folder: FolderOption = None,
    send: SendOption = False,
    region: RegionOption = "",
    team: TeamOption = "",
    only_unit: OnlyUnitOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write an e-mail per unit with its key figures and findings, or send it."""
    from kit.digest import digests_of
    from kit.runner import Choice

    if send and folder:
        raise ParamError("--send and --folder: choose one; nothing is written where mail is sent.")
    settings = settings_of(project)
    choice = Choice(region=region, team=team, only_unit=only_unit)
    found = digests_of(settings, snapshot_of(settings), choice)
    rows = _sent(settings, found) if send else _written(settings, found, folder)
    failed = [row for row in rows if row["error"]]
    if as_json:
        output.emit({"digests": rows})
    else:
        for row in rows:
            output.say(_told(row))
    raise typer.Exit(1 if failed else 0)


def export(
    project: ProjectOption = None,
    period: PeriodOption = "month",
    periods: PeriodsOption = 12,
    as_json: JsonOption = False,
) -> None:
    """Write KPIs, forecasts and findings of the edition as Parquet and CSV, for BI tools."""
    from kit.export import export as export_edition

    settings = settings_of(project)
    with alone(settings, "export"):
        made = export_edition(settings, snapshot_of(settings), period=period, periods=periods)
    if as_json:
        output.emit({"export": str(made.folder), "edition": made.edition, "rows": made.rows})
        return
    told = ", ".join(f"{counted(n, 'row')} of {name}" for name, n in made.rows.items())
    output.say(f"export    {told}, edition {made.edition}")
    output.say(f"          {made.folder}")


def _written(settings: Settings, found: list[Digest], folder: Path | None) -> list[dict[str, Any]]:
    from kit.digest import write_digests

    with alone(settings, "digest"):
        paths = write_digests(found, settings, folder or settings.outputs / "digest")
    return [
        {**_facts(one), "file": str(path), "sent": False, "error": ""}
        for one, path in zip(found, paths, strict=True)
    ]


def _sent(settings: Settings, found: list[Digest]) -> list[dict[str, Any]]:
    """Send what has recipients; say of the rest that it has none."""
    from kit.digest import send_digests

    if not settings.digest.smtp:
        raise ParamError(
            "No mail server is set. Write `digest: {from: …, smtp: KIT_SMTP_URL}` into "
            "params/project.yaml; the variable holds the URL of the server."
        )
    if not any(one.recipients for one in found):
        raise ParamError(
            "Nobody gets these digests. Write `digest: {to: …}` for the company's, and "
            "`recipients:` under a unit for its own, into params/project.yaml."
        )
    sent = send_digests(found, settings, os.environ, datetime.now(UTC))
    errors = {one.digest.unit: one.error for one in sent}
    return [
        {
            **_facts(one),
            "file": None,
            "sent": errors.get(one.unit) == "",
            "error": errors.get(one.unit, ""),
        }
        for one in found
    ]


def _facts(one: Digest) -> dict[str, Any]:
    recipients = list(one.recipients)
    return {"unit": one.unit.key, "state": one.state, "recipients": recipients}


def _told(row: dict[str, Any]) -> str:
    unit = row["unit"] or "company"
    state = "" if row["state"] == "fresh" else f" ({row['state']}, and says so)"
    if row["error"]:
        return f"digest    {unit}: not sent. {row['error']}"
    if row["file"]:
        return f"digest    {unit}{state}: {row['file']}"
    if not row["sent"]:
        return f"digest    {unit}: no recipients, not sent"
    return f"digest    {unit}{state}: sent to {', '.join(row['recipients'])}"
