from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts

CUTS = ["5 minutes", "1 hour"]


def by_cut(tidy: Any, **ratios: list[float | None]) -> pd.DataFrame:
    parts = [
        tidy(
            values,
            kpi="conversion_by_response_time",
            measure=name,
            one_period=True,
            cut=CUTS,
            half=0.2,
        )
        for name, values in ratios.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_the_adjusted_ratio_stands_out_and_the_plain_one_is_hollow(tidy: Any, texts: Any) -> None:
    frame = by_cut(tidy, ratio=[2.0, 1.5], adjusted_ratio=[1.8, 1.1])
    ax: Any = charts.ratios(frame, over="cut")
    assert {"1.80× (1.60–2.00)", "1.10× (0.90–1.30)"} <= set(texts(ax))
    main, plain = [one for one in ax.collections if len(one.get_offsets()) > 1]
    assert [x for x, _ in main.get_offsets()] == [1.8, 1.1]
    assert [x for x, _ in plain.get_offsets()] == [2.0, 1.5]


def test_half_and_double_are_alike_far_from_one(tidy: Any) -> None:
    ax: Any = charts.ratios(by_cut(tidy, ratio=[2.0, 0.5]), over="cut")
    double, one, half = (ax.transData.transform((at, 0))[0] for at in (2.0, 1.0, 0.5))
    assert double - one == pytest.approx(one - half)


def test_its_words_say_who_shows_no_difference(tidy: Any) -> None:
    frame = by_cut(tidy, adjusted_ratio=[1.8, 1.1])
    assert charts.alt(charts.ratios(frame, over="cut")).splitlines()[1:] == [
        "Ratio among like leads, 1 hour: 1.10× (0.90–1.30).",
        "1 of 2 has 1 in its interval, and shows no difference.",
    ]


def test_without_a_dimension_there_is_one_line(tidy: Any) -> None:
    frame = tidy([52.7], kpi="quotes_as_signal", measure="ratio", one_period=True, half=10.0)
    assert charts.alt(charts.ratios(frame)) == "After against before: 52.7× (42.7–62.7)."


def test_none_at_all_stands_at_the_edge_of_the_scale(tidy: Any, texts: Any) -> None:
    frame = by_cut(tidy, ratio=[0.0, 1.5])
    frame["low"] = frame["low"].clip(lower=0.0)
    ax: Any = charts.ratios(frame, over="cut")
    assert "0.00× (0.00–0.20)" in texts(ax)
    assert min(x for x, _ in ax.collections[1].get_offsets()) == pytest.approx(ax.get_xlim()[0])


def test_members_without_a_ratio_are_said(tidy: Any, texts: Any) -> None:
    ax = charts.ratios(by_cut(tidy, ratio=[None, 1.5]), over="cut")
    assert "5 minutes has no value." in texts(ax)
    assert "5 minutes has no value." in charts.alt(ax)
