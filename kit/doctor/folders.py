"""The project's folders: whether they may be written, are private, and have room."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from kit.doctor.sign import Sign
from kit.errors import counted

_WRITTEN = ("", "store", "store/parts", "store/snapshots", "runs", "runs/pages", "editions")
_PRIVATE = ("store", "runs/pages", "runs/tasks", "runs/rendered", "preview")
_OTHERS = 0o077
_LEAST = 200 * 2**20
"""Bytes that a first report on the demo takes, with as much again to spare."""


def writable(folder: Path) -> Sign:
    """Whether runs may write where they write."""
    outputs = folder / "outputs"
    for path in (outputs / name for name in _WRITTEN):
        if path.exists() and not path.is_dir():
            said = f"{path} is a file where a folder should be."
            return Sign("bad", "folders", said, f"Move it away: mv {path} {path}.away")
        if path.is_dir() and not os.access(path, os.W_OK | os.X_OK):
            cure = f"Let the user of the runs own it: sudo chown -R $(id -un) {outputs}"
            return Sign("bad", "folders", f"{path} may not be written.", cure)
    if not outputs.exists() and not os.access(folder, os.W_OK | os.X_OK):
        return Sign("bad", "folders", f"{folder} may not be written.", f"Try: ls -ld {folder}")
    return Sign("ok", "folders", f"{outputs} may be written.")


def private(folder: Path) -> Sign:
    """Whether files that hold records are closed to other users of the machine."""
    outputs = folder / "outputs"
    open_ones = [
        path
        for name in _PRIVATE
        for path in _files(outputs / name)
        if path.stat().st_mode & _OTHERS and path.name != "lock"
    ]
    if not open_ones:
        return Sign("ok", "private files", "Nobody else on this machine may read the records.")
    said = f"{counted(len(open_ones), 'file is', 'files are')} open to others: {open_ones[0]}."
    places = " ".join(str(outputs / name) for name in _PRIVATE if (outputs / name).is_dir())
    return Sign("warn", "private files", said, f"Close them: chmod -R go-rwx {places}")


def disk(folder: Path) -> Sign:
    """Whether there is room for another run beside what is there."""
    outputs = folder / "outputs"
    newest = sum(path.stat().st_size for path in _files((outputs / "site").resolve()))
    kept = sum(path.stat().st_size for path in _files(outputs / "runs"))
    needed = max(_LEAST, 2 * (newest + kept))
    free = shutil.disk_usage(outputs if outputs.is_dir() else folder).free
    said = f"{_megabytes(free)} free, {_megabytes(needed)} wanted for the next run."
    if free >= needed:
        return Sign("ok", "disk", said)
    cure = "Make room; `kit prune` removes old snapshots, and `keep:` in project.yaml editions."
    return Sign("bad" if free < needed / 4 else "warn", "disk", said, cure)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _megabytes(size: float) -> str:
    return f"{size / 2**20:,.0f} MB"
