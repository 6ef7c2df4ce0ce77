"""Packed files: unpacked in memory, within limits that no honest export reaches."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from kit.data.quality import refusal
from kit.errors import DataError

LARGEST = 4 * 2**30
"""Most bytes that one file may hold when unpacked."""

STEEPEST = 250
"""Most times that packing may have made a large file smaller."""

_HARMLESS = 16 * 2**20
_PIECE = 2**20
_DAMAGE = (
    OSError,
    EOFError,
    NotImplementedError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    pa.ArrowInvalid,
)
_OPENERS: dict[str, Callable[[Path], Any]] = {
    ".gz": gzip.GzipFile,
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
    ".zst": lambda path: pa.CompressedInputStream(pa.OSFile(str(path)), "zstd"),
}

PACKINGS = (*_OPENERS, ".zip")
"""Endings of packed files."""


def packing_of(path: Path) -> str:
    """How a file is packed, by its name; empty where it is not.

    >>> packing_of(Path("exports/a.csv.GZ")), packing_of(Path("a.xlsx"))
    ('.gz', '')
    """
    ending = path.suffix.lower()
    return ending if ending in PACKINGS else ""


def ending_of(path: Path) -> str:
    """Ending that tells the format, below that of the packing.

    Of a zip archive that does not say it, the name of what is inside does.

    >>> ending_of(Path("exports/a.csv.gz")), ending_of(Path("b.XLSX"))
    ('.csv', '.xlsx')
    """
    if not packing_of(path):
        return path.suffix.lower()
    inner = Path(path.stem).suffix.lower()
    if inner or packing_of(path) != ".zip":
        return inner
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive)
    except _DAMAGE:
        return ""
    return Path(members[0].filename).suffix.lower() if len(members) == 1 else ""


def unpacked(path: Path, file: str) -> bytes:
    """Content of a file, unpacked where its name says that it is packed.

    Parameters
    ----------
    path
        The file; a zip archive must hold exactly one.
    file
        How messages name it.

    Raises
    ------
    DataError
        If it is damaged, encrypted, holds several files, or unpacks to more than `LARGEST` or
        more than `STEEPEST` times its size.
    """
    packing = packing_of(path)
    if not packing:
        return path.read_bytes()
    try:
        if packing == ".zip":
            return _from_zip(path, file)
        with _OPENERS[packing](path) as handle:
            return _read(handle, path, file)
    except _DAMAGE as error:
        raise refusal(
            f"the packed file is damaged ({error}).", file, fix="Fetch or export it again."
        ) from error


def check_archive(archive: zipfile.ZipFile, size: int, file: str, largest: int = LARGEST) -> None:
    """Refuse an archive of `size` bytes by what its list of contents says, before unpacking it.

    Raises
    ------
    DataError
        If it would unpack to more than `largest` bytes, or is packed more tightly than any table.
    """
    total = sum(member.file_size for member in archive.infolist())
    if total > largest:
        raise _too_large(file, largest)
    if total > _HARMLESS and total > STEEPEST * size:
        raise _too_steep(file, total // size)


def _from_zip(path: Path, file: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        check_archive(archive, path.stat().st_size, file)
        members = _members(archive)
        if len(members) != 1:
            listed = ", ".join(f"`{member.filename}`" for member in members[:10]) or "none"
            raise refusal(
                f"the archive must hold exactly one file; it holds {len(members)}: {listed}.",
                file,
                fix="Unpack it, and name the file that is meant.",
            )
        if members[0].flag_bits & 1:
            raise refusal(
                "the archive is encrypted.", file, fix="Unpack it with its password first."
            )
        with archive.open(members[0]) as handle:
            return _read(handle, path, file)


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files inside, without the notes that macOS adds."""
    return [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]


def _read(handle: IO[bytes], path: Path, file: str) -> bytes:
    """Unpack piece by piece, so that a bomb is seen before it fills the memory."""
    steepest = max(_HARMLESS, STEEPEST * path.stat().st_size)
    content = io.BytesIO()
    while piece := handle.read(_PIECE):
        content.write(piece)
        if content.tell() > LARGEST:
            raise _too_large(file, LARGEST)
        if content.tell() > steepest:
            raise _too_steep(file, STEEPEST)
    return content.getvalue()


def _too_large(file: str, largest: int) -> DataError:
    return refusal(f"the packed file is too large: more than {largest / 2**30:g} GiB.", file)


def _too_steep(file: str, ratio: int) -> DataError:
    return refusal(
        f"the packed file is not a valid export: it unpacks to {ratio} times its size or more, "
        f"a ratio that no table has (the most is {STEEPEST}).",
        file,
        fix="Fetch or export it again.",
    )
