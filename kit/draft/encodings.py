"""In which encoding a text file is written, with the bytes that tell."""

from __future__ import annotations

import re
from pathlib import Path

from charset_normalizer import from_bytes

from kit.data.readers.packing import unpacked

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TELLING = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_LOOKED_AT = 500
_WESTERN = "cp1252"
_ALPHABETS = ("cp1250", "cp1251", "cp1253", "cp1254", "cp437", "cp850", "shift_jis", "gb18030")


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
    data = unpacked(path, file)
    if data.startswith(_MARKS):
        return "", []
    wide = _wide(data[:4096])
    if wide:
        return wide, [f"every other byte is empty, as in {wide}"]
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        name = _narrow(data)
        line = data[: error.start].count(b"\n") + 1
        around = data[max(0, error.start - 12) : error.start + 12].decode(name, "replace")
        shown = " ".join(around.split())
        return name, [f"line {line} is no UTF-8; as {name} it reads “{shown}”: check its accents"]
    return "", []


def _wide(start: bytes) -> str:
    """UTF-16 without a byte order mark: in most texts one half of each character is empty."""
    half = len(start) // 2
    if half and start[1::2].count(0) > 0.8 * half and not start[::2].count(0):
        return "utf-16-le"
    if half and start[::2].count(0) > 0.8 * half and not start[1::2].count(0):
        return "utf-16-be"
    return ""


def _narrow(data: bytes) -> str:
    """The encoding with one byte a character in which the accents make words.

    Western Windows text is by far the most common; others have to be clearly likelier.
    """
    telling = b"\n".join(_TELLING.findall(data)[:_LOOKED_AT])
    best = from_bytes(telling, cp_isolation=[_WESTERN, *_ALPHABETS]).best()
    name = best.encoding if best else _WESTERN
    try:
        telling.decode(_WESTERN)
    except UnicodeDecodeError:
        return name if name != _WESTERN else "latin-1"
    return _WESTERN if _is_western(telling.decode(_WESTERN)) else name


def _is_western(text: str) -> bool:
    """Whether the signs beyond ASCII are mostly letters, between letters, of western languages."""
    signs = [sign for sign in text if ord(sign) > 127]
    letters = [
        sign
        for sign in signs
        if sign in "ÀÁÂÃÄÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿ·’“”–€ºª"
    ]
    mixed = re.findall(r"[À-ÿ]{3,}", text)
    return len(letters) > 0.9 * len(signs) and not mixed
