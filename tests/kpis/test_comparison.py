"""Changes against an earlier period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd
import pytest

from kit.data.frames import completed
from kit.errors import ParamError
from kit.kpis import (
    bookings,
    compare,
    cost_per_lead,
    new_leads,
    new_opportunities,
    open_pipeline,
    win_rate,
)
from kit.window import Window

Make = Callable[..., pd.DataFrame]
FEBRUARY = Window(date(2026, 2, 28), periods=3)
RECORDED_BEFORE = "2025-10-01 2025-12-01 lost Cy 0 -"


def lines(won: int, lost: int, day: str) -> list[str]:
    return [f"2025-11-01 {day} won Ada 10 -"] * won + [f"2025-11-01 {day} lost Ada 0 -"] * lost


def test_a_change_is_now_less_before_with_its_p_value(opportunities_of: Make) -> None:
    table = opportunities_of(
        RECORDED_BEFORE, *lines(10, 30, "2026-01-10"), *lines(30, 10, "2026-02-10")
    )
    frame = compare(win_rate, table, FEBRUARY).set_index("measure")
    assert frame.index.tolist() == ["before", "change", "p_value"]
    assert frame["of"].tolist() == ["value"] * 3
    assert frame["value"].iloc[:2].tolist() == [0.25, 0.5]
    # Newcombe's interval of 30/40 − 10/40 at 90 %
    assert frame.loc["change", ["low", "high"]].tolist() == pytest.approx(
        [0.3218, 0.6334], abs=1e-4
    )
    assert frame.loc["p_value", "value"] < 0.001
    assert set(frame["period"]) == {pd.Timestamp("2026-02-01")}


def test_few_records_support_no_change(opportunities_of: Make) -> None:
    table = opportunities_of(
        RECORDED_BEFORE, *lines(1, 2, "2026-01-10"), *lines(2, 1, "2026-02-10")
    )
    frame = compare(win_rate, table, FEBRUARY)
    assert frame.loc[frame["measure"] == "p_value", "value"].item() > 1 - FEBRUARY.level
    assert frame.loc[frame["measure"] == "change", "mark"].tolist() == ["thin"]


def test_counts_change_by_poisson_and_sums_without_a_claim(opportunities_of: Make) -> None:
    table = opportunities_of(
        RECORDED_BEFORE, *lines(10, 0, "2026-01-10"), *lines(60, 0, "2026-02-10")
    )
    frame = compare(bookings, table, FEBRUARY).set_index(["of", "measure"])
    assert frame.loc[("count", "change"), "value"] == 50
    assert frame.loc[("count", "change"), "low"] > 0
    assert frame.loc[("amount", "change"), "value"] == 500
    assert pd.isna(frame.loc[("amount", "change"), "low"])
    assert pd.isna(frame.loc[("amount", "p_value"), "value"])
    assert frame.loc[("count", "p_value"), "value"] < 1 - FEBRUARY.level


def test_p_values_of_one_call_are_corrected_together(opportunities_of: Make) -> None:
    table = opportunities_of(
        RECORDED_BEFORE, *lines(20, 30, "2026-01-10"), *lines(30, 20, "2026-02-10")
    )
    alone = compare(win_rate, table, FEBRUARY).query("measure == 'p_value'")["value"].iloc[0]
    both = compare([win_rate, new_opportunities, bookings], table, FEBRUARY)
    p_value = both.query("measure == 'p_value'").set_index(["kpi", "of"])["value"]
    # bookings' count (20 → 30) is the other one that is tested; nothing was created.
    assert p_value["win_rate", "value"] == pytest.approx(2 * alone)
    assert pd.isna(p_value["new_opportunities", "value"])


def test_a_running_period_meets_the_same_part_of_the_earlier_one(opportunities_of: Make) -> None:
    table = opportunities_of(
        RECORDED_BEFORE,
        *lines(3, 0, "2026-01-10"),
        *lines(5, 0, "2026-01-11"),
        *lines(4, 0, "2026-02-10"),
    )
    frame = compare(bookings, table, Window(date(2026, 2, 10), periods=1)).query("of == 'count'")
    assert frame["value"].tolist()[:2] == [3, 1]
    assert frame["mark"].tolist() == ["partial"] * 3


def test_a_year_ago_is_the_same_period_then(opportunities_of: Make) -> None:
    table = opportunities_of(*lines(4, 0, "2026-02-10"), "2024-12-01 2025-02-03 won Bo 7 -")
    frame = compare(bookings, table, FEBRUARY, by=["owner"], against="year")
    before = frame.query("measure == 'before' and of == 'amount'").set_index("owner")["value"]
    assert before.to_dict() == {"Ada": 0, "Bo": 7, "Cy": 0}


def test_the_earlier_value_is_as_it_was_seen_then(opportunities_of: Make) -> None:
    table = opportunities_of(
        RECORDED_BEFORE, "2026-01-05 2026-02-03 won Ada 7 -", "2026-01-05 2026-01-07 lost Bo 0 -"
    )
    frame = compare(win_rate, table, FEBRUARY)
    before = frame[frame["measure"] == "before"].iloc[0]
    assert (before["value"], before["n"]) == (0, 1)


def test_a_period_recorded_only_in_part_is_nothing_to_compare_with(
    opportunities_of: Make,
) -> None:
    table = opportunities_of(*lines(10, 0, "2026-01-20"), *lines(60, 0, "2026-02-10"))
    assert compare(bookings, table, FEBRUARY)["value"].isna().all()


def test_a_stock_makes_no_claim(opportunities_of: Make) -> None:
    table = opportunities_of("2025-12-01 2026-02-03 won Ada 9 9", "2025-12-01 - open Ada 5 5")
    frame = compare(open_pipeline, table, FEBRUARY).query("of == 'count'").set_index("measure")
    assert frame["value"].to_dict() == {
        "before": 2.0,
        "change": -1.0,
        "p_value": pytest.approx(float("nan"), nan_ok=True),
    }


def test_before_recording_began_there_is_nothing_to_compare_with(opportunities_of: Make) -> None:
    table = opportunities_of(*lines(4, 0, "2026-02-10"))
    frame = compare(bookings, table, FEBRUARY)
    assert frame["value"].isna().all()


def test_groups_without_records_are_not_looked_at(opportunities_of: Make) -> None:
    earlier = "2025-12-01 2025-12-20 won Bo 3 -"
    table = opportunities_of(*lines(4, 0, "2026-02-10"), earlier)
    frame = compare(bookings, table, FEBRUARY, by=["owner"]).query("of == 'count'")
    p_value = frame[frame["measure"] == "p_value"].set_index("owner")["value"]
    assert p_value.isna().to_dict() == {"Ada": False, "Bo": True, "Cy": True}


def test_each_kpi_gets_the_further_tables_that_it_reads() -> None:
    days = pd.to_datetime(["2025-11-03", "2025-12-03", "2026-01-07", "2026-02-03", "2026-02-20"])
    leads = completed(
        pd.DataFrame({"lead_id": list("abcde"), "created_at": days, "source": "Web"}), "leads"
    )
    spend = pd.DataFrame(
        {
            "period_start": pd.to_datetime(["2025-11-01", "2026-01-01", "2026-02-01"]),
            "period_end": pd.to_datetime(["2025-12-31", "2026-01-31", "2026-02-28"]),
            "source": "Web",
            "amount": [610.0, 100.0, 240.0],
        }
    )
    frame = compare([new_leads, cost_per_lead], leads, FEBRUARY, spend=spend)
    said = frame.set_index(["kpi", "of", "measure"])["value"]
    # One lead for 100 in January; two for 240 in February.
    assert said.loc[("cost_per_lead", "value", "before")] == 100.0
    assert said.loc[("cost_per_lead", "value", "change")] == 20.0
    assert said.loc[("new_leads", "count", "change")] == 1.0


def test_a_table_that_none_of_the_kpis_reads_is_refused(opportunities_of: Make) -> None:
    table = opportunities_of(RECORDED_BEFORE)
    with pytest.raises(ParamError, match="reads `spend`"):
        compare([win_rate, bookings], table, FEBRUARY, spend=pd.DataFrame())


def test_what_is_at_hand_is_not_computed_again(opportunities_of: Make) -> None:
    table = opportunities_of(
        RECORDED_BEFORE, *lines(10, 30, "2026-01-10"), *lines(30, 10, "2026-02-10")
    )
    asked: list[Window] = []

    def counted(records: pd.DataFrame, window: Window, by: Sequence[str] = ()) -> pd.DataFrame:
        asked.append(window)
        frame = win_rate(records, window, by=by)
        frame.attrs["kpi"] = "counted"
        return frame

    now = counted(table, FEBRUARY)
    asked.clear()
    frame = compare([counted, bookings], table, FEBRUARY, seen=[now])
    assert [window.as_of for window in asked] == [date(2026, 1, 31)]
    plain = compare([win_rate, bookings], table, FEBRUARY)
    pd.testing.assert_frame_equal(frame.drop(columns="kpi"), plain.drop(columns="kpi"))


def test_a_frame_of_something_else_is_refused(opportunities_of: Make) -> None:
    table = opportunities_of(RECORDED_BEFORE)
    now = win_rate(table, FEBRUARY)
    with pytest.raises(ParamError, match="`win_rate` shows none"):
        compare(bookings, table, FEBRUARY, seen=[now])
    with pytest.raises(ParamError, match="`win_rate` shows none"):
        compare(win_rate, table, FEBRUARY.as_one, seen=[now])
    with pytest.raises(ParamError, match="split otherwise"):
        compare(win_rate, table, FEBRUARY, seen=[win_rate(table, FEBRUARY, by=["owner"])])
