"""What every chart promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes

from kit import charts

Draw = Callable[[pd.DataFrame], Axes]
DRAWN: dict[str, Draw] = {
    "trend": charts.trend,
    "trend by member": lambda frame: charts.trend(frame, hue="team"),
    "columns": charts.columns,
    "bars": lambda frame: charts.bars(frame, by="team"),
    "dots": lambda frame: charts.dots(frame, by="team", reference=0.5),
    "curve": lambda frame: charts.curve(frame, hue="team"),
    "age_bands": charts.age_bands,
    "curve of touches": lambda frame: charts.curve(frame, hue="team"),
    "waterfall": charts.waterfall,
    "steps": charts.steps,
    "flow": charts.flow,
    "pareto": lambda frame: charts.pareto(frame, over="team"),
    "heat": lambda frame: charts.heat(frame, rows="team", columns="period"),
    "heat upright": lambda frame: charts.heat(frame, rows="period", columns="team"),
    "season": charts.season,
    "funnel_plot": lambda frame: charts.funnel_plot(frame, by="team"),
    "ratios": lambda frame: charts.ratios(frame, over="team"),
    "fan": charts.fan,
    "split fan": lambda frame: charts.fan(frame, split=True),
    "reliability": charts.reliability,
    "multiples": lambda frame: charts.multiples(frame, by="team"),
    "multiple columns": lambda frame: charts.multiples(frame, by="team", chart=charts.columns),
}
WITHOUT_MEMBERS = ("trend", "columns", "age_bands", "season", "fan", "split fan", "reliability")


def _frame(name: str, tidy: Any, by_age: Any, members: tuple[str, ...]) -> pd.DataFrame:
    if name == "age_bands":
        return by_age("close_rate_by_age")
    if name == "curve":
        return pd.concat([by_age(team=member) for member in members], ignore_index=True)
    if name in ("fan", "split fan"):
        return _forecast(tidy)
    if name == "reliability":
        given = tidy([0.1, 0.4], kpi=name, measure="predicted", one_period=True, bin=[0, 1])
        came = tidy([0.12, 0.3], kpi=name, measure="observed", half=0.05, one_period=True)
        return pd.concat([came.assign(bin=[0, 1]), given], ignore_index=True)
    if name in WITHOUT_MEMBERS:
        return tidy([0.4, None, 0.5, 0.6], half=0.05, marks=["", "", "", "partial"])
    if name == "curve of touches":
        parts = [
            tidy(
                [0.4, 0.5],
                kpi="touches_to_response",
                measure="answered",
                half=0.05,
                one_period=True,
                k=[1, 2],
                team=member,
            )
            for member in members
        ]
        return pd.concat(parts, ignore_index=True)
    if name == "steps":
        shares = [0.9 / place for place, _ in enumerate(members, start=1)]
        return tidy(shares, half=0.05, one_period=True, step=members)
    if name == "flow":
        parts = [
            tidy(
                [share] * len(members),
                kpi="stage_conversion",
                measure=measure,
                half=0.05,
                one_period=True,
                stage=members,
            )
            for measure, share in (("advanced", 0.5), ("lost", 0.3), ("still_open", 0.2))
        ]
        return pd.concat(parts, ignore_index=True)
    if name in ("pareto", "ratios"):
        measure, unlike = ("ratio", 1.0) if name == "ratios" else ("value", 0.0)
        values = [unlike + 0.1 / place for place, _ in enumerate(members, start=1)]
        return tidy(values, measure=measure, half=0.05, one_period=True, team=members)
    if name == "funnel_plot":
        values = [0.1 if place % 2 else 0.9 for place, _ in enumerate(members)]
        return tidy(values, n=400, half=0.05, one_period=True, team=members)
    if name == "waterfall":
        steps = ["start", *members, "end"]
        changes = [0.01 * place for place, _ in enumerate(members, start=1)]
        values = [0.4, *changes, 0.4 + sum(changes)]
        return tidy(values, step=steps, one_period=True)
    parts = [
        tidy([0.4, 0.5, 0.3 + place / 100], half=0.05, team=member)
        for place, member in enumerate(members)
    ]
    return pd.concat(parts, ignore_index=True)


def _forecast(tidy: Any) -> pd.DataFrame:
    """Three periods ahead with their bounds, of what is booked and what is not."""
    how = {"kpi": "bookings_forecast", "one_period": True, "ahead": [0, 1, 2]}
    spreads = {"value": 30.0, "within_80": 20.0, "within_50": 10.0}
    parts = [
        tidy([90.0, 100.0, 110.0], measure=measure, half=half, **how)
        for measure, half in spreads.items()
    ]
    others = {"mean": 92.0, "booked": 20.0, "from_open": 40.0, "from_new": 32.0, "target": 95.0}
    parts += [tidy([value] * 3, measure=measure, **how) for measure, value in others.items()]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(params=DRAWN)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def frame(name: str, tidy: Any, by_age: Any) -> pd.DataFrame:
    return _frame(name, tidy, by_age, ("Iberia", "DACH"))


def test_a_chart_says_what_it_shows(name: str, frame: pd.DataFrame) -> None:
    assert re.search(r"\d[%×]", charts.alt(DRAWN[name](frame)))


def test_the_same_frame_gives_the_same_bytes(name: str, frame: pd.DataFrame) -> None:
    first, second = (charts.page_svg(DRAWN[name](frame).figure, "k1") for _ in range(2))
    assert first == second


def test_a_chart_leaves_its_frame_untouched(name: str, frame: pd.DataFrame) -> None:
    before = frame.copy(deep=True)
    DRAWN[name](frame)
    pd.testing.assert_frame_equal(frame, before)


def test_a_chart_is_no_pyplot_figure(name: str, frame: pd.DataFrame) -> None:
    DRAWN[name](frame)
    assert pyplot.get_fignums() == []


def test_a_chart_ignores_the_settings_of_its_process(name: str, frame: pd.DataFrame) -> None:
    expected = charts.page_svg(DRAWN[name](frame).figure, "k1")
    with pyplot.rc_context({"font.size": 30, "axes.grid": True, "text.color": "red"}):
        assert charts.page_svg(DRAWN[name](frame).figure, "k1") == expected


def test_without_rows_it_says_so(name: str, frame: pd.DataFrame, texts: Any) -> None:
    ax = DRAWN[name](frame.iloc[:0])
    assert texts(ax) == ["No data"]
    assert charts.alt(ax) == "No data"


def test_without_values_it_says_so(name: str, frame: pd.DataFrame, texts: Any) -> None:
    ax = DRAWN[name](frame.assign(value=float("nan"), low=float("nan"), high=float("nan")))
    assert texts(ax) == ["No data"]
    assert charts.alt(ax).endswith(": no data.")


def test_one_row_is_enough(name: str, frame: pd.DataFrame) -> None:
    assert charts.page_svg(
        DRAWN[name](frame.iloc[[-1]] if name == "curve" else frame.iloc[[0]]).figure, "k"
    )


@pytest.mark.parametrize("charted", [name for name in DRAWN if name not in WITHOUT_MEMBERS])
def test_hostile_names_stay_harmless_text(
    charted: str, tidy: Any, by_age: Any, parsed: Any, hostile: tuple[str, ...]
) -> None:
    ax = DRAWN[charted](_frame(charted, tidy, by_age, hostile))
    svg = charts.page_svg(ax.figure, "k1")
    root = parsed(ax)
    assert "<script" not in svg
    assert not any("style" in element.attrib for element in root.iter())
    drawn = [
        "".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")
    ]
    assert any("$a$" in text for text in drawn)
    assert not any(sign in "".join(drawn) for sign in "\u202e\x00\x1b\n")
    assert max(len(text) for text in drawn) < 80
