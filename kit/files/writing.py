"""What is written, linked, made and removed: whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO

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
    """
    _write_renamed(path, data, private=private)
    sync_folder(path.parent)


@contextmanager
def together(folder: Path, *, private: bool = False) -> Iterator[Callable[[Path, bytes], None]]:
    """Write many files of one folder, each whole or not at all.

    They survive a power cut from the end of the block on: only then may anything refer to one.

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

    The link is relative where `target` lies beside or below it, so that the folder can be moved.
    """
    inside = target.is_relative_to(link.parent)
    temporary = link.parent / f"{LEFTOVER}{os.getpid()}-{time.monotonic_ns()}"
    temporary.symlink_to(target.relative_to(link.parent) if inside else target)
    try:
        temporary.replace(link)
    except OSError:
        temporary.unlink()
        raise
    sync_folder(link.parent)


def make_folder(path: Path, *, private: bool = False) -> Path:
    """Create the folder `path` and its parents where they are missing; return it.

    `private` gives folders that are made here mode 0700.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700 if private else 0o777, exist_ok=True)
        sync_folder(folder.parent)
    return path


def remove_tree(path: Path) -> None:
    """Remove a file, a link (not what it points to) or a folder with all it holds, if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what killed processes left half-written below `folder`; call it under the lock."""
    for leftover in sorted(folder.rglob(f"{LEFTOVER}*")):
        remove_tree(leftover)


def sync_folder(folder: Path) -> None:
    """Make what was renamed or removed in `folder` survive a power cut."""
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
    number, name = tempfile.mkstemp(prefix=LEFTOVER, dir=path.parent)
    temporary = Path(name)
    try:
        os.fchmod(number, 0o600 if private else 0o666 & ~_umask())
        os.close(number)
        yield temporary
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _umask() -> int:
    """The process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync(handle: IO[str] | IO[bytes]) -> None:
    handle.flush()
    os.fsync(handle.fileno())
