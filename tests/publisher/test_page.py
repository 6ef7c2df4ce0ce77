from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kit.publisher import Context, render_failure, render_page
from kit.results import Figure, Headline, Notice, Table
from kit.units import Unit

Build = Callable[..., dict[str, Any]]
Seen = Callable[[str], Any]


@pytest.fixture
def page(seen: Seen, sample: dict[str, Any], context: Context) -> Any:
    return seen(render_page(sample, context))


def test_the_top_says_what_the_page_looks_at(page: Any) -> None:
    top = page.text.split("Key figures")[0]
    assert "Sales Are we winning what we should" in top
    assert "Period Q1 2016 – Q4 2017, by quarter As of 31 December 2017" in top
    assert "31 Dec 2017 opportunities, accounts; 30 Dec 2017 leads; 28 Nov 2017 cases" in top


def test_links_go_to_the_unit_its_parents_its_pages_and_the_definitions_only(page: Any) -> None:
    found = [attributes["href"] for attributes in page.all("a")]
    own_pages = [f"{name}.html" for name in ("overview", "leads", "activity", "pipeline")]
    assert found[:3] == ["#content", "../../index.html", "../index.html"]
    assert found[3:7] == own_pages
    assert found[-2:] == ["index.html", "../../glossary.html"]


def test_the_page_in_view_is_marked_in_the_navigation(page: Any) -> None:
    current = [one["href"] for one in page.all("a") if one.get("aria-current") == "page"]
    assert current == ["sales.html"]


def test_headlines_and_findings_stand_before_the_evidence(page: Any) -> None:
    order = ["Key figures", "€1.13M", "What stands out", "Losses come late", "How many of the"]
    places = [page.text.index(words) for words in order]
    assert places == sorted(places)


def test_headings_form_an_outline_under_one_title(page: Any) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_change_says_in_words_whether_it_is_better(page: Any) -> None:
    assert "better +€118k" in page.text
    assert "worse +6 days" in page.text


def test_code_parameters_and_other_outputs_are_never_shown(
    sample: dict[str, Any], context: Context
) -> None:
    html = render_page(sample, context)
    for hidden in ("secret_code", "region: str", "lab view", "plain view", "report.show"):
        assert hidden not in html


def test_a_chart_has_caption_words_for_its_picture_and_its_points(page: Any) -> None:
    names = [one["aria-label"] for one in page.all("div") if one.get("role") == "img"]
    assert names[0] == "Win rate was 67% in December, the highest of the year."
    assert len(page.all("figure")) == len(page.all("figcaption")) == len(names) == 3
    assert page.text.count("The data behind this chart") == 3


def test_the_first_sentence_of_a_chart_is_its_heading(executed: Build, context: Context) -> None:
    chart = Figure("Win rate", "<svg/>", "Win rate: 67% in Q4.\nIt was 60% in Q3.", 400, 250)
    html = render_page(executed("## By quarter", chart), context)
    assert '<b dir="auto">Win rate: 67% in Q4.</b> <span dir="auto">It was' in html
    assert 'aria-label="Win rate: 67% in Q4. It was 60% in Q3."' in html
    assert "kicker" not in html.split("<figcaption>")[1]


def test_a_title_that_says_more_stands_above_it(executed: Build, context: Context) -> None:
    chart = Figure("Iberia", "<svg/>", "Win rate: 67% in Q4.", 400, 250)
    assert '<span class="kicker" dir="auto">Iberia</span>' in render_page(
        executed("## By quarter", chart), context
    )


def test_tables_have_headers_with_scope_and_numbers_to_the_right(
    seen: Seen, executed: Build, context: Context, owners: Table
) -> None:
    page = seen(render_page(executed(owners), context))
    scopes = [one["scope"] for one in page.all("th")]
    assert scopes.count("col") == 5
    assert scopes.count("row") == 9
    numbers = [one for one in page.all("td") if "n" in one.get("class", "").split()]
    assert len(numbers) == 18
    assert all("data-v" in one for one in numbers)


def test_a_thin_value_is_shaded_and_says_why(
    seen: Seen, executed: Build, context: Context, owners: Table
) -> None:
    page = seen(render_page(executed(owners), context))
    assert sum("marked" in one.get("class", "") for one in page.all("td")) == 2
    assert "† not enough records to be sure" in page.text
    assert "3 further rows are not shown." in page.text


def test_a_table_that_may_be_wide_scrolls_in_its_own_labelled_box(page: Any) -> None:
    boxes = [one for one in page.all("div") if one.get("class") == "scroll"]
    assert len(boxes) == len(page.all("table"))
    assert all(box["tabindex"] == "0" and box["aria-label"] for box in boxes)


def test_notices_in_a_row_share_one_box(executed: Build, context: Context, seen: Seen) -> None:
    lacking = (
        Notice("Coverage needs targets.", "missing", "Declare them."),
        Notice("It began in May.", "limit"),
        Notice("Mind that."),
    )
    page = seen(render_page(executed("## Open now", *lacking), context))
    (box,) = (one for one in page.all("aside") if "notice" in one["class"])
    assert box["class"] == "notice missing limit note"
    for one in lacking:
        assert one.text in page.text


def test_banners_say_what_state_the_page_is_in(
    seen: Seen, sample: dict[str, Any], context: Context
) -> None:
    troubled = replace(
        context, demo=True, stale_since=date(2017, 12, 3), failure="It took too long."
    )
    text = seen(render_page(sample, troubled)).text
    assert "Demonstration data." in text
    assert "could not be renewed since 3 December 2017" in text
    assert "The last run of this page failed: It took too long." in text
    calm = seen(render_page(sample, context)).text
    assert "Demonstration" not in calm
    assert "renewed" not in calm


def test_a_page_that_never_ran_well_says_so_and_keeps_its_surroundings(
    seen: Seen, context: Context
) -> None:
    page = seen(render_failure(replace(context, failure="It took too long.")))
    assert "This page could not be made." in page.text
    assert "It took too long." in page.text
    assert "31 December 2017" in page.text


def test_a_notebook_without_heading_takes_its_title_from_the_navigation(
    executed: Build, context: Context
) -> None:
    assert "<title>Sales – Iberia – Example Ltd</title>" in render_page(executed(), context)


def test_the_company_is_called_by_the_projects_name(executed: Build, context: Context) -> None:
    html = render_page(executed(), replace(context, unit=Unit()))
    assert "<title>Sales – Example Ltd – Example Ltd</title>" not in html
    assert "<title>Sales – Example Ltd</title>" in html
    assert 'href="../glossary.html"' in html


def test_pages_are_light_before_figures(
    executed: Build, sample: dict[str, Any], context: Context
) -> None:
    assert len(render_page(executed("# Empty"), context).encode()) < 30_000
    assert len(render_page(sample, context).encode()) < 150_000


RENDER = """
import json, sys
from datetime import date
from kit.files import digest
from kit.publisher import Context, render_page
from kit.units import Unit
context = Context("P", Unit("EMEA"), "sales", "en", "EUR", date(2017, 12, 31), "Q4")
print(digest(render_page(json.load(open(sys.argv[1])), context)))
"""


def test_the_same_notebook_gives_the_same_bytes_anywhere(
    sample: dict[str, Any], tmp_path: Path
) -> None:
    notebook = tmp_path / "executed.ipynb"
    notebook.write_text(json.dumps(sample))
    root = str(Path(__file__).parents[2])
    found = []
    for number, zone in enumerate(("UTC", "Pacific/Auckland")):
        folder = tmp_path / str(number)
        folder.mkdir()
        surroundings = {"TZ": zone, "PYTHONHASHSEED": str(number), "HOME": str(folder)}
        ended = subprocess.run(
            [sys.executable, "-c", RENDER, str(notebook)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": root, **surroundings},
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(ended.stdout)
    assert found[0] == found[1]


@pytest.mark.parametrize(("count", "across"), [(6, 3), (7, 4), (10, 5), (12, 4)])
def test_no_key_figure_stands_alone_in_a_last_row(
    executed: Build, context: Context, count: int, across: int
) -> None:
    figures = [Headline("bookings", f"Figure {n}", 5.0, "5") for n in range(count)]
    html = render_page(executed("# T", *figures), context)
    assert f'<ul class="tiles by-{across}">' in html


def test_few_key_figures_share_their_row_as_they_fit(executed: Build, context: Context) -> None:
    figures = [Headline("bookings", f"Figure {n}", 5.0, "5") for n in range(5)]
    assert '<ul class="tiles">' in render_page(executed("# T", *figures), context)
