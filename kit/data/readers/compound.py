"""Compound files (OLE), the container of old Excel workbooks: a small file system in a file."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager

_LAST = 0xFFFFFFFA
_ENTRY = 128
_STREAM = 2


def stream_names(content: bytes) -> set[str]:
    """Names of the streams in a compound file.

    Raises
    ------
    ValueError
        If the file is damaged.
    """
    with _damage_as_value_error():
        return set(_Compound(content).entries)


def stream(content: bytes, name: str) -> bytes:
    """Content of one stream.

    Raises
    ------
    KeyError
        If it is not there.
    ValueError
        If the file is damaged.
    """
    with _damage_as_value_error():
        return _Compound(content).read(name)


@contextmanager
def _damage_as_value_error() -> Iterator[None]:
    try:
        yield
    except (struct.error, IndexError) as error:
        raise ValueError(f"the compound file is damaged ({error})") from error


class _Compound:
    """Sectors of a compound file, and the table that chains them."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << struct.unpack_from("<H", content, 30)[0]
        tables = list(struct.unpack_from("<109I", content, 76))
        sector, count = struct.unpack_from("<II", content, 68)
        for _ in range(min(count, len(content) // self.size)):
            more = self._numbers(self._sector(sector))
            tables += more[:-1]
            sector = more[-1]
        self.table = [
            number
            for table in tables
            if table < _LAST
            for number in self._numbers(self._sector(table))
        ]

        directory = self._chain(struct.unpack_from("<I", content, 48)[0])
        entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
        self.root = entries[0]
        self.entries = {_name(entry): entry for entry in entries if entry[66] == _STREAM}

    def read(self, name: str) -> bytes:
        """Content of a stream; short ones share the sectors of the root."""
        start, length = struct.unpack_from("<II", self.entries[name], 116)
        if length >= struct.unpack_from("<I", self.content, 56)[0]:
            return self._chain(start)[:length]
        return self._short(start)[:length]

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector < _LAST:
            parts.append(self._sector(sector))
            sector = self.table[sector]
            if len(parts) > len(self.table):
                raise IndexError("its sectors go round in a circle")
        return b"".join(parts)

    def _short(self, sector: int) -> bytes:
        size = 1 << struct.unpack_from("<H", self.content, 32)[0]
        table = self._numbers(self._chain(struct.unpack_from("<I", self.content, 60)[0]))
        shared = self._chain(struct.unpack_from("<I", self.root, 116)[0])
        parts: list[bytes] = []
        while sector < _LAST and len(parts) <= len(table):
            parts.append(shared[sector * size : (sector + 1) * size])
            sector = table[sector]
        return b"".join(parts)

    def _sector(self, number: int) -> bytes:
        return self.content[(number + 1) * self.size : (number + 2) * self.size]

    @staticmethod
    def _numbers(data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
