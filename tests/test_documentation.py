"""Documents that are written from the code say what the code says now."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit import catalogue
from kit.documentation import KIT, PAGES, README, reduced, room_imports, with_kpis
from kit.errors import ParamError
from kit.rooms import ROOMS

MARKED = "before\n<!-- kpis: begin (any words) -->\nOUTDATED\n<!-- kpis: end -->\nafter\n"


def test_the_readme_lists_the_kpis_of_the_catalogue() -> None:
    readme = README.read_text(encoding="utf-8")
    assert readme == with_kpis(readme), "The README's KPI table has drifted: run `make docs`."


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_written_from_the_code_says_what_the_code_says_now(name: str) -> None:
    written = (KIT.parent / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), f"docs/{name} has drifted: run `make docs`."


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    text = with_kpis(MARKED)
    assert text.startswith("before\n<!-- kpis: begin (any words) -->\n| KPI |")
    assert text.endswith(" |\n<!-- kpis: end -->\nafter\n")
    assert "OUTDATED" not in text
    assert with_kpis(text) == text


@pytest.mark.parametrize("text", ["", "<!-- kpis: end -->", MARKED * 2])
def test_a_readme_without_its_marks_is_refused(text: str) -> None:
    with pytest.raises(ParamError, match="kpis: begin"):
        with_kpis(text)


def test_every_row_of_the_table_has_as_many_cells_as_the_heading() -> None:
    rows = catalogue.markdown_table().splitlines()
    assert len(rows) == 2 + len(catalogue.KPIS) + len(catalogue.LISTINGS)
    assert {row.count("|") for row in rows} == {6}


def test_imports_are_found_in_files_and_in_folders_in_all_their_forms(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "store.py").write_text("from kit.files import digest\nimport os\n")
    (tmp_path / "load.py").write_text("import kit.data.store\nfrom kit import errors, files\n")
    (tmp_path / "cli.py").write_text("def late():\n    from kit import load\n")
    found = {room: set(names) for room, names in room_imports(tmp_path).items() if names}
    assert found == {"data": {"files"}, "load": {"data", "errors", "files"}, "cli": {"load"}}


def test_what_follows_from_other_imports_is_not_drawn() -> None:
    imports = {
        "d": frozenset({"c", "b", "a"}),
        "c": frozenset({"b"}),
        "b": frozenset({"a"}),
        "a": frozenset[str](),
    }
    assert reduced(imports) == {
        "d": frozenset({"c"}),
        "c": frozenset({"b"}),
        "b": frozenset({"a"}),
        "a": frozenset(),
    }


def test_the_page_says_every_rooms_job_in_a_sentence() -> None:
    jobs = [line for line in PAGES["rooms.md"]().splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in jobs] == list(ROOMS)
    assert all(line.endswith((". |", "? |")) for line in jobs)
