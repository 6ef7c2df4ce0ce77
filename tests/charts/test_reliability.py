"""What was given against what came, group by group."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts


def groups(*rows: tuple[float, float, float, float, int]) -> pd.DataFrame:
    """Rows of predicted, observed, low, high, n."""
    shared = {"kpi": "reliability", "period": pd.Timestamp("2026-03-01"), "mark": ""}
    table = pd.DataFrame(rows, columns=["predicted", "value", "low", "high", "n"])
    table = table.assign(bin=range(len(rows)), **shared)
    given = table.assign(value=table["predicted"], low=None, high=None)
    parts = [table.assign(measure="observed"), given.assign(measure="predicted")]
    frame = pd.concat(parts, ignore_index=True).drop(columns="predicted")
    return frame.astype(dict.fromkeys(("value", "low", "high"), "float64"))


SOUND = (0.1, 0.12, 0.08, 0.17, 200)
OFF = (0.4, 0.2, 0.15, 0.26, 50)


def test_groups_on_the_line_are_counted_and_the_farthest_is_named() -> None:
    said = charts.alt(charts.reliability(groups(SOUND, OFF))).splitlines()
    assert said == [
        "1 of 2 groups came true about as often as it was given.",
        "Farthest off: where 40.0% were given, it was 20.0% (15.0–26.0).",
    ]


def test_where_all_come_true_the_likeliest_group_is_named() -> None:
    said = charts.alt(charts.reliability(groups(SOUND, (0.5, 0.5, 0.4, 0.6, 90)))).splitlines()
    assert said[0] == "2 of 2 groups came true about as often as they were given."
    assert said[1] == "Where 50.0% were given, it was 50.0% (40.0–60.0)."


def test_those_off_the_line_stand_out_and_larger_groups_are_larger(parsed: Any) -> None:
    ax: Any = charts.reliability(groups(SOUND, OFF))
    assert "var(--bad)" in charts.page_svg(ax.figure, "k1")
    sizes = [float(one.get_sizes()[0]) for one in ax.collections if hasattr(one, "get_sizes")]
    assert max(sizes) == pytest.approx(150.0)
    assert min(sizes) == pytest.approx(14 + 136 * 0.5)  # a quarter of the records, half as wide


def test_the_axes_hold_every_interval() -> None:
    ax = charts.reliability(groups((0.1, 0.3, 0.1, 0.9, 5), SOUND))
    assert ax.get_ylim()[1] >= 0.9
    assert ax.get_xlim() == ax.get_ylim()


def test_a_group_without_its_chance_is_left_out() -> None:
    frame = groups(SOUND, OFF)
    cut = frame[~(frame["measure"].eq("predicted") & frame["bin"].eq(1))]
    assert charts.alt(charts.reliability(cut)).startswith("1 of 1 groups came true")
