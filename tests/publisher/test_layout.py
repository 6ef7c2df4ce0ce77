from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kit.language import Language
from kit.publisher import results
from kit.publisher.layout import Card, Content, arrange
from kit.results import MIME, Figure, Finding, Headline, Notice, Table

Build = Callable[..., dict[str, Any]]
HEADLINE = Headline("bookings", "Bookings", 5.0, "5")
FINDING = Finding("rule", "Something stands out.")


def content(notebook: dict[str, Any]) -> Content:
    return arrange(notebook["cells"], Language("en"))


def titles(found: Content) -> list[str]:
    return [str(section.title) for section in found.sections]


def test_the_first_heading_is_the_title_and_the_words_under_it_are_the_lead(
    executed: Build,
) -> None:
    found = content(executed("# Sales\n\nWill we make the number?", HEADLINE))
    assert found.title == "Sales"
    assert found.lead == ("<p>Will we make the number?</p>",)


def test_the_first_headlines_and_all_findings_move_up(executed: Build, chart: Figure) -> None:
    later = Headline("win_rate", "Win rate", None, "–")
    found = content(executed("# T", HEADLINE, "## Rates", chart, later, "## Rules", FINDING))
    assert found.headlines == (HEADLINE,)
    assert found.findings == (FINDING,)
    assert titles(found) == ["Rates"]
    assert found.sections[0].only(Headline) == (later,)


def test_the_gravest_findings_come_first(executed: Build) -> None:
    watch, act = Finding("w", "Watch it.", "watch"), Finding("a", "Act.", "act")
    assert content(executed("# T", FINDING, watch, act)).findings == (act, watch, FINDING)


def test_a_missing_table_is_named_once_in_each_section(executed: Build) -> None:
    first, second = (Notice(f"{kpi} needs it.", "missing", "Declare it.") for kpi in ("A", "B"))
    found = content(executed("# T", "## One", first, second, "## Two", second))
    assert [one.only(Notice) for one in found.sections] == [(first,), (second,)]


def test_words_about_headlines_and_findings_go_with_them(executed: Build) -> None:
    found = content(
        executed("# T", "## Figures\n\nOn the figures.", HEADLINE, "## Rules\n\nOn them.", FINDING)
    )
    assert found.about_headlines == ("<p>On the figures.</p>",)
    assert found.about_findings == ("<p>On them.</p>",)
    assert found.sections == ()


def test_words_after_a_chart_belong_to_it_up_to_the_next_heading(
    executed: Build, chart: Figure
) -> None:
    found = content(
        executed("# T", "## A\n\nBefore.", chart, "How to read it.", chart, "## B\n\nNo.")
    )
    before, first, second = found.sections[0].items
    assert before == "<p>Before.</p>"
    assert first == Card(chart, ("<p>How to read it.</p>",))
    assert second == Card(chart)
    assert titles(found) == ["A", "B"]


def test_charts_in_a_row_share_a_grid(executed: Build, chart: Figure, owners: Table) -> None:
    found = content(executed("## A", chart, chart, Notice("Mind."), owners))
    groups = [(kind, len(items)) for kind, items in found.sections[0].groups]
    assert groups == [("card", 2), ("notice", 1), ("card", 1)]


def test_a_heading_with_nothing_under_it_is_gone(executed: Build) -> None:
    found = content(executed("# T", "## Rules that stayed silent", "## Kept\n\nWords."))
    assert titles(found) == ["Kept"]


def test_only_results_of_the_kit_are_read(executed: Build) -> None:
    notebook = executed("# T", HEADLINE)
    outputs = notebook["cells"][-1]["outputs"]
    outputs.append({"output_type": "stream", "name": "stdout", "text": "printed"})
    outputs.append({"output_type": "display_data", "data": {"text/html": "<b>x</b>"}})
    outputs.append({"output_type": "error", "ename": "E", "evalue": "x", "traceback": []})
    assert list(results(notebook["cells"])) == [HEADLINE]


def test_a_result_of_another_version_is_refused(executed: Build) -> None:
    notebook = executed(HEADLINE)
    notebook["cells"][-1]["outputs"][0]["data"][MIME]["result"] = "hologram"
    with pytest.raises(ValueError, match="hologram"):
        content(notebook)


def test_a_wide_chart_takes_the_whole_width(chart: Figure) -> None:
    assert not Card(chart).is_wide
    assert Card(Figure("", chart.svg, "", 800, 300)).is_wide


def test_a_finding_that_only_informs_stays_with_the_tables_it_is_about(
    executed: Build, owners: Table
) -> None:
    watch = Finding("w", "Watch it.", "watch")
    found = content(executed("# T", "## Data quality", FINDING, watch, owners))
    assert found.findings == (watch,)
    assert found.sections[0].only(Finding) == (FINDING,)


def test_words_on_how_to_read_what_is_missing_are_not_said(executed: Build, chart: Figure) -> None:
    missing = Notice("It needs it.", "missing", "Declare it.")
    reading = "Longer bars are longer."
    alone = content(executed("# T", "## One\n\nWhat it is.", missing, reading)).sections[0]
    assert alone.items == ("<p>What it is.</p>", missing)
    (beside,) = content(executed("# T", "## One", chart, missing, reading)).sections
    assert beside.items[-1] == f"<p>{reading}</p>"
