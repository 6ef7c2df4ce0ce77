from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts
from kit.errors import ParamError
from kit.kpis.pipeline.pipeline_steps import STEPS


def bridge(tidy: Any, measure: str = "amount", **values: float) -> pd.DataFrame:
    """A movement in which all steps but these are 0."""
    given = [values.get(step, 0.0) for step in STEPS]
    return tidy(given, kpi="pipeline_movement", measure=measure, one_period=True, step=STEPS, n=2)


def _names(ax: Any) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def test_each_bar_leads_from_the_level_before_it_to_the_one_after(tidy: Any) -> None:
    frame = bridge(tidy, start=200.0, created=60.5, lost=-120.0, end=140.5)
    ax: Any = charts.waterfall(frame, currency="EUR")
    assert _names(ax) == ["At the start", "Created", "Lost", "At the end"]
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    assert bars == [(200.0, 260.5), (140.5, 260.5)]
    assert list(ax.lines[0].get_xdata()) == [200.0, 140.5]


def test_beside_thousands_steps_of_hundreds_have_no_cents(tidy: Any, texts: Any) -> None:
    frame = bridge(tidy, start=1800.0, created=776.05, won=-169.7, end=2406.35)
    drawn = texts(charts.waterfall(frame, currency="EUR"))
    assert {"€1,800", "+€776", "−€170", "€2,406"} <= set(drawn)


def test_values_stand_in_full_so_that_they_can_be_added_up(tidy: Any, texts: Any) -> None:
    frame = bridge(tidy, start=1_205_000.0, created=260_250.0, won=-5.25, end=1_465_244.75)
    drawn = texts(charts.waterfall(frame, currency="EUR"))
    assert {"€1,205,000", "+€260,250", "−€5.25", "€1,465,245"} <= set(drawn)
    long = bridge(tidy, start=2e12, created=1e12, end=3e12)
    assert "+€1.0T" in texts(charts.waterfall(long, currency="EUR"))


def test_its_words_name_both_ends_and_the_steps_that_weighed_most(tidy: Any) -> None:
    frame = bridge(tidy, start=200.0, created=60.0, grown=5.0, lost=-120.0, won=-50.0, end=95.0)
    assert charts.alt(charts.waterfall(frame, currency="EUR")).splitlines() == [
        "Open amount, 1 Jan 2017: €200.00 at the start, €95.00 at the end.",
        "Most was added by “Created”: +€60.00.",
        "Most was taken off by “Lost”: −€120.00.",
    ]


def test_what_stands_beside_the_sum_is_written_below_and_no_bar(tidy: Any, texts: Any) -> None:
    frame = bridge(tidy, start=200.0, end=200.0, pushed_out=150.0)
    ax: Any = charts.waterfall(frame, currency="EUR")
    assert len(ax.patches) == 0
    assert "Pushed out: €150.00 (2)" in texts(ax)
    assert charts.alt(ax).endswith("Pushed out: €150.00 (2).")
    counted = bridge(tidy, "count", start=3.0, end=3.0, pushed_out=2.0)
    assert "Pushed out: 2" in texts(charts.waterfall(counted))


def test_small_steps_fill_the_chart_and_ticks_tell_values_apart(tidy: Any, texts: Any) -> None:
    frame = bridge(tidy, start=9_205_000.0, created=60_250.0, end=9_265_250.0)
    ax: Any = charts.waterfall(frame, currency="EUR")
    low, high = ax.get_xlim()
    assert ax.patches[0].get_width() > 0.5 * (high - low)
    ticks = [label.get_text() for label in ax.get_xticklabels() if label.get_text()]
    assert len(ticks) == len(set(ticks)) > 1


def test_the_last_period_of_which_anything_is_known_is_drawn(tidy: Any) -> None:
    known = bridge(tidy, start=10.0, lost=-4.0, end=6.0)
    unknown = known.assign(period=known["period"] + pd.DateOffset(months=1), value=float("nan"))
    ax: Any = charts.waterfall(pd.concat([known, unknown], ignore_index=True), currency="EUR")
    assert "Jan 2017" in charts.alt(ax)


def test_a_frame_that_is_split_further_is_refused(tidy: Any) -> None:
    parts = [bridge(tidy, start=1.0, end=1.0).assign(team=team) for team in ("a", "b")]
    with pytest.raises(ParamError, match="split by `team`"):
        charts.waterfall(pd.concat(parts, ignore_index=True))


def test_factors_lead_from_one_level_to_the_other_too(tidy: Any) -> None:
    factors = ["start", "open", "win_share", "amount", "days", "end"]
    values = [100.0, 10.0, -4.0, 0.0, 6.0, 112.0]
    frame = tidy(values, kpi="velocity_bridge", one_period=True, factor=factors)
    ax: Any = charts.waterfall(frame, currency="EUR")
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    assert bars == [(100.0, 110.0), (106.0, 110.0), (106.0, 112.0)]


def test_what_a_kpi_gives_as_taken_off_leads_downwards(tidy: Any, texts: Any) -> None:
    steps = ["start", "new", "expansion", "contraction", "lost", "end"]
    values = [100.0, 10.0, 5.0, 2.0, 3.0, 110.0]
    frame = tidy(values, kpi="recurring_revenue", one_period=True, step=steps)
    ax: Any = charts.waterfall(frame, currency="EUR")
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    assert bars == [(100.0, 110.0), (110.0, 115.0), (113.0, 115.0), (110.0, 113.0)]
    assert {"−€2.00", "−€3.00"} <= set(texts(ax))
    assert not any("Not explained" in text for text in texts(ax))


def test_what_the_steps_leave_unexplained_is_said(tidy: Any, texts: Any) -> None:
    ax = charts.waterfall(bridge(tidy, start=200.0, created=60.0, end=250.0), currency="EUR")
    assert "Not explained by the steps: −€10.00" in texts(ax)
    assert charts.alt(ax).endswith("Not explained by the steps: −€10.00.")
