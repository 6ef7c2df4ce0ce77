"""Forecasts made again, and those that were really made, beside what came true."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kit import kpis
from kit.data.frames import empty
from kit.window import Window

MONTHS = Window(date(2026, 6, 30), "month", 6)
QUARTERS = Window(date(2026, 6, 30), "quarter", 2)

TRIED = (
    "- kit 2026-01-31 2026-02-01 2026-03-01 80 100 120 90",
    "- kit 2026-02-28 2026-03-01 2026-04-01 80 100 120 130",
    "- mean 2026-01-31 2026-02-01 2026-03-01 0 50 100 90",
    "- mean 2026-02-28 2026-03-01 2026-04-01 0 50 100 130",
)


@pytest.fixture
def nobody() -> pd.DataFrame:
    return empty("opportunities")


def of(frame: pd.DataFrame, method: str) -> dict[str, float]:
    return frame[frame["method"].eq(method)].set_index("measure")["value"].to_dict()


def test_misses_and_bias_are_of_what_was_booked(nobody: Any, tried: Any) -> None:
    frame = kpis.forecast_accuracy(nobody, MONTHS, backtests=tried(*TRIED))
    own = of(frame, "kit")
    assert own["wape"] == 40 / 220  # 10 and 30 off
    assert own["bias"] == -20 / 220
    assert own["coverage"] == 0.5
    assert of(frame, "mean")["wape"] == 120 / 220


def test_our_loss_is_held_against_each_method_on_the_origins_that_both_have(
    nobody: Any, tried: Any
) -> None:
    more = tried(*TRIED, "- ets 2026-02-28 2026-03-01 2026-04-01 80 100 120 130")
    frame = kpis.forecast_accuracy(nobody, MONTHS, backtests=more)
    rows = frame[frame["measure"].eq("relative")].set_index("method")
    assert rows.loc["ets", ["value", "n"]].tolist() == [1.0, 1]
    assert rows.loc["mean", "n"] == 2
    assert rows.loc["mean", "value"] < 1
    assert pd.isna(rows.loc["kit", "value"])
    assert rows[["low", "high"]].isna().all(axis=None)  # fewer than 4 origins settle nothing


def test_a_method_that_always_loses_twice_as_much_is_surely_worse(nobody: Any, tried: Any) -> None:
    lines = []
    for month, off in enumerate((10, 20, 10, 20, 10), start=1):
        days = f"2026-0{month}-01 2026-0{month}-02 2026-0{month}-28"
        lines.append(f"- kit {days} 100 100 100 {100 + off}")
        lines.append(
            f"- mean {days} 100 100 100 {100 + off}".replace(
                "100 100 100", f"{100 - off} {100 - off} {100 - off}"
            )
        )
    frame = kpis.forecast_accuracy(nobody, MONTHS, backtests=tried(*lines))
    row = frame[frame["measure"].eq("relative") & frame["method"].eq("mean")].iloc[0]
    assert [row["low"], row["value"], row["high"]] == pytest.approx([0.5, 0.5, 0.5])


def test_periods_that_were_not_over_do_not_count(nobody: Any, tried: Any) -> None:
    early = Window(date(2026, 3, 30), "month", 3)
    frame = kpis.forecast_accuracy(nobody, early, backtests=tried(*TRIED))
    assert of(frame, "kit")["wape"] == 10 / 90
    assert frame["n"].max() == 1


def test_quarters_are_scored_where_the_window_is_cut_in_longer_periods(
    nobody: Any, tried: Any
) -> None:
    both = pd.concat([tried(*TRIED), tried(*TRIED[:1], horizon="quarter")])
    frame = kpis.forecast_accuracy(nobody, QUARTERS, backtests=both)
    assert set(frame["method"]) == {"kit"}
    assert frame["n"].max() == 1


def test_without_a_split_the_widest_unit_of_the_slice_counts(nobody: Any, tried: Any) -> None:
    rows = tried(
        "EMEA kit 2026-01-31 2026-02-01 2026-03-01 80 100 120 100",
        "EMEA/Iberia kit 2026-01-31 2026-02-01 2026-03-01 80 100 120 50",
    )
    whole = kpis.forecast_accuracy(nobody, MONTHS, backtests=rows)
    assert of(whole, "kit")["wape"] == 0.0
    split = kpis.forecast_accuracy(nobody, MONTHS, by=["team"], backtests=rows)
    told = split[split["team"].eq("Iberia")]
    assert of(told, "kit")["wape"] == 1.0


def test_a_team_of_the_same_name_in_two_regions_is_one_member(nobody: Any, tried: Any) -> None:
    rows = tried(
        "EMEA/New kit 2026-01-31 2026-02-01 2026-03-01 80 100 120 100",
        "APAC/New kit 2026-01-31 2026-02-01 2026-03-01 80 100 120 50",
    )
    frame = kpis.forecast_accuracy(nobody, MONTHS, by=["region", "team"], backtests=rows)
    wape = frame[frame["measure"].eq("wape")].set_index("region")["value"].to_dict()
    assert wape == {"EMEA": 0.0, "APAC": 1.0}


def test_owners_were_never_forecast(tried: Any, opportunities: Any) -> None:
    sold = opportunities("a won 60 2026-03-02 EMEA Iberia Ann")
    frame = kpis.forecast_accuracy(sold, MONTHS, by=["owner"], backtests=tried(*TRIED))
    assert frame["value"].isna().all()
    assert set(frame["mark"]) == {"unattributed"}


def test_where_nothing_was_booked_there_is_no_share_of_it(nobody: Any, tried: Any) -> None:
    rows = tried("- kit 2026-01-31 2026-02-01 2026-03-01 80 100 120 0")
    own = of(kpis.forecast_accuracy(nobody, MONTHS, backtests=rows), "kit")
    assert pd.isna(own["wape"])
    assert own["coverage"] == 0.0


def kept(*lines: str) -> pd.DataFrame:
    """Lines of `made unit period start end q05 q50 q95`."""
    rows = []
    for line in lines:
        made, unit, period, start, end, *numbers = line.split()
        low, middle, high = map(float, numbers)
        region, _, team = unit.replace("-", "").partition("/")
        ends = {"q05": low, "q10": low, "q25": low, "q50": middle}
        ends |= {"q75": high, "q90": high, "q95": high, "mean": middle}
        where = {"made": made, "unit": unit.replace("-", ""), "period": period}
        places = {"region": region or None, "team": team or None}
        rows.append({**where, **places, "target_start": start, "target_end": end, **ends})
    days = dict.fromkeys(("made", "target_start", "target_end"), "datetime64[us]")
    return pd.DataFrame(rows).astype({**days, "region": "str", "team": "str"})


@pytest.fixture
def sold(opportunities: Any) -> pd.DataFrame:
    return opportunities(
        "a won 60 2026-04-02 EMEA Iberia Ann",
        "b won 40 2026-05-20 EMEA DACH Ben",
        "c won 100 2026-06-30 EMEA DACH Ben",
        "d won 9 2026-07-01 EMEA DACH Ben",
        "e lost 500 2026-05-05 EMEA DACH Ben",
    )


def test_the_last_forecast_before_a_period_counts(sold: Any) -> None:
    said = kept(
        "2026-02-28 - month 2026-05-01 2026-06-01 0 10 20",
        "2026-04-30 - month 2026-05-01 2026-06-01 30 50 70",
        "2026-05-10 - month 2026-05-01 2026-06-01 39 40 41",
    )
    frame = kpis.past_forecasts(sold, MONTHS, earlier_forecasts=said)
    assert frame["made"].dt.date.tolist() == [date(2026, 4, 30)]
    assert frame.loc[0, ["forecast_amount", "booked_amount", "came"]].tolist() == [50, 40, "inside"]


def test_one_made_within_a_period_is_of_the_months_that_were_left(sold: Any) -> None:
    said = kept("2026-05-10 - quarter 2026-04-01 2026-07-01 100 120 130")
    row = kpis.past_forecasts(sold, QUARTERS, earlier_forecasts=said).iloc[0]
    # April was known when it was made: May and June came to 140.
    assert (row["booked_amount"], row["came"]) == (140.0, "above")


def test_what_was_said_when_all_was_over_is_no_forecast(sold: Any) -> None:
    said = kept("2026-05-31 - month 2026-05-01 2026-06-01 40 40 40")
    assert kpis.past_forecasts(sold, MONTHS, earlier_forecasts=said).empty


def test_periods_that_still_run_are_not_judged(sold: Any) -> None:
    said = kept("2026-04-30 - month 2026-05-01 2026-06-01 30 50 70")
    may = Window(date(2026, 5, 30), "month", 3)
    assert kpis.past_forecasts(sold, may, earlier_forecasts=said).empty
    frame = kpis.earlier_forecast_accuracy(sold, may, earlier_forecasts=said)
    assert frame["value"].isna().all()


def test_each_unit_is_held_against_its_own_bookings(sold: Any) -> None:
    said = kept(
        "2026-03-31 EMEA/Iberia quarter 2026-04-01 2026-07-01 40 50 55",
        "2026-03-31 EMEA/DACH quarter 2026-04-01 2026-07-01 100 140 150",
    )
    frame = kpis.earlier_forecast_accuracy(sold, QUARTERS, by=["team"], earlier_forecasts=said)
    wape = frame[frame["measure"].eq("wape")].set_index("team")["value"].to_dict()
    assert wape == {"Iberia": 10 / 60, "DACH": 0.0}
    inside = frame[frame["measure"].eq("coverage")].set_index("team")["value"].to_dict()
    assert inside == {"Iberia": 0.0, "DACH": 1.0}


def test_a_later_loss_of_a_booking_changes_what_came_true(sold: Any) -> None:
    said = kept("2026-04-30 - month 2026-05-01 2026-06-01 30 50 70")
    undone = sold.assign(status=sold["status"].mask(sold["opportunity_id"].eq("b"), "lost"))
    frame = kpis.past_forecasts(undone, MONTHS, earlier_forecasts=said)
    assert frame["booked_amount"].tolist() == [0.0]
