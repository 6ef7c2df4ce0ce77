from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from matplotlib import rc_context
from matplotlib.axes import Axes

from kit import charts
from kit.charts import canvas


@pytest.fixture(autouse=True)
def none_prepared() -> Iterator[None]:
    canvas._prepared.clear()
    yield
    canvas._prepared.clear()


def _draw(kind: str, tidy: Any) -> Axes:
    if kind == "trend":
        return charts.trend(tidy([0.4, 0.45, 0.5, 0.6], half=0.05), target=0.5)
    names = [f"Person {n}" for n in range(12 if kind == "dots" else 3)]
    drawn: Callable[..., Axes] = charts.dots if kind == "dots" else charts.bars
    return drawn(tidy([0.4, 0.3, 0.2] * (len(names) // 3), half=0.05, owner=names), by="owner")


@pytest.mark.parametrize("kind", ["trend", "dots", "bars"])
def test_a_chart_on_prepared_axes_is_the_same(kind: str, tidy: Any) -> None:
    fresh = charts.page_svg(canvas.figure_of(_draw(kind, tidy)), "k")
    with rc_context({"axes.grid": True, "xtick.color": "red", "font.size": 30}):
        canvas.prepare(1)
    assert charts.page_svg(canvas.figure_of(_draw(kind, tidy)), "k") == fresh
    assert not canvas._prepared


def test_prepared_axes_are_given_away_once() -> None:
    canvas.prepare(2)
    margins = canvas.Margins(40, 10, 20, 30)
    drawn = [charts.themed(canvas.canvas)(200, margins) for _ in range(3)]
    assert len({id(ax.figure) for ax in drawn}) == 3
    assert {canvas.size(canvas.figure_of(ax)) for ax in drawn} == {(400, 200)}
    assert [canvas.extent(ax) for ax in drawn] == [pytest.approx((350, 150))] * 3
