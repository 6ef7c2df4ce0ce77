"""Cards become light pages of their own, beside the list in which they are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kit.publisher import Context, PageLink, render_page
from kit.publisher.bars import bars
from kit.publisher.cards import render_cards
from kit.results import Course
from tests.browser import chromium, visited
from tests.publisher.batches import BATCH, batch, card

__all__ = ["chromium"]  # a fixture
Build = Callable[..., dict[str, Any]]


@pytest.fixture
def listed(context: Context) -> Context:
    """The context of the list of cards."""
    pages = (PageLink("account", "Accounts", "index.html"), PageLink("sales", "S", "../sales.html"))
    return replace(context, notebook="account", pages=pages, home="../index.html")


def test_each_card_is_a_page_without_script_and_outside_address(
    executed: Build, listed: Context, seen: Callable[[str], Any]
) -> None:
    pages = render_cards(executed("# Accounts", BATCH), listed)
    assert list(pages) == ["acme-1.html", "hostile-2.html"]
    for html in pages.values():
        page = seen(html)
        assert "<script" not in html
        assert "http:" not in html
        assert "https:" not in html
        assert not any("style" in attributes for _, attributes in page.elements)
        (policy,) = [one["content"] for one in page.all("meta") if one.get("http-equiv")]
        assert "script-src" not in policy
        assert "default-src 'none'; style-src 'sha256-" in policy
    assert '<h1 dir="auto">&lt;script&gt;' in pages["hostile-2.html"]


def test_a_card_is_light(executed: Build, listed: Context) -> None:
    full = card("acme-1", "Acme" * 20)
    page = render_cards(executed("# Accounts", batch(full)), listed)["acme-1.html"]
    assert len(page.encode()) < 15_000


def test_a_card_says_its_facts_and_what_their_marks_mean(
    executed: Build, listed: Context, seen: Callable[[str], Any]
) -> None:
    page = seen(render_cards(executed("# Accounts", BATCH), listed)["acme-1.html"])
    assert "Industry Retail" in page.text
    assert "Open €75 1 opportunity" in page.text
    assert "March not enough records to be sure" in page.text
    assert "The most in May: €5." in page.text
    links = [link["href"] for link in page.all("a")]
    assert links[1:] == ["../../index.html", "../index.html", "../index.html", "index.html",
                         listed.glossary]  # fmt: skip


def test_the_list_links_every_card_and_can_be_searched(
    executed: Build, listed: Context, seen: Callable[[str], Any]
) -> None:
    html = render_page(executed("# Accounts\n\nWho?", BATCH), listed)
    page = seen(html)
    hrefs = [link["href"] for link in page.all("a")]
    assert {"acme-1.html", "hostile-2.html", "../sales.html", "../index.html"} <= set(hrefs)
    assert [table["data-find"] for table in page.all("table")] == ["Find by name"]
    assert [cell["data-v"] for cell in page.all("td") if "data-v" in cell] == ["75.0", "75.0"]
    assert "3 further accounts." in page.text


def test_bars_stand_on_nought_and_a_running_month_is_set_apart() -> None:
    drawn = bars(Course("Revenue", (4.0, 0.0, -4.0, 2.0), "", is_running=True))
    assert 'class="bar" d="M1.5 20.0v-20.0h7V20.0zM21.5 20.0v20.0h7V20.0z"' in drawn
    assert 'class="running" d="M31.5 20.0v-10.0h7V20.0z"' in drawn
    assert 'class="nought" d="M0 20.0H40"' in drawn


def test_nothing_bought_draws_the_line_alone() -> None:
    assert bars(Course("Revenue", (0.0, 0.0), "", is_running=True)).count("<path") == 1


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_name_is_found_whatever_its_accents(
    executed: Build, listed: Context, chromium: Any, tmp_path: Path
) -> None:
    names = ["Águila Óptica", *(f"Firm {number}" for number in range(12))]
    many = batch(*(card(f"k{number}", name) for number, name in enumerate(names)))
    path = tmp_path / "index.html"
    path.write_text(render_page(executed("# Accounts", many), listed), encoding="utf-8")
    with visited(chromium, path.as_uri()) as visit:
        visit.page.fill("input[type=search]", "aguila opt")
        shown = visit.page.locator("tbody tr:visible th").all_inner_texts()
    assert shown == ["Águila Óptica"]


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_card_fits_a_phone_and_nothing_on_it_is_blocked(
    executed: Build, listed: Context, chromium: Any, tmp_path: Path
) -> None:
    path = tmp_path / "card.html"
    pages = render_cards(executed("# Accounts", BATCH), listed)
    path.write_text(pages["hostile-2.html"], encoding="utf-8")
    fills = {}
    for scheme in ("light", "dark"):
        with visited(chromium, path.as_uri(), width=360, scheme=scheme) as visit:
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
            bar = "getComputedStyle(document.querySelector('.bar')).fill"
            fills[scheme] = visit.page.evaluate(bar)
            assert (visit.complaints, visit.failures) == ([], [])
    assert fills == {"light": "rgb(26, 64, 128)", "dark": "rgb(127, 176, 250)"}
