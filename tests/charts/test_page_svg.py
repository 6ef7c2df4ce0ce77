from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from kit import charts, palette

_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def ax(tidy: Any) -> Any:
    marks = ["", "", "", "partial"]
    return charts.trend(tidy([0.4, 0.45, 0.5, 0.6], half=0.05, marks=marks), target=0.5)


def test_nothing_is_left_that_a_strict_policy_forbids(ax: Any) -> None:
    svg = charts.page_svg(ax.figure, "k1")
    assert svg.startswith("<svg")
    for forbidden in ("style", "<?xml", "<!DOCTYPE", "metadata", "xlink", "http://www.w3.org/1999"):
        assert forbidden not in svg
    assert re.findall(r"url\((?!#k1-)", svg) == []


def test_every_colour_is_a_theme_colour(ax: Any, parsed: Any) -> None:
    root = parsed(ax)
    used = {element.get(name) for element in root.iter() for name in ("fill", "stroke")}
    allowed = {f"var(--{name})" for name in palette.BY_NAME}
    assert used - {None, "none"} <= allowed
    assert not re.search(r"#[0-9a-f]{6}\b", ElementTree.tostring(root, encoding="unicode"))


@pytest.mark.parametrize("colour", ["#ff0000", "black", "#1a4081"])
def test_a_line_in_another_colour_is_refused(ax: Any, colour: str) -> None:
    ax.plot([0, 1], [0.4, 0.5], color=colour)
    with pytest.raises(ValueError, match="not in the theme"):
        charts.page_svg(ax.figure, "k1")


@pytest.mark.parametrize("colour", ["red", "black", "#000"])
def test_text_and_shapes_in_another_colour_are_refused(ax: Any, colour: str) -> None:
    ax.text(0, 0.5, "here", color=colour)
    with pytest.raises(ValueError, match="not in the theme"):
        charts.page_svg(ax.figure, "k1")


def test_black_points_are_refused_though_matplotlib_leaves_their_fill_out(ax: Any) -> None:
    ax.scatter([0, 1], [0.4, 0.5], facecolor="black", edgecolor=palette.light("ink"))
    with pytest.raises(ValueError, match="#000000 is not in the theme"):
        charts.page_svg(ax.figure, "k1")


def test_black_markers_are_refused_too(ax: Any) -> None:
    ax.plot([0, 1], [0.4, 0.5], "o", color=palette.light("ink"), markerfacecolor="black")
    with pytest.raises(ValueError, match="not in the theme"):
        charts.page_svg(ax.figure, "k1")


def test_ids_carry_the_prefix_and_lead_somewhere(ax: Any, parsed: Any) -> None:
    root = parsed(ax, "k7")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    targets = set(re.findall(r"#(k7-[^)\"]+)", ElementTree.tostring(root, encoding="unicode")))
    assert set(ids) == targets
    assert len(ids) == len(set(ids))


def test_the_drawing_scales_and_is_announced_as_one_image(ax: Any, parsed: Any) -> None:
    root = parsed(ax)
    assert root.get("viewBox") == "0 0 400 230"
    assert root.get("width") is None
    assert root.get("height") is None
    assert root.get("role") == "img"
    assert root.get("aria-label") == charts.alt(ax).replace("\n", " ")


def test_the_label_is_escaped(tidy: Any, parsed: Any) -> None:
    frame = tidy([0.5, 0.4], one_period=True, team=['"><script>', "b"])
    ax = charts.bars(frame, by="team")
    assert "<script" not in charts.page_svg(ax.figure, "k1")
    assert parsed(ax).get("aria-label") == charts.alt(ax)


def test_text_stays_text_in_the_font_of_the_page(ax: Any, parsed: Any) -> None:
    root = parsed(ax)
    texts = list(root.iter(f"{_SVG}text"))
    assert "Target" in [element.text for element in texts]
    assert all(element.get("font-size") == "12px" for element in texts)
    assert all(element.get("font-family") is None for element in texts)


def test_dollar_signs_added_outside_the_theme_are_no_maths(ax: Any) -> None:
    ax.text(0, 0.5, "from $5$ to $9$", color=palette.light("ink"))
    assert "from $5$ to $9$" in charts.page_svg(ax.figure, "k1")
