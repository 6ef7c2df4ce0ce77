"""Which tables a kernel opens: noted before the first row is handed out.

A page that never opened a table cannot depend on it. Equal code with equal inputs opens the same
tables, so a later plan need only compare the tables that the page opened when it last ran. The
note is a line per table in the file that `KIT_READINGS` names; without the variable, as in
JupyterLab, nothing is noted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kit import files
from kit.data.part import Part

if TYPE_CHECKING:
    from pandas import DataFrame

READINGS = "KIT_READINGS"
"""Environment variable: the file that takes the notes."""


def noted(parts: Iterable[Part]) -> list[Part]:
    """`parts` in order, after their tables were noted as read by this process."""
    ordered = sorted(parts)
    if path := os.environ.get(READINGS):
        tables = dict.fromkeys(part.table for part in ordered)
        files.append(Path(path), "".join(f"{table}\n" for table in tables))
    return ordered


def tables_noted(path: Path) -> list[str]:
    """Names noted in `path`, sorted, each once; none where nothing was opened.

    >>> tables_noted(Path("nowhere"))
    []
    """
    if not path.is_file():
        return []
    return sorted(set(path.read_text(encoding="utf-8").split("\n")) - {""})


_SMALL = 50_000
"""Rows up to which a table is read as a whole."""


class Read(Protocol):
    """Reads parts, all columns of them or some, such as `kit.data.store.Store.read`."""

    def __call__(
        self, parts: Iterable[Part], columns: Sequence[str] | None = None
    ) -> Mapping[str, DataFrame]:
        """Frame by table."""


class Tables(Mapping[str, "DataFrame"]):
    """Tables by name, each read when it is first asked for.

    Parameters
    ----------
    read
        Reads parts.
    parts
        What the tables consist of.
    """

    def __init__(self, read: Read, parts: Iterable[Part]) -> None:
        self._read = read
        self._parts: dict[str, list[Part]] = {}
        for part in parts:
            self._parts.setdefault(part.table, []).append(part)
        self._opened: dict[str, DataFrame] = {}
        for table, own in self._parts.items():
            # One without rows says that there is the table: beside others it has nothing to add.
            self._parts[table] = [part for part in own if part.rows] or own[:1]

    def __getitem__(self, table: str) -> DataFrame:
        """The rows of `table`; a DataError if a part of it is missing or damaged."""
        if table not in self._opened:
            self._opened |= self._read(self._parts[table])
        return self._opened[table]

    def some(self, table: str, columns: Sequence[str]) -> DataFrame:
        """The rows of `table` with those of `columns` that there are, a table's key among them.

        Of a small table all is read, and kept: to read it twice would take longer.
        """
        if table in self._opened or self.count(table) <= _SMALL:
            return self[table].filter(list(columns))
        return self._read(self._parts[table], columns)[table]

    def count(self, table: str) -> int:
        """How many rows the parts of `table` have, one that several hold counted each time."""
        return sum(part.rows for part in self._parts[table])

    def __contains__(self, table: object) -> bool:
        """Whether there is such a table, without reading it."""
        return table in self._parts

    def __iter__(self) -> Iterator[str]:
        """Names of the tables, without reading any."""
        return iter(self._parts)

    def __len__(self) -> int:
        """How many tables there are."""
        return len(self._parts)
