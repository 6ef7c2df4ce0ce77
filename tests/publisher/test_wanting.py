from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kit.language import Language
from kit.publisher.layout import Content, arrange
from kit.publisher.phrases import Voice
from kit.publisher.wanting import gathered
from kit.results import Figure, Headline, Notice

Build = Callable[..., dict[str, Any]]
ORDERS = Notice("It needs `orders`.", "missing", "Declare `orders`.")
CONTRACTS = Notice("It needs `contracts`.", "missing", "Declare `contracts`.")


def content(notebook: dict[str, Any]) -> Content:
    return gathered(arrange(notebook["cells"], Language("en")), Voice("en"))


def titles(found: Content) -> list[str]:
    return [str(section.title) for section in found.sections]


def test_sections_that_lack_their_table_are_named_together_where_the_last_one_stood(
    executed: Build, chart: Figure
) -> None:
    lacking = ("## Season", ORDERS, "## Churn", CONTRACTS)
    first = ("## Revenue\n\nWhat was sold.", ORDERS, "## Rates", chart)
    found = content(executed("# T", *first, *lacking, "## Data quality", chart))
    assert titles(found) == ["Rates", "What more records would show", "Data quality"]
    assert found.sections[1].only(Notice) == (
        Notice("Revenue · Season", "missing", "Declare `orders`."),
        Notice("Churn", "missing", "Declare `contracts`."),
    )


def test_a_section_that_shows_something_keeps_its_notice(executed: Build, chart: Figure) -> None:
    cells = ("## Rates", chart, ORDERS, "## Season", ORDERS, "## Churn", CONTRACTS)
    found = content(executed("# T", *cells))
    assert titles(found) == ["Rates", "What more records would show"]
    assert found.sections[0].only(Notice) == (ORDERS,)


def test_a_single_one_and_a_limit_of_the_records_stay_where_they_are(executed: Build) -> None:
    limit = Notice("Too little is recorded.", "limit")
    found = content(executed("# T", "## Season", ORDERS, "## Churn", limit))
    assert titles(found) == ["Season", "Churn"]


def test_words_on_key_figures_stay_with_those_that_are_there(executed: Build) -> None:
    headline = Headline("bookings", "Bookings", 5.0, "5")
    found = content(executed("# T", "## At a glance\n\nThe newest period.", headline, ORDERS))
    assert found.about_headlines == ("<p>The newest period.</p>",)
    assert [section.items for section in found.sections] == [(ORDERS,)]
