from __future__ import annotations

from pathlib import Path

import pytest

from kit.data.readers.sources_unchanged import changed_sources, source_digests
from kit.params import Source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("leads-1.csv", "leads-2.csv", "owners.csv"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


SOURCES = {
    "leads": Source(file="leads-*.csv"),
    "owners": Source(file="owners.csv"),
    "quotes": Source(file="nowhere.csv"),
    "orders": Source(database="CRM_URL", query="select 1"),
}


def said(folder: Path, before: dict[tuple[str, Path], str]) -> list[tuple[str, str, str]]:
    faults = changed_sources(before, source_digests(SOURCES, folder))
    assert {fault.severity for fault in faults} <= {"error"}
    return [(fault.table, fault.file, fault.message.split()[2]) for fault in faults]


def test_files_that_stand_still_are_no_fault(folder: Path) -> None:
    before = source_digests(SOURCES, folder)
    assert [(table, path.name) for table, path in before] == [
        ("leads", "leads-1.csv"),
        ("leads", "leads-2.csv"),
        ("owners", "owners.csv"),
    ]
    (folder / "owners.csv").touch()
    assert said(folder, before) == []


def test_a_file_that_was_replaced_added_or_removed_is_named_with_its_table(folder: Path) -> None:
    before = source_digests(SOURCES, folder)
    (folder / "owners.csv").write_text("OWNERS.csv", encoding="utf-8")
    (folder / "leads-1.csv").unlink()
    (folder / "leads-3.csv").write_text("more", encoding="utf-8")
    assert said(folder, before) == [
        ("leads", "leads-1.csv", "went"),
        ("leads", "leads-3.csv", "appeared"),
        ("owners", "owners.csv", "changed"),
    ]


def test_a_file_that_two_tables_share_is_said_of_both(folder: Path) -> None:
    both = {name: Source(file="owners.csv") for name in ("owners", "products")}
    before = source_digests(both, folder)
    (folder / "owners.csv").write_text("new", encoding="utf-8")
    faults = changed_sources(before, source_digests(both, folder))
    assert [fault.table for fault in faults] == ["owners", "products"]
