"""What is written, linked, made and removed: whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO

from kit.files.refusals import explained

LEFTOVER = ".tmp-"


def write_atomic(path: Path, data: bytes | str, *, private: bool = False) -> None:
    """Put `data` in place as `path`, whole or not at all.

    Parameters
    ----------
    path
        Target; its folder must exist. An older file there is replaced.
    data
        Bytes, or text that is written as UTF-8 with its line ends untouched.
    private
        Whether only the owner of the process may read the file (mode 0600).

    Raises
    ------
    RunError
        If the disk is full or refuses; the older file stays.
    """
    _write_renamed(path, data, private=private)
    sync_folder(path.parent)


def append(path: Path, text: str) -> None:
    """Add `text` to the end of a file, for notes that need not outlive a power cut.

    Short texts of several processes never mix. A file that is missing is made, for its owner alone.
    """
    with explained(path):
        number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(number, text.encode("utf-8"))
        finally:
            os.close(number)


@contextmanager
def together(folder: Path, *, private: bool = False) -> Iterator[Callable[[Path, bytes], None]]:
    """Write many files of one folder, each whole or not at all.

    They survive a power cut from the end of the block on: only then may anything refer to one.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with together(folder) as write:
    ...     write(folder / "a", b"1")
    >>> (folder / "a").read_text()
    '1'
    """
    yield partial(_write_renamed, private=private)
    sync_folder(folder)


@contextmanager
def writer(path: Path, *, private: bool = False) -> Iterator[IO[str]]:
    """Open a text handle whose content appears as `path` when the block ends without an error.

    For content that is too long to hold in memory; otherwise as `write_atomic`.
    """
    with _in_place_of(path, private=private) as temporary:  # noqa: SIM117 (two lines read better)
        with temporary.open("w", encoding="utf-8", newline="") as handle:
            yield handle
            _sync(handle)
    sync_folder(path.parent)


def switch_link(link: Path, target: Path) -> None:
    """Point the symbolic link `link` to `target` in one step; readers see the old or the new.

    The link is relative where `target` lies beside or below it, so that the folder can be moved; a
    relative `target` is taken as it stands.
    """
    inside = target.is_relative_to(link.parent)
    temporary = link.parent / f"{LEFTOVER}{os.getpid()}-{time.monotonic_ns()}"
    with explained(link, temporary, link.parent):
        try:
            temporary.symlink_to(target.relative_to(link.parent) if inside else target)
            temporary.replace(link)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(link.parent)


def make_folder(path: Path, *, private: bool = False) -> Path:
    """Create the folder `path` and its parents where they are missing; return it.

    `private` gives folders that are made here mode 0700.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.is_dir()]
    for folder in reversed(missing):
        with explained(folder, folder.parent, verb="made"):
            folder.mkdir(mode=0o700 if private else 0o777, exist_ok=True)
            sync_folder(folder.parent)
    return path


def remove_tree(path: Path) -> None:
    """Remove a file, a link (not what it points to) or a folder with all it holds, if it exists."""
    with explained(path, verb="removed"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def sweep(folder: Path, *, below: bool = True) -> None:
    """Remove what killed processes left half-written in `folder`; call it under the lock.

    `below` says whether the folders in it are gone through too.
    """
    found = folder.rglob if below else folder.glob
    for leftover in sorted(found(f"{LEFTOVER}*")):
        remove_tree(leftover)


def sync_folder(folder: Path) -> None:
    """Make what was renamed or removed in `folder` survive a power cut."""
    with explained(folder):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _write_renamed(path: Path, data: bytes | str, *, private: bool) -> None:
    with _in_place_of(path, private=private) as temporary, temporary.open("wb") as handle:
        handle.write(data.encode("utf-8") if isinstance(data, str) else data)
        _sync(handle)


@contextmanager
def _in_place_of(path: Path, *, private: bool) -> Iterator[Path]:
    """A temporary file beside `path` that replaces it when the block ends well."""
    temporary = path.parent / f"{LEFTOVER}{secrets.token_hex(8)}"
    with explained(path, temporary):
        try:
            _make_empty(temporary, 0o600 if private else 0o666)
            yield temporary
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise


def _make_empty(path: Path, mode: int) -> None:
    """A new file that only those may read whom `mode` and the process's mask let."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode))


def _sync(handle: IO[str] | IO[bytes]) -> None:
    handle.flush()
    os.fsync(handle.fileno())
