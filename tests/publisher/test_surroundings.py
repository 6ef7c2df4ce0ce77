"""What stands around a page: its state, its links, and no raw reason of a failure."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kit.data.manifest import Snapshot
from kit.language import Language
from kit.ledger import GoodPage, Outcome
from kit.params import Settings
from kit.publisher import Link
from kit.publisher.surroundings import (
    Standing,
    card_of,
    context_of,
    freshness,
    home_of,
    page_address,
    trail,
)
from kit.results import Finding, Headline, Notice, to_wire
from kit.runner import Choice, Task, plan
from kit.units import Unit
from tests.publisher.small_site import SmallSite

ENGLISH = Language("en")
DACH = Unit("EMEA", "DACH")


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite.of(tmp_path, units={"EMEA/DACH": {"language": "it", "languages": ["en"]}})


@pytest.fixture
def settings(site: SmallSite) -> Settings:
    return site.settings


@pytest.fixture
def snapshot(site: SmallSite) -> Snapshot:
    return site.load()


def tasks(settings: Settings, snapshot: Snapshot, **choice: Any) -> tuple[Task, ...]:
    return plan(settings, snapshot, Choice(**choice))


def good(task: Task, as_of: str = "2026-02-28", *results: Any) -> GoodPage:
    record = {
        "parameters": task.parameters,
        "freshness": {"opportunities": "2026-01-31"},
        "demo": True,
        "results": [to_wire(one) for one in results],
    }
    return GoodPage(task.page, task.key, "pages/x.ipynb", as_of, record)


def standing(task: Task, **how: Any) -> Standing:
    return Standing(**{"task": task, "good": None, "failure": None, "is_outdated": False, **how})


def failed(task: Task, state: Any = "failed") -> Outcome:
    return Outcome(task.page, task.key, state, reason="KeyError: /srv/secret")


def test_a_failure_is_graver_than_old_data(settings: Settings, snapshot: Snapshot) -> None:
    task = tasks(settings, snapshot, team="DACH")[0]
    assert standing(task, good=good(task)).state == "fresh"
    assert standing(task, good=good(task), is_outdated=True).state == "stale"
    both = standing(task, good=good(task), failure=failed(task), is_outdated=True)
    assert both.state == "failed"


def test_what_readers_see_is_dated_by_the_last_good_run(
    settings: Settings, snapshot: Snapshot
) -> None:
    task = tasks(settings, snapshot, team="DACH")[0]
    assert standing(task, good=good(task, "2026-01-31")).as_of == date(2026, 1, 31)
    assert standing(task, failure=failed(task)).as_of == date(2026, 2, 28)


def test_only_further_languages_stand_in_the_address(
    settings: Settings, snapshot: Snapshot
) -> None:
    found = [
        page_address(settings, standing(task))
        for task in tasks(settings, snapshot, team="DACH", notebooks=("sales",))
    ]
    assert found == ["emea/dach/sales.html", "emea/dach/sales.en.html"]


def test_the_context_of_a_fresh_page(settings: Settings, snapshot: Snapshot) -> None:
    unit = [standing(task, good=good(task)) for task in tasks(settings, snapshot, team="DACH")]
    english = next(
        one for one in unit if (one.task.page.notebook, one.task.page.language) == ("sales", "en")
    )
    context = context_of(settings, english, unit)
    assert (context.project, context.unit, context.currency) == ("Example", DACH, "EUR")
    assert (context.as_of, context.period_text) == (date(2026, 2, 28), "Dec 2025 – Feb 2026")
    assert [(page.name, page.title, page.file) for page in context.pages] == [
        ("overview", "Overview", "overview.en.html"),
        ("sales", "Sales", "sales.en.html"),
    ]
    assert context.pages[1].question == "What of sales?"
    assert context.languages == (Link("Italiano", "sales.html", "it", is_alike=True),)
    assert context.freshness == (("Opportunities", "2026-02-03"),)
    assert (context.stale_since, context.failure, context.demo) == (None, "", True)
    assert context.definitions == "../../glossary.html"
    assert context.home == "index.en.html"


def test_cards_are_linked_across_languages_only_while_both_lists_are_of_the_same_data(
    settings: Settings, snapshot: Snapshot
) -> None:
    italian, english = tasks(settings, snapshot, team="DACH", notebooks=("sales",))
    here = standing(italian, good=good(italian))
    for other, is_alike in (
        (standing(english, good=good(english)), True),
        (standing(english, good=good(english), is_outdated=True), False),
        (standing(english, failure=failed(english)), False),
    ):
        (link,) = context_of(settings, here, [here, other]).languages
        assert (link.language, link.is_alike) == ("en", is_alike)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("failed", "The notebook stopped with an error."),
        ("timeout", "The notebook took too long and was stopped."),
        ("killed", "The notebook's process was ended from outside."),
        ("interrupted", "The run was interrupted."),
    ],
)
def test_a_failure_is_said_by_its_kind_and_never_by_its_reason(
    settings: Settings, snapshot: Snapshot, state: str, said: str
) -> None:
    task = tasks(settings, snapshot, team="Iberia")[0]
    broken = standing(task, good=good(task, "2026-01-31"), failure=failed(task, state))
    context = context_of(settings, broken, [broken])
    assert (context.failure, context.stale_since) == (said, date(2026, 1, 31))
    card = card_of(settings, [broken], "en")
    assert (card.state, card.since, card.reason) == ("failed", date(2026, 1, 31), said)


def test_links_lead_up_and_never_to_siblings(settings: Settings) -> None:
    assert trail(settings, "company/sales.html", Unit(), ENGLISH) == (
        Link("All units", "../index.html"),
    )
    up = trail(settings, "emea/dach/sales.html", DACH, ENGLISH)
    assert [(link.text, link.href) for link in up] == [
        ("All units", "../../index.html"),
        ("EMEA", "../index.html"),
    ]
    alone = settings.model_copy(update={"index": False})
    assert "../../index.html" not in [
        link.href for link in trail(alone, "emea/dach/sales.html", DACH, ENGLISH)
    ]


def test_a_region_without_pages_is_not_linked() -> None:
    up = trail(Settings(folder=Path()), "emea/dach/sales.html", DACH, ENGLISH, has_above=False)
    assert [link.href for link in up] == ["../../index.html"]


def test_a_unit_has_a_home_in_each_of_its_languages(settings: Settings, snapshot: Snapshot) -> None:
    unit = [standing(task, good=good(task)) for task in tasks(settings, snapshot, team="DACH")]
    here, context, card = home_of(settings, unit, "it")
    assert (here, context.notebook, context.language) == ("emea/dach/index.html", "index", "it")
    assert (context.languages, card.href) == ((Link("English", "index.en.html", "en"),), here)
    assert [page.file for page in context.pages] == ["overview.html", "sales.html"]
    assert context.definitions == "../../glossary.it.html"
    there, context, card = home_of(settings, unit, "en")
    assert (there, context.language, card.href) == ("emea/dach/index.en.html", "en", there)
    assert context.languages == (Link("Italiano", "index.html", "it"),)
    assert [page.file for page in context.pages] == ["overview.en.html", "sales.en.html"]


def test_a_home_in_a_language_in_which_nothing_ran_says_what_the_other_pages_do(
    settings: Settings, snapshot: Snapshot
) -> None:
    (task,) = tasks(settings, snapshot, team="DACH", notebooks=("sales",), languages=("it",))
    there, context, _ = home_of(settings, [standing(task, good=good(task))], "en")
    assert (there, context.language) == ("emea/dach/index.en.html", "it")
    assert [page.file for page in context.pages] == ["sales.html"]


def test_the_unit_above_is_reached_in_the_same_language_where_it_has_it(
    settings: Settings,
) -> None:
    english, italian = (
        trail(settings, f"emea/dach/sales{end}.html", DACH, Language(code))[-1].href
        for code, end in (("en", ".en"), ("it", ""))
    )
    assert (english, italian) == ("../index.html", "../index.html")
    both = settings.model_copy(update={"languages": ("en", "it")})
    assert trail(both, "emea/dach/sales.html", DACH, Language("it"))[-1].href == "../index.it.html"


def test_a_card_shows_the_first_page_that_has_results(
    settings: Settings, snapshot: Snapshot
) -> None:
    first, second = tasks(settings, snapshot, team="Iberia")
    head = Headline("bookings", "Bookings", 1.0, "€1")
    finding = Finding("r", "Late.")
    unit = [
        standing(first, failure=failed(first)),
        standing(second, good=good(second, "2026-02-28", head, finding, Notice("No quotes."))),
    ]
    card = card_of(settings, unit, "en")
    assert (card.name, card.state) == ("Iberia", "failed")
    assert (card.headlines, card.findings) == ((head,), (finding,))
    assert card.as_of == date(2026, 2, 28)


def test_the_index_says_a_unit_in_its_own_words_where_the_page_put_them_down(
    settings: Settings, snapshot: Snapshot
) -> None:
    (task,) = tasks(settings, snapshot, team="DACH", notebooks=("sales",), languages=("it",))
    own, said = Finding("r", "In ritardo."), Finding("r", "Late.")
    page = good(task, "2026-02-28", own)
    page.record["settings"] = {"index_language": "en"}
    page.record["on_index"] = [to_wire(said)]
    unit = [standing(task, good=page)]
    assert card_of(settings, unit, "en").findings == (said,)
    assert card_of(settings, unit, "it").findings == (own,)
    assert card_of(settings, unit, "en").language == "en"
    page.record["on_index"] = []
    assert card_of(settings, unit, "en").findings == (own,)


def test_the_company_takes_the_projects_name(settings: Settings, snapshot: Snapshot) -> None:
    task = tasks(settings, snapshot)[0]
    card = card_of(settings, [standing(task, good=good(task))], "en")
    assert (card.unit, card.name, card.href) == (Unit(), "Example", "company/index.html")


def test_only_tables_with_events_are_said_to_be_fresh() -> None:
    found = freshness({"leads": "2026-02-01", "opportunities": "2026-02-03", "fx": "x"}, ENGLISH)
    assert found == (("Opportunities", "2026-02-03"), ("Leads", "2026-02-01"))
