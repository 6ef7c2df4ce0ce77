"""Bytes of a text file → UTF-8: unpacked, decoded, and refused where they are no text.

The encoding is what the source declares, else UTF-8; only a byte order mark overrules that.
Nothing is guessed: latin-1 reads any bytes at all, and would turn names into other names.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path

from kit.data.quality import refusal
from kit.errors import Fault

LARGEST = 4 * 2**30

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path, file: str, encoding: str) -> tuple[bytes, list[Fault]]:
    """Content of a text file as UTF-8 without byte order mark.

    Parameters
    ----------
    path
        The file; ``.gz`` is unpacked.
    file
        How messages name it.
    encoding
        Declared by the source; empty for UTF-8.

    Raises
    ------
    DataError
        If the file is empty, is HTML, JSON or no text at all, or is not in the encoding.
    """
    data = _unpacked(path, file)
    if not data.strip():
        raise refusal("the file is empty.", file, fix="Export it again, with a heading line.")
    faults = []
    mark, marked = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    if marked == "utf-16":
        message = "the file is in utf-16 (Excel's “Unicode text”) and is read as such."
        faults = [Fault("coerced", message, file=file, fix="Export it as UTF-8 (CSV).")]
        data = _decoded(data, "utf-16", file).encode()
    elif marked or not encoding:
        while mark and data.startswith(mark):
            data = data[len(mark) :]
        _decoded(data, "utf-8", file)
    else:
        data = _decoded(data, encoding, file).encode()
    if b"\0" in data:
        raise _no_text(file)
    _refuse_markup(data, file)
    return (data if b"\n" in data else data.replace(b"\r", b"\n")), faults


def looks_like_markup(data: bytes) -> str:
    """``HTML`` or ``JSON`` where the content starts like it; else empty."""
    start = data[:512].removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return {b"<": "HTML", b"{": "JSON", b"[": "JSON"}.get(start, "")


def _unpacked(path: Path, file: str) -> bytes:
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    try:
        with gzip.open(path) as handle:
            data = handle.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise refusal(
            f"the packed file is damaged ({error}).", file, fix="Fetch or export it again."
        ) from error
    if len(data) > LARGEST:
        raise refusal(f"the packed file is too large: more than {LARGEST >> 30} GiB.", file)
    return data


def _decoded(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise _no_text(file) from error
        byte = data[error.start]
        raise refusal(
            f"byte 0x{byte:02x} is not valid in the encoding {encoding}.",
            file,
            line=data[: error.start].count(b"\n") + 1,
            fix="Export the file as UTF-8, or declare its `encoding:` (such as cp1252).",
        ) from error


def _no_text(file: str) -> Exception:
    return refusal(
        "the file is no text in any known encoding: it holds NUL bytes.",
        file,
        fix="Export the table as CSV in UTF-8.",
    )


def _refuse_markup(data: bytes, file: str) -> None:
    markup = looks_like_markup(data)
    if markup:
        raise refusal(
            f"the file is {markup}, not a table; a login or error page may have been saved.",
            file,
            fix="Download the export again and look into the file.",
        )
