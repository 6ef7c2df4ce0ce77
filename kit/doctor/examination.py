"""The whole examination: the machine first, then the project, if there is one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kit.doctor.clock import clock, time_zone
from kit.doctor.folders import disk, private, writable
from kit.doctor.installation import packages, python
from kit.doctor.kernels import drawing, kernel, kernel_starts
from kit.doctor.memory import memory
from kit.doctor.secrets import alerts, databases
from kit.doctor.sign import Sign
from kit.doctor.standing import site, snapshot
from kit.doctor.tools import notebook_filter, tools
from kit.params import Settings, check_settings
from kit.runner import notebooks_folder


def examine(folder: Path | None) -> tuple[Sign, ...]:
    """Look at everything that a report rests on; nothing is written.

    Parameters
    ----------
    folder
        The project folder; None looks at the machine alone.

    Returns
    -------
    tuple of Sign
        In the order in which they should be cured.
    """
    return (*of_machine(), *(of_project(folder) if folder else [_no_project()]))


def of_machine() -> Iterator[Sign]:
    """What any project on this machine rests on."""
    yield python()
    yield packages()
    yield kernel()
    yield kernel_starts()
    yield drawing()
    yield clock(datetime.now(UTC))
    yield time_zone()
    yield from tools()


def of_project(folder: Path) -> Iterator[Sign]:
    """What one project rests on; of one whose settings are refused, its folders alone."""
    yield notebook_filter(notebooks_folder(folder))
    yield writable(folder)
    yield private(folder)
    yield disk(folder)
    settings, faults = check_settings(folder)
    errors = [str(fault) for fault in faults if fault.severity == "error"]
    if settings is None:
        cure = "Mend it as the message says; `kit check` lists every fault."
        yield Sign("bad", "settings", errors[0], cure)
        return
    yield Sign("ok", "settings", f"`{settings.name}` is read from params/.")
    yield from _reporting(settings)


def _reporting(settings: Settings) -> Iterator[Sign]:
    yield from databases(settings)
    yield from alerts(settings)
    yield snapshot(settings, datetime.now(UTC))
    if largest := memory(settings):
        yield largest
    yield site(settings)


def _no_project() -> Sign:
    cure = "Go to its folder, or name it with --project; `kit init FOLDER` drafts a new one."
    return Sign("warn", "project", "Neither this folder nor one above it is a project.", cure)
