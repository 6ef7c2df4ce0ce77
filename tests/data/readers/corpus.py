"""The corpus of bad input: its lines, how it is to be read, and what a verdict is."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from kit.data.readers import ReadTable, read_table
from kit.errors import Fault
from kit.params import Settings, Source
from kit.schemas import BY_NAME
from tests.conftest import SHARED

FOLDER = SHARED / "corpus"
COLUMNS = {"opportunity_id": "id", "account_id": "account"}
_WORST_FIRST = {"error": "reject", "quarantined": "quarantine", "coerced": "coerce"}


@dataclass(frozen=True)
class Line:
    """One line of the manifest."""

    name: str
    file: str
    group: str
    verdict: str
    words: tuple[tuple[str, ...], ...]
    kept: int | None
    set_aside: int | None
    nord: str

    @classmethod
    def of(cls, row: dict[str, str]) -> Line:
        """Every group of words must be met by one of its alternatives."""
        groups = [part for part in row["must_mention"].split(";") if part]
        return cls(
            row["id"],
            row["file"],
            row["group"],
            row["verdict"],
            tuple(tuple(word.strip().casefold() for word in one.split("|")) for one in groups),
            int(row["ok_rows"]) if row["ok_rows"] else None,
            int(row["q_rows"]) if row["q_rows"] else None,
            row["nord_sum"],
        )

    def unsaid(self, text: str) -> list[str]:
        """The words that are lacking in what was said."""
        said = text.casefold()
        return ["|".join(one) for one in self.words if not any(word in said for word in one)]


def manifest() -> list[Line]:
    """All lines; none where the corpus is not there."""
    path = FOLDER / "manifest.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return [Line.of(row) for row in csv.DictReader(handle)]


def line_of(name: str) -> Line:
    """The line of the manifest with this id."""
    return next(line for line in manifest() if line.name == name)


def read_line(line: Line, **declared: object) -> ReadTable:
    """Read a file as the corpus says; `declared` completes the source."""
    source = Source.model_validate({"file": f"files/{line.file}", "columns": COLUMNS, **declared})
    settings = Settings(
        folder=FOLDER,
        sources={"opportunities": source},
        timezone="Europe/Rome",
        quarantine_limit=0.5,
    )
    return read_table(BY_NAME["opportunities"], source, FOLDER, settings)


def verdict_of(faults: tuple[Fault, ...]) -> str:
    """What the gravest of the faults comes to."""
    severities = {fault.severity for fault in faults}
    return next((word for one, word in _WORST_FIRST.items() if one in severities), "accept")
