"""Options that several commands share, and how a command finds its project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from kit import files
from kit.data.manifest import Snapshot, newest
from kit.errors import ParamError
from kit.params import Settings, load_settings, project_folder

ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        help="Project folder. [default: the current one, else the nearest above it with params/]",
        show_default=False,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print exactly one JSON object on standard output.")
]
CsvOption = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        help="Write the answer to this CSV file; `-` for standard output.",
        show_default=False,
    ),
]
RegionOption = Annotated[str, typer.Option("--region", help="Region; empty for all of them.")]
TeamOption = Annotated[str, typer.Option("--team", help="Team; empty for all of them.")]
OnlyUnitOption = Annotated[
    bool,
    typer.Option(
        "--only-unit",
        help="The unit named without those below it; the company alone if none is named.",
    ),
]
LogOption = Annotated[
    Literal["text", "json"],
    typer.Option(
        "--log", help="How to tell of each page; on standard error if --json is given too."
    ),
]
AsOfOption = Annotated[
    str,
    typer.Option("--as-of", help="Last day that counts, as YYYY-MM-DD. [default: newest event]"),
]
NotebookOption = Annotated[
    list[str] | None,
    typer.Option("--notebook", help="Only this notebook; may be given again.", show_default=False),
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option("--language", help="Only this language; may be given again.", show_default=False),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=64,
        help="Notebooks that run side by side. [default: 2; on a cluster all that it takes]",
        show_default=False,
    ),
]
ChangedOption = Annotated[
    bool,
    typer.Option(
        "--changed-only/--all", help="Keep pages that nothing changed for, or run every page."
    ),
]

AcceptDriftOption = Annotated[
    bool,
    typer.Option(
        "--accept-drift", help="Load although tables lost most rows or their newest days."
    ),
]


def settings_of(project: Path | None) -> Settings:
    """Settings of the project that a command is for."""
    return load_settings(project_folder(project))


def snapshot_around(project: Path | None) -> Snapshot | None:
    """The newest snapshot of the project named, else of the one around here; None without any.

    Raises
    ------
    ParamError
        If a project is named that is none.
    """
    try:
        folder = project_folder(project)
    except ParamError:
        if project is not None:
            raise
        return None
    return newest(load_settings(folder).store)


@contextmanager
def alone(settings: Settings, command: str) -> Iterator[None]:
    """Hold the project's lock, so that two runs never write side by side."""
    files.make_folder(settings.folder / "outputs")
    with files.lock(settings.folder / "outputs" / "lock", holder=f"kit {command}"):
        yield
