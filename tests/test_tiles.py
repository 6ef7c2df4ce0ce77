"""A KPI's newest value as a tile: interval, change, course, and nothing claimed without support."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from kit import kpis, language
from kit.tiles import tile
from kit.window import Calendar, Window

FEBRUARY = Window(date(2026, 2, 28), periods=3)
QUARTER = Window(date(2026, 3, 31), "quarter", periods=3)


@pytest.fixture
def english() -> Iterator[None]:
    language.use("en", "EUR")
    yield
    language.use("en")


pytestmark = pytest.mark.usefixtures("english")


def rates(*values: float | None, mark: str = "") -> pd.DataFrame:
    """Win rates of the months from December 2025 on."""
    months = pd.date_range("2025-12-01", periods=len(values), freq="MS", unit="us")
    columns = {"value": values, "low": [0.4] * len(values), "high": [0.6] * len(values)}
    frame = pd.DataFrame({"kpi": "win_rate", "measure": "value", "period": months, **columns})
    return frame.assign(n=pd.array([40] * len(values), dtype="Int64"), mark=mark)


def changes(change: float, p_value: float | None, kpi: str = "win_rate") -> pd.DataFrame:
    """What `kpis.compare` gives for one measure."""
    frame = pd.DataFrame(
        {"measure": ["before", "change", "p_value"], "value": [0.6, change, p_value]}
    )
    return frame.assign(kpi=kpi, of="value").astype({"value": "float64"})


def test_the_newest_period_is_shown_with_its_interval_and_records() -> None:
    made = tile(rates(0.6, 0.55, 0.5), FEBRUARY)
    assert (made.kpi, made.label, made.value, made.text) == ("win_rate", "Win rate", 0.5, "50.0%")
    assert (made.low, made.high, made.interval, made.n) == (0.4, 0.6, "40.0–60.0%", 40)
    assert (made.period, made.spark) == ("Feb 2026", (0.6, 0.55, 0.5))
    assert made.definition.startswith("Won opportunities as a share")


def test_periods_in_any_order_give_the_same_tile() -> None:
    frame = rates(0.6, 0.55, 0.5)
    assert tile(frame.iloc[::-1], FEBRUARY) == tile(frame, FEBRUARY)


def test_a_missing_value_is_a_dash_and_leaves_a_gap() -> None:
    frame = rates(0.6, None, None).assign(low=[0.4, None, None], high=[0.6, None, None])
    made = tile(frame.astype({"value": "float64"}), FEBRUARY)
    assert (made.value, made.text, made.interval) == (None, "–", "")
    assert made.change == "Not enough records to tell."
    assert made.spark == (0.6, None, None)


@pytest.mark.parametrize(
    ("kpi", "measure", "low", "high", "interval"),
    [
        ("cycle_time", "median", 42.0, 50.5, "42–50.5 days"),
        ("bookings", "amount", 1_100_000.0, 1_250_000.0, "€1.1M – €1.3M"),
        ("new_opportunities", "value", 1_100.0, 1_200.0, "1,100–1,200"),
    ],
)
def test_an_interval_names_its_unit_once(
    kpi: str, measure: str, low: float, high: float, interval: str
) -> None:
    frame = rates(low + 1).assign(kpi=kpi, measure=measure, low=low, high=high)
    assert tile(frame, FEBRUARY, currency="EUR").interval == interval


def test_a_count_of_all_its_records_does_not_say_it_twice() -> None:
    assert tile(rates(40.0).assign(kpi="new_opportunities"), FEBRUARY).n is None


def test_two_periods_are_no_course() -> None:
    assert tile(rates(0.6, 0.5), FEBRUARY).spark == ()


def test_the_mark_of_the_newest_period_is_kept() -> None:
    assert tile(rates(0.6, mark="thin"), FEBRUARY).mark == "thin"


def test_a_running_period_says_up_to_which_day() -> None:
    assert tile(rates(0.6), Window(date(2026, 2, 10))).period == "Feb 2026, up to 10 Feb 2026"


def test_a_stock_is_as_of_a_day_and_a_whole_window_is_a_span() -> None:
    stock = rates(12.0).assign(kpi="open_pipeline", measure="count")
    assert tile(stock, Window(date(2026, 2, 10))).period == "as of 10 Feb 2026"
    assert tile(rates(0.5), FEBRUARY.as_one).period == "Dec 2025 – Feb 2026"


def test_a_frame_that_remembers_its_window_is_named_by_it() -> None:
    frame = rates(0.5)
    frame.attrs["window"] = FEBRUARY.as_one
    assert tile(frame, FEBRUARY).period == "Dec 2025 – Feb 2026"


def test_quarters_follow_the_fiscal_year() -> None:
    window = Window(date(2026, 6, 30), "quarter", 1, Calendar(fiscal_year_start=4))
    assert tile(rates(0.5), window).period == "FY2027 Q1"


@pytest.mark.parametrize(
    ("kpi", "change", "tone"),
    [
        ("win_rate", 0.1, "good"),
        ("win_rate", -0.1, "bad"),
        ("beyond_longest_cycle", 0.1, "bad"),
        ("beyond_longest_cycle", -0.1, "good"),
        ("open_pipeline", 0.1, "neutral"),
    ],
)
def test_only_a_supported_change_is_good_or_bad_news(kpi: str, change: float, tone: str) -> None:
    measure = "value" if kpi == "win_rate" else "count"
    frame = rates(0.6, 0.7).assign(kpi=kpi, measure=measure)
    compared = changes(change, 0.01, kpi).assign(of=measure)
    made = tile(frame, QUARTER, changes=compared)
    assert made.tone == tone
    assert made.change.endswith("more than chance explains")


def test_within_a_quarter_the_season_may_explain_a_supported_change() -> None:
    made = tile(rates(0.6, 0.7), FEBRUARY, changes=changes(0.1, 0.01))
    assert made.tone == "neutral"
    assert made.change.endswith("more than chance explains, but the season may")


def test_a_change_that_chance_explains_is_no_news() -> None:
    made = tile(rates(0.6, 0.7), FEBRUARY, changes=changes(0.1, 0.4))
    assert made.tone == "neutral"
    assert made.change == "+10.0 points from 60.0%: within what chance alone explains"


def test_at_the_windows_own_level_the_same_change_may_be_news() -> None:
    strict = Window(date(2026, 3, 31), "quarter", level=0.99)
    compared = changes(-0.1, 0.05)
    assert tile(rates(0.6, 0.5), QUARTER, changes=compared).tone == "bad"
    assert tile(rates(0.6, 0.5), strict, changes=compared).tone == "neutral"


def test_a_sum_says_its_change_and_claims_nothing() -> None:
    frame = rates(900.0, 1200.0).assign(kpi="bookings", measure="amount", low=None, high=None)
    compared = changes(300.0, None, "bookings").assign(of="amount")
    compared.loc[compared["measure"] == "before", "value"] = 900.0
    made = tile(frame.astype({"low": "float64", "high": "float64"}), FEBRUARY, changes=compared)
    assert (made.text, made.interval, made.tone) == ("€1,200", "", "neutral")
    assert made.change == "+€300 from €900 the period before"


@pytest.mark.parametrize(
    "compared",
    [changes(float("nan"), None), changes(0.1, 0.01, "bookings"), changes(0.1, 0.01).iloc[:0]],
    ids=["nothing before", "another KPI", "no rows"],
)
def test_without_a_comparison_nothing_is_said(compared: pd.DataFrame) -> None:
    made = tile(rates(0.6, 0.7), FEBRUARY, changes=compared)
    assert (made.change, made.tone) == ("", "neutral")


def test_another_measure_can_be_shown() -> None:
    table = pd.DataFrame(
        {
            "opportunity_id": ["a", "b"],
            "status": "won",
            "amount": [100.0, 50.0],
            "created_at": pd.to_datetime(["2026-01-02", "2026-01-03"]),
            "closed_at": pd.to_datetime(["2026-02-20", "2026-02-25"]),
        }
    )
    made = tile(kpis.bookings(table, FEBRUARY), FEBRUARY, measure="count")
    assert (made.label, made.text) == ("Won opportunities", "2")


def test_a_missing_value_says_what_it_means() -> None:
    month = {"period": pd.to_datetime(["2026-02-01"]), "low": None, "high": None, "mark": ""}
    frame = pd.DataFrame({"kpi": "coverage", "measure": "value", "value": [None], "n": 5, **month})
    made = tile(frame, FEBRUARY)
    assert made.change == "The target is reached, or there is none."
    assert tile(rates(0.5, None), FEBRUARY).change == "Not enough records to tell."


@pytest.mark.parametrize(("day", "period"), [(10, "Q1 2026"), (31, "Q2 2026")])
def test_a_forecast_is_named_by_the_period_that_it_is_of(day: int, period: str) -> None:
    window = Window(date(2026, 3, day), "quarter", periods=1)
    table = pd.DataFrame({"kpi": "bookings_forecast", "measure": "value", "ahead": [0]})
    numbers = {"value": 100.0, "low": 80.0, "high": 120.0, "n": 5, "mark": ""}
    frame = table.assign(period=pd.Timestamp("2026-01-01"), **numbers)
    assert tile(frame, window).period == period


def test_what_has_not_changed_is_not_called_a_change() -> None:
    frame = rates(28.0, 28.0).assign(kpi="open_pipeline", measure="count")
    compared = changes(0.0, None, "open_pipeline").assign(of="count")
    made = tile(frame, FEBRUARY, changes=compared)
    assert (made.change, made.tone) == ("as in the period before", "neutral")


def test_an_interval_that_begins_below_zero_is_written_out() -> None:
    frame = rates(0.01).assign(kpi="discount", low=-0.096, high=0.116)
    assert tile(frame, FEBRUARY).interval == "−9.6 to 11.6%"
