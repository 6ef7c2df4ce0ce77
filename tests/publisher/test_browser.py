"""Pages in a real browser: what it blocks, what it shows, what it never asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kit.publisher import (
    Changes,
    Context,
    Earlier,
    History,
    SiteContext,
    UnitCard,
    render_archive,
    render_index,
    render_page,
)
from kit.results import Cell, Column, Finding, Headline, Table
from kit.units import Unit
from tests.browser import chromium, visited

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
Build = Callable[..., dict[str, Any]]
__all__ = ["chromium"]  # a fixture


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Callable[..., Any]:
    def opened(html: str, **how: Any) -> Any:
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        return visited(chromium, path.as_uri(), **how)

    return opened


def index(count: int) -> str:
    rate = Headline("win_rate", "Win rate", 0.5, "50%", spark=(0.4, 0.6, 0.5), tone="good")
    names = [f"Équipe {number}" for number in range(count)]
    units = tuple(
        UnitCard(Unit("EMEA", name), name, "x/index.html", date(2017, 12, 31), headlines=(rate,))
        for name in names
    )
    return render_index(SiteContext("Example", "en", date(2017, 12, 31), units))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 768, 1280])
def test_pages_fit_ask_for_nothing_and_raise_no_complaint(
    visit: Callable[..., Any],
    sample: dict[str, Any],
    context: Context,
    width: int,
    scheme: str,
) -> None:
    for html in (render_page(sample, replace(context, demo=True)), index(12)):
        with visit(html, width=width, scheme=scheme) as found:
            size = found.page.evaluate("document.documentElement.scrollWidth")
            assert size <= width
            assert found.complaints == []
            assert [url for url in found.requests if not url.startswith("file:")] == []
            assert len(found.requests) == 1


def test_an_injected_script_style_or_picture_is_blocked(
    visit: Callable[..., Any], sample: dict[str, Any], context: Context
) -> None:
    injected = (
        "<script>window.harmed = true</script><img src='http://127.0.0.1:9/x.png'>"
        "<p id='p' style='color: rgb(1, 2, 3)' onclick='window.harmed = true'>x</p></main>"
    )
    with visit(render_page(sample, context).replace("</main>", injected)) as found:
        found.page.click("#p")
        assert found.page.evaluate("window.harmed") is None
        assert found.page.evaluate("getComputedStyle(p).color") != "rgb(1, 2, 3)"
        assert len([text for text in found.complaints if "Content Security Policy" in text]) >= 3
        assert found.failures == ["csp"]


def test_the_page_says_how_old_its_data_are(
    visit: Callable[..., Any], sample: dict[str, Any], context: Context
) -> None:
    with visit(render_page(sample, context)) as found:
        assert found.page.inner_text(".age").endswith("years ago)")


def test_without_script_nothing_is_missing(
    visit: Callable[..., Any], sample: dict[str, Any], context: Context
) -> None:
    with visit(render_page(sample, context), java_script_enabled=False) as found:
        text = found.page.inner_text("body")
        for words in ("Sales", "63.2%", "Losses come late", "Anna Snelling", "31 December 2017"):
            assert words in text


def test_a_click_or_the_keyboard_sorts_a_table(
    visit: Callable[..., Any], executed: Build, context: Context, owners: Table
) -> None:
    with visit(render_page(executed(owners), context)) as found:
        page = found.page

        def column() -> list[str]:
            return page.eval_on_selector_all("td:nth-child(3)", "all => all.map(c => c.innerText)")

        largest_first = column()
        page.click("th:nth-child(3) button")
        assert column() == largest_first
        page.focus("th:nth-child(3) button")
        page.keyboard.press("Enter")
        assert column() == largest_first[::-1]
        assert page.get_attribute("th:nth-child(3)", "aria-sort") == "ascending"


def test_units_are_found_by_name_whatever_the_accent(visit: Callable[..., Any]) -> None:
    with visit(index(12)) as found:
        found.page.fill(".find input", "equipe 11")
        shown = found.page.locator("tbody tr:visible")
        assert shown.count() == 1
        assert "Équipe 11" in shown.inner_text()


def test_colours_follow_the_reader_and_paper_is_white(
    visit: Callable[..., Any], sample: dict[str, Any], context: Context
) -> None:
    ground = "getComputedStyle(document.documentElement).getPropertyValue('--paper')"
    html = render_page(sample, context)
    with visit(html) as light, visit(html, scheme="dark") as dark:
        assert light.page.evaluate(ground) != dark.page.evaluate(ground)
        dark.page.emulate_media(media="print")
        assert dark.page.evaluate(ground) == "#fefefe"
        assert not dark.page.is_visible("nav.pages")
        assert dark.page.is_visible("dl.facts")


def test_headings_that_sort_do_not_keep_paper_from_repeating_them(
    visit: Callable[..., Any], executed: Build, context: Context, owners: Table
) -> None:
    display = "getComputedStyle(document.querySelector('th button')).display"
    with visit(render_page(executed(owners), context)) as found:
        assert found.page.evaluate(display) != "contents"
        found.page.emulate_media(media="print")
        assert found.page.evaluate(display) == "contents"


def test_wide_tables_scroll_inside_their_own_box(
    visit: Callable[..., Any], sample: dict[str, Any], context: Context
) -> None:
    with visit(render_page(sample, context), width=375) as found:
        boxes = found.page.eval_on_selector_all(
            ".scroll", "all => all.map(b => [b.scrollWidth, b.clientWidth])"
        )
        assert any(inner > outer for inner, outer in boxes)


_SPILLS = """() => [...document.querySelectorAll("td, .severity")]
    .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"""


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "ca", "es", "it"])
def test_neither_a_cell_nor_a_severity_spills_over_what_stands_beside_it(
    visit: Callable[..., Any], executed: Build, context: Context, language: str, width: int
) -> None:
    said = Finding("rule", "Something stands out.", "info")
    too_few = Cell("– (muy pocos registros para mostrarlos)", None, "suppressed")
    columns = (Column("Owner"), Column("Won", "number"), Column("Cost", "number"))
    table = Table("By owner", columns, ((Cell("Ana"), too_few, too_few),))
    html = render_page(executed(said, table), replace(context, language=language))
    with visit(html, width=width) as found:
        assert found.page.evaluate(_SPILLS) == []


def test_the_heads_of_earlier_editions_stand_over_their_numbers(visit: Callable[..., Any]) -> None:
    day = date(2026, 1, 31)
    past = History(Changes(1, 2, 3), (Earlier("abc", day, Changes(1200, 0, 0)),))
    ends = """tag => [...document.querySelectorAll(tag + ".n")].slice(0, 3).map(e => {
        const cell = getComputedStyle(e);
        return e.getBoundingClientRect().right - parseFloat(cell.paddingRight);
    })"""
    with visit(render_archive(SiteContext("Example", "en", day, ()), past)) as found:
        heads, cells = (found.page.evaluate(ends, tag) for tag in ("th", "td"))
        assert heads == pytest.approx(cells, abs=1)


def test_the_state_of_a_unit_that_failed_is_seen_without_scrolling(
    visit: Callable[..., Any],
) -> None:
    day = date(2026, 6, 30)
    names = ("Bookings", "Attainment", "Ahead of the usual pace", "Win rate")
    heads = tuple(
        Headline(name, name, 0.4, "€1,131.4K", spark=(0.4, 0.6, 0.5), tone="good") for name in names
    )
    reason = "The notebook stopped with an error."
    unit = UnitCard(
        Unit("EMEA", "Iberia"), "Iberia", "x/index.html", day, "failed", day, reason, heads
    )
    with visit(render_index(SiteContext("Example", "en", day, (unit,)))) as found:
        box = ".scroll:has(> .units)"
        inner, outer = found.page.eval_on_selector(box, "b => [b.scrollWidth, b.clientWidth]")
        assert inner <= outer
