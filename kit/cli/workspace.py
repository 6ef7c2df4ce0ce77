"""Commands around a project: the demo CRM, and JupyterLab."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from kit.cli import output
from kit.cli.options import JsonOption, ProjectOption, alone, settings_of
from kit.data.handover import PROJECT, snapshot_of
from kit.data.manifest import newest
from kit.runner import notebooks_folder

SizeOption = Annotated[
    int, typer.Option("--opportunities", min=1_000, max=100_000, help="Size of the CRM.")
]
SeedOption = Annotated[
    int, typer.Option("--seed", min=0, help="The same seed gives the same bytes.")
]
FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        help="Where to write. [default: outputs/demo of the project]",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(demo)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(lab)


def demo(
    project: ProjectOption = None,
    opportunities: SizeOption = 5_000,
    seed: SeedOption = 1,
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a made-up company's CRM as plain CSV files, with the truth behind it."""
    from kit import demo as room

    target = folder or settings_of(project).folder / "outputs" / "demo"
    truth = room.write(target, opportunities=opportunities, seed=seed)
    if as_json:
        output.emit({"folder": str(target), "seed": seed, "counts": truth.counts})
        return
    output.grid(["table", "rows"], [[name, rows] for name, rows in truth.counts.items()])
    output.say(f"Wrote {target}")


def lab(context: typer.Context, project: ProjectOption = None) -> None:
    """Open JupyterLab on the project; options that kit does not know go to JupyterLab."""
    from kit import load as loading
    from kit import prepare as preparing

    settings = settings_of(project)
    if newest(settings.store) is None:
        with alone(settings, "lab"):
            loading.load(settings)
            preparing.prepare(settings, snapshot_of(settings))
    os.environ[PROJECT] = str(settings.folder)
    os.chdir(notebooks_folder(settings.folder))
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *context.args])  # noqa: S606
