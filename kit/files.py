"""The only code that writes to disk, so that what is on disk is always whole.

A file appears under its name when it is complete and on the disk, or not at all: data go to a
temporary file beside it, are synced, then renamed over it, and the folder is synced too. What a
killed process leaves behind starts with `LEFTOVER`; `sweep` removes it under the run's lock.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import IO

from kit.errors import BusyError

LEFTOVER = ".tmp-"

_ACRONYM = re.compile(r"amer|anz|apac|cee|dach|emea|latam|mea|noram|uki?|usa?")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")
_SLUG_LENGTH = 40
_DIGEST_LENGTH = 8
_LIKE_A_DIGEST = re.compile(rf"(.*-)?[0-9a-f]{{{_DIGEST_LENGTH}}}")
_PATIENCE = 0.5


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


@contextmanager
def lock(path: Path, *, holder: str) -> Iterator[None]:
    """Hold the lock file `path` for the length of the block.

    The kernel lets go of the lock when the process ends, however it ends: there is no stale lock.

    Parameters
    ----------
    holder
        Who holds it, in words that help the next one ("kit run, process 4711").

    Raises
    ------
    BusyError
        If another process holds it; the message names the holder and since when.
    """
    with path.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                f"Another run is at work: {_read_holder(path)}. Wait until it has ended, "
                "or stop it, and start again."
            ) from None
        handle.truncate(0)
        handle.write(f"{holder}\n{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n")
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)


def digest(data: bytes | str) -> str:
    """SHA-256 of `data` (text as UTF-8) in hexadecimal."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return hashlib.sha256(raw).hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of a file's content in hexadecimal, read in pieces."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@cache
def digest_code(rooms: tuple[str, ...]) -> str:
    """SHA-256 over the kit's own code in `rooms`, message catalogues (.po) included."""
    home = Path(__file__).parent
    sources = (
        path
        for room in rooms
        for path in (home / f"{room}.py", *sorted((home / room).rglob("*.p[yo]")))
        if path.is_file()
    )
    return digest("".join(f"{path.relative_to(home)}:{digest_file(path)}\n" for path in sources))


def safe_name(text: str) -> str:
    """A name for a file or folder that stands for `text` alone, on any file system.

    The name is a slug of lowercase letters, digits and hyphens. It stands alone only where the
    text can be read back from it: words with a capital first letter, or a well-known acronym of
    regions. Anything else (other case, accents, signs, reserved or long names, an ending that
    looks like a digest) also gets a digest of the text, so that two texts never share a name,
    not even where case does not count.

    >>> safe_name("EMEA"), safe_name("Iberia"), safe_name("Key Accounts 2")
    ('emea', 'iberia', 'key-accounts-2')
    >>> safe_name("iberia"), safe_name("../Málaga")
    ('iberia-dff1bb75', 'malaga-0eab54d4')
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    words = (
        word.upper() if _ACRONYM.fullmatch(word) else word.capitalize() for word in slug.split("-")
    )
    stands_alone = (
        0 < len(slug) <= _SLUG_LENGTH
        and " ".join(words) == text
        and not _RESERVED.fullmatch(slug)
        and not _LIKE_A_DIGEST.fullmatch(slug)
    )
    if stands_alone:
        return slug
    return f"{slug[:_SLUG_LENGTH].strip('-') or 'name'}-{digest(text)[:_DIGEST_LENGTH]}"


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


def _read_holder(path: Path) -> str:
    """Who wrote the lock, waiting a moment for one that has only just taken it."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) == 2:
            return f"{lines[0]}, since {lines[1]}"
        time.sleep(0.02)
    return "its name is not known"
