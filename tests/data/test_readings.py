"""Tables are read when they are first asked for, and noted before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pandas import DataFrame

from kit.data.part import Part
from kit.data.readings import READINGS, Tables, noted, tables_noted
from kit.data.records import Records

PARTS = [
    Part("hazards", "EMEA", "Iberia", "d1", 1),
    Part("benchmarks", "", "", "d2", 1),
    Part("hazards", "EMEA", "DACH", "d3", 1),
]


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(READINGS, str(tmp_path / "notes"))
    return tmp_path / "notes"


def test_what_is_read_is_noted_by_table_each_once(notes: Path) -> None:
    assert tables_noted(notes) == []
    assert [part.digest for part in noted(PARTS)] == ["d2", "d3", "d1"]
    noted(PARTS[:1])
    assert tables_noted(notes) == ["benchmarks", "hazards"]
    assert notes.stat().st_mode & 0o077 == 0


def test_without_the_variable_nothing_is_noted(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(READINGS)
    noted(PARTS)
    assert not notes.exists()


def test_a_table_is_read_when_it_is_asked_for_and_once() -> None:
    asked: list[str] = []

    def read(parts: Iterable[Part]) -> dict[str, DataFrame]:
        asked.extend(part.digest for part in parts)
        return {"hazards": DataFrame({"owner": ["Ada Byron"], "rate": [1.0]})}

    tables = Tables(read, PARTS)
    assert (list(tables), len(tables), "hazards" in tables) == (["hazards", "benchmarks"], 2, True)
    records = Records.of(tables, owners_policy="initials")
    assert records.has("hazards")
    assert records.has("benchmarks")
    assert not records.has("effects")
    assert asked == []
    for _ in range(2):
        (shown,) = records.derived("hazards")["owner"]
        assert shown.startswith("A. B.")
    assert asked == ["d1", "d3"]


def test_a_part_without_rows_is_read_only_where_there_is_no_other() -> None:
    asked: list[str] = []

    def read(parts: Iterable[Part]) -> dict[str, DataFrame]:
        own = list(parts)
        asked.extend(part.digest for part in own)
        return {own[0].table: DataFrame()}

    bare = [Part("leads", "", "", "e1", 0), Part("leads", "EMEA", "DACH", "e2", 0)]
    tables = Tables(read, [Part("hazards", "", "", "e0", 0), *bare, *PARTS])
    for name in tables:
        assert tables[name].empty
    assert asked == ["d1", "d3", "e1", "d2"]
