"""The catalogue as readers see it."""

from __future__ import annotations

from kit.catalogue import KPIS, LISTINGS, glossary, markdown_table


def test_the_glossary_holds_every_kpi_and_listing_once() -> None:
    names = [term.name for term in glossary()]
    assert names == [entry.name for entry in (*KPIS, *LISTINGS)]


def test_a_term_says_what_it_is_in_which_unit_and_from_where() -> None:
    term = next(term for term in glossary() if term.name == "win_rate_cohort")
    assert term.unit == "ratio"
    assert term.better == "higher"
    assert term.definition.startswith("Share of the opportunities created in the period")
    assert term.source == "opportunities (status, created_at, closed_at)"


def test_the_markdown_table_has_a_row_for_each_term_and_equal_columns() -> None:
    lines = markdown_table().splitlines()
    assert len(lines) == len(glossary()) + 2
    assert {line.count("|") for line in lines} == {6}
    first = KPIS[0]
    assert lines[2].startswith(
        f"| `{first.name}` | {first.label} | {first.unit} | {first.better} |"
    )
