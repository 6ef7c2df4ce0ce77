"""The command that puts a site before its readers: publish."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from kit.cli import output
from kit.cli.options import JsonOption, ProjectOption, alone, settings_of
from kit.data.handover import snapshot_of
from kit.data.manifest import Snapshot
from kit.errors import counted
from kit.params import Settings

_NAMED = 10

ToOption = Annotated[
    str,
    typer.Option(
        "--to",
        help="Copy the edition to this place too: file:///srv/reports, s3://bucket/reports.",
        show_default=False,
    ),
]


def publish(project: ProjectOption = None, to: ToOption = "", as_json: JsonOption = False) -> None:
    """Put the pages that ran into a new edition of the site, and switch to it."""
    settings = settings_of(project)
    with alone(settings, "publish"):
        answer = published(settings, snapshot_of(settings), quiet=as_json)
        copied = _copy(settings, to, quiet=as_json) if to else {}
    if as_json:
        output.emit(answer | copied)
    raise typer.Exit(1 if answer["failed"] else 0)


def published(settings: Settings, snapshot: Snapshot, *, quiet: bool) -> dict[str, Any]:
    """Publish, say so unless `quiet`, and answer as `--json` does; the lock must be held."""
    from kit import publisher

    site = publisher.publish_site(settings, snapshot)
    if not quiet:
        made = counted(site.pages, "page")
        if site.cards:
            made = f"{made} and {counted(site.cards, 'card')}"
        output.say(f"publish   {made}, edition {site.edition}")
        output.say(f"          {site.site / 'index.html'}")
        for state, pages in (("stale", site.stale), ("failed", site.failed)):
            if pages:
                listed = ", ".join((*pages[:_NAMED], *(["…"] if pages[_NAMED:] else [])))
                output.say(f"          {counted(len(pages), 'page')} {state}: {listed}")
    return {**asdict(site), "site": str(site.site)}


def _copy(settings: Settings, to: str, *, quiet: bool) -> dict[str, Any]:
    from kit.publisher.copying import copy_edition

    copied = copy_edition(settings.outputs, to)
    if not quiet:
        output.say(
            f"copy      {counted(copied.written, 'file')} written, {copied.kept:,} unchanged, "
            f"{copied.removed:,} removed: {copied.to}"
        )
    return {"copied": asdict(copied)}
