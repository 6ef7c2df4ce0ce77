"""Text from data in every field of every result: it is shown, and it is nothing but text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from kit.errors import RunError
from kit.publisher import Context, Link, PageLink, render_failure, render_page
from kit.results import Cell, Column, Figure, Finding, Headline, Notice, Result, Table
from kit.units import Unit

Build = Callable[..., dict[str, Any]]
Seen = Callable[[str], Any]
HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "{{7*7}} {% raw %} {0} {unit}",
    "$x^2$ `code` *b*",
    "[x](javascript:alert(1)) ![x](http://example.com/a.png)",
    "\u202egnihtyreve\u202c \u2066x",
    "&lt;b&gt; &amp; ]]> <!-- -->",
)
OUTSIDE = re.compile(r"(?:[a-z]+:)?//|^(?:javascript|data|mailto|vbscript):", re.IGNORECASE)


def assert_inert(page: Any) -> None:
    assert len(page.all("script")) == 1
    assert len(page.all("style")) == 1
    assert not {"img", "iframe", "object", "embed", "link", "base", "form"} & {
        tag for tag, _ in page.elements
    }
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action", "xlink:href"):
            assert not OUTSIDE.search(attributes.get(name, ""))


def text_fields(cls: type) -> list[str]:
    fixed = {"tone", "severity", "kind", "align", "svg"}
    return [one.name for one in fields(cls) if one.type == "str" and one.name not in fixed]


def hostile_results(text: str, chart: Figure) -> list[Result]:
    """One result of each kind with `text` in every field that can hold text."""
    column = Column(text, note=text)
    table = replace(
        Table(text, (column, replace(column, align="number")), ((Cell(text, mark=text),) * 2,)),
        note=text,
    )
    return [
        Headline(**dict.fromkeys(text_fields(Headline), text), value=1.0),
        Finding(**dict.fromkeys(text_fields(Finding), text), evidence=((text, text),)),
        Notice(text, fix=text),
        replace(chart, title=text, alt=f"{text}!", data=table),
        table,
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_data_is_nothing_but_text(
    seen: Seen, text: str, executed: Build, chart: Figure, context: Context
) -> None:
    everywhere = replace(
        context,
        project=text,
        unit=Unit(text, text),
        period_text=text,
        freshness=((text, "2017-12-31"),),
        pages=(PageLink("sales", text, "sales.html"),),
        trail=(Link(text, "../index.html"),),
        failure=text,
        languages=(Link(text, "sales.ca.html"),),
    )
    page = seen(render_page(executed("# T", *hostile_results(text, chart)), everywhere))
    assert_inert(page)
    shown = " ".join(text.replace("`", "").split())
    assert page.text.replace("`", "").count(shown) > 25


def test_a_chart_that_is_more_than_a_drawing_is_not_published(
    executed: Build, chart: Figure, context: Context
) -> None:
    loaded = replace(chart, svg=chart.svg.replace("</svg>", "<script>1</script></svg>"))
    with pytest.raises(RunError, match="script"):
        render_page(executed(loaded), context)


def test_pages_hold_no_style_attribute_and_no_outside_address(
    seen: Seen, sample: dict[str, Any], context: Context
) -> None:
    assert_inert(seen(render_page(sample, context)))
    assert_inert(seen(render_failure(replace(context, failure="It took too long."))))
