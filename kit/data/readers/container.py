"""Bytes of a text file → UTF-8: decoded, and refused where they are no text.

The encoding is what the source declares, else UTF-8; only a byte order mark overrules that.
Nothing is guessed: latin-1 reads any bytes at all, and would turn names into other names.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import numpy as np
import pyarrow as pa

from kit.data.quality import refusal
from kit.data.readers.packing import unpacked
from kit.errors import Fault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LINE_END = re.compile(rb"\r\n?|\n")
_END_SHOWN = 40
_BINARY = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "packed by gzip"),
    (b"SQLite format 3", "a SQLite database"),
)


def read_text(path: Path, file: str, encoding: str) -> tuple[bytes, list[Fault]]:
    """Content of a text file as UTF-8 without byte order mark.

    Parameters
    ----------
    path
        The file, which may be packed.
    file
        How messages name it.
    encoding
        Declared by the source; empty for UTF-8.

    Returns
    -------
    bytes, list of Fault
        The second says what was read in another form, and whether the file may be cut off.

    Raises
    ------
    DataError
        If the file is empty, is HTML, JSON or no text at all, or is not in the encoding.
    """
    data = unpacked(path, file)
    _refuse_binary(data, file)
    faults = []
    mark, marked = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    if marked == "utf-16":
        message = "the file is in utf-16 (Excel's “Unicode text”) and is read as such."
        faults = [Fault("coerced", message, file=file, fix="Export it as UTF-8 (CSV).")]
        data = _decoded(data, "utf-16", file).encode()
    elif marked or not encoding:
        while mark and data.startswith(mark):
            data = data[len(mark) :]
        _check_utf8(data, file)
    else:
        data = _decoded(data, encoding, file).encode()
    if b"\0" in data:
        raise _no_text(file)
    # Only now: a byte order mark alone is nothing either.
    if not re.search(rb"\S", data):
        raise refusal("the file is empty.", file, fix="Export it again, with a heading line.")
    _refuse_markup(data, file)
    data = data if b"\n" in data else data.replace(b"\r", b"\n")
    return data, [*faults, *_cut_off(data, file)]


def looks_like_markup(data: bytes) -> str:
    """``HTML`` or ``JSON`` where the content starts like it; else empty."""
    start = data[:512].removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return {b"<": "HTML", b"{": "JSON", b"[": "JSON"}.get(start, "")


def _cut_off(data: bytes, file: str) -> list[Fault]:
    """Say that a file may have been cut within its last cell, which nothing else could tell."""
    last = data[max(data.rfind(b"\n"), data.rfind(b"\r")) + 1 :]
    if len(last) == len(data) or not last.strip():
        return []
    text = last.decode(errors="replace")
    shown = text if len(text) <= _END_SHOWN else f"…{text[-_END_SHOWN:]}"
    message = (
        f"the last line has no line end, as the others have; it ends in `{shown}`. If the file "
        "was cut while it was copied, that is not the whole of its last cell."
    )
    line = len(LINE_END.findall(data)) + 1
    fix = "Compare it with the source; export again if it was cut."
    return [Fault("warning", message, file=file, line=line, value=text[-80:], fix=fix)]


def _check_utf8(data: bytes, file: str) -> None:
    """Check the bytes where they lie; a decoded copy is only made to name the bad one."""
    ends = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
    whole = pa.Array.from_buffers(pa.large_string(), 1, [None, ends, pa.py_buffer(data)])
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        _decoded(data, "utf-8", file)


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


def _refuse_binary(data: bytes, file: str) -> None:
    inside = next((name for mark, name in _BINARY if data.startswith(mark)), "")
    if inside:
        raise refusal(
            f"the file is no text in any encoding; inside it is {inside}.",
            file,
            fix="Give the file the ending of its format, or export the table as CSV.",
        )


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
