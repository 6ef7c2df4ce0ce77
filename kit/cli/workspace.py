"""Commands around a project: the demo CRM, and JupyterLab."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from kit import git, kernels
from kit.cli import output
from kit.cli.options import JsonOption, ProjectOption, alone, settings_of
from kit.data.handover import PROJECT, snapshot_of
from kit.data.manifest import newest
from kit.errors import ParamError, RunError
from kit.runner import notebooks_folder

_QUIET_LAB = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
"""Nobody is asked over the network for anything that the user did not ask for."""

SizeOption = Annotated[
    int, typer.Option("--opportunities", min=1_000, max=10_000_000, help="Size of the CRM.")
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
CrmOption = Annotated[
    str,
    typer.Option(
        "--as",
        help="Write what this CRM would export: salesforce, hubspot … Needs --folder.",
        show_default=False,
    ),
]
VariantOption = Annotated[
    str,
    typer.Option(
        "--variant",
        help="With --as: which of the CRM's ways to export. [default: the usual one]",
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
    crm: CrmOption = "",
    variant: VariantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write a made-up company's CRM as plain CSV files, or as a real CRM would export it."""
    from kit import demo as room

    if crm or variant:
        _demo_as(crm, variant, folder, opportunities, seed, as_json=as_json)
        return
    with nullcontext() if folder else alone(settings_of(project), "demo"):
        target = folder or settings_of(project).outputs / "demo"
        truth = room.write(target, opportunities=opportunities, seed=seed)
    if as_json:
        output.emit({"folder": str(target), "seed": seed, "counts": truth.counts})
        return
    output.grid(["table", "rows"], [[name, rows] for name, rows in truth.counts.items()])
    output.say(f"Wrote {target}")


def _demo_as(
    crm: str, variant: str, folder: Path | None, opportunities: int, seed: int, *, as_json: bool
) -> None:
    """Write the demo CRM in the native shape of a CRM; its plain files are not kept."""
    from kit import demo as room
    from kit.demo.natives import write_native

    if not crm or folder is None:
        missing = "--folder, the folder to write to" if crm else "--as, the CRM that it is of"
        raise ParamError(f"`kit demo {'--as' if crm else '--variant'}` needs {missing}.")
    with tempfile.TemporaryDirectory() as plain:
        room.write(Path(plain), opportunities=opportunities, seed=seed)
        paths = write_native(crm, Path(plain), folder, variant=variant)
    names = [str(path.relative_to(folder)) for path in paths]
    if as_json:
        output.emit({"folder": str(folder), "crm": crm, "seed": seed, "files": names})
        return
    output.grid(["file", "bytes"], [[name, (folder / name).stat().st_size] for name in names])
    output.say(f"Wrote {folder}")


def lab(context: typer.Context, project: ProjectOption = None) -> None:
    """Open JupyterLab on the project; options that kit does not know go to JupyterLab."""
    from kit import load as loading
    from kit import prepare as preparing

    settings = settings_of(project)
    if newest(settings.store) is None:
        with alone(settings, "lab"):
            loading.load(settings)
            preparing.prepare(settings, snapshot_of(settings))
    notebooks = notebooks_folder(settings.folder)
    _tell_git(notebooks)
    os.environ[PROJECT] = str(settings.folder)
    os.environ["JUPYTER_PATH"] = os.pathsep.join(
        filter(None, (str(kernels.FOR_LAB), os.environ.get("JUPYTER_PATH")))
    )
    os.chdir(notebooks)
    command = [sys.executable, "-m", "jupyterlab", *_QUIET_LAB, *context.args]
    os.execv(sys.executable, command)  # noqa: S606 (our own interpreter, no shell)


def _tell_git(folder: Path) -> None:
    """Keep outputs out of commits; where that cannot be told to git, say so and go on."""
    try:
        git.set_up(folder)
    except RunError as error:
        output.note(f"Notebooks would be committed with outputs: {error}")
