"""In which encoding a text file is written, with the bytes that tell."""

from __future__ import annotations

from pathlib import Path

from charset_normalizer import from_bytes

from kit.data.readers.packing import unpacked

_LOOKED_AT = 4 * 2**20
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def encoding_of(path: Path, file: str) -> tuple[str, list[str]]:
    """Guess the encoding of a text file.

    Returns
    -------
    str, list of str
        Name of the encoding, empty for UTF-8 and wherever a byte order mark says it; and the
        evidence.

    Raises
    ------
    DataError
        If a packed file is damaged.
    """
    data = unpacked(path, file)[:_LOOKED_AT]
    if data.startswith(_MARKS):
        return "", []
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:  # cut in the middle of a character
            return "", []
        best = from_bytes(data).best()
        name = best.encoding if best else "cp1252"
        line = data[: error.start].count(b"\n") + 1
        seen = data[max(0, error.start - 12) : error.start + 12].decode(name, "replace")
        shown = " ".join(seen.split())
        return name, [f"line {line} is no UTF-8; as {name} it reads “{shown}”"]
    return "", []
