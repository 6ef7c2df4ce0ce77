"""The checks that there are: one file of SQL for each entry of the catalogue.

The last statement of a file is its answer: rows of ``measure``, ``period`` (left out where the
KPI says how things stand on ``as_of``), ``member``, the KPI's axes, ``value`` and, as far as it
has them, ``low``, ``high`` and ``n``; of a listing its key and columns. Comments that begin with a
word and a colon are read:

``-- by: source owner``
    Dimensions by which the check is made again; ``member`` holds theirs.
``-- unchecked: p_value``
    Measures that the check does not give; the line below it says why.
``-- key: lead_id``, ``-- some: true``
    Of a listing: the columns that name a row, and whether the kit may leave rows out.
``-- include: velocity_factors``
    Stands for the file of that name in `shared`, which several checks need.
``-- tolerance: 0.05``, ``-- within: 0.02``
    How far values may lie apart, relatively and absolutely; 1e-9 without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Check:
    """One file of SQL."""

    name: str
    script: str

    @property
    def by(self) -> tuple[str, ...]:
        """Dimensions of further runs."""
        return tuple(self._words("by"))

    @property
    def unchecked(self) -> tuple[str, ...]:
        """Measures that it leaves out."""
        return tuple(self._words("unchecked"))

    @property
    def tolerance(self) -> float:
        """Largest relative difference."""
        return float((self._words("tolerance") or ["1e-9"])[0])

    @property
    def key(self) -> tuple[str, ...]:
        """Of a listing: the columns that name a row."""
        return tuple(self._words("key"))

    @property
    def some(self) -> bool:
        """Of a listing: whether the kit may list only some of the rows."""
        return bool(self._words("some"))

    @property
    def within(self) -> float:
        """Largest absolute difference, where the relative one is exceeded."""
        return float((self._words("within") or ["1e-9"])[0])

    def _words(self, name: str) -> list[str]:
        return [
            word
            for line in re.findall(rf"^-- {name}: (.+)$", self.script, re.M)
            for word in line.split()
        ]


def checks(kind: str) -> dict[str, Check]:
    """The checks in the folder `kind`, by name."""
    found = (FOLDER / kind).glob("*.sql")
    return {one.stem: Check(one.stem, _whole(one)) for one in sorted(found)}


def _whole(file: Path) -> str:
    """Its text with what it includes."""

    def included(line: re.Match[str]) -> str:
        return (FOLDER / "shared" / f"{line[1]}.sql").read_text(encoding="utf-8")

    return re.sub(r"^-- include: (\w+)$", included, file.read_text(encoding="utf-8"), flags=re.M)
