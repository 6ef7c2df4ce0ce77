from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from kit import tables
from kit.results import Table


@pytest.fixture
def rates() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kpi": "win_rate",
            "measure": "value",
            "period": pd.to_datetime(["2017-12-01"] * 4),
            "owner": ["Anna", "Boris", "Carl", "Dora"],
            "value": [0.626, 0.5, None, None],
            "low": [0.618, 0.4, None, None],
            "high": [0.634, 0.6, None, None],
            "n": pd.array([9000, 20, 0, 3], dtype="Int64"),
            "mark": ["", "thin", "", "suppressed"],
        }
    )


@pytest.fixture
def bookings() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kpi": "bookings",
            "measure": ["amount", "amount", "count", "count"],
            "period": pd.to_datetime(["2017-11-01", "2017-12-01"] * 2),
            "value": [1_234_567.0, 500.5, 12.0, 1.0],
            "low": float("nan"),
            "high": float("nan"),
            "n": pd.array([12, 1, 12, 1], dtype="Int64"),
            "mark": ["", "partial", "", "partial"],
        }
    )


def _texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_a_value_stands_with_its_interval_and_number_of_records(rates: pd.DataFrame) -> None:
    table = tables.display(rates)
    assert [column.label for column in table.columns] == ["Owner", "Win rate", "Records"]
    assert _texts(table)[0] == ["Anna", "62.6% (61.8–63.4)", "9,000"]
    assert table.rows[0][1].value == 0.626


def test_few_records_are_marked_and_the_note_says_how_many(rates: pd.DataFrame) -> None:
    table = tables.display(rates, note="By owner.")
    assert table.rows[1][1].mark == "thin"
    assert table.note == "By owner. No record: Carl. Shaded: fewer than 30 records."


def test_a_missing_value_is_a_dash_with_its_reason(rates: pd.DataFrame) -> None:
    carl, dora = tables.display(rates.assign(team="Iberia")).rows[2:]
    assert (carl[2].text, carl[2].value) == ("– (no record)", None)
    assert (dora[2].text, dora[2].mark) == ("– (too few records to show)", "suppressed")


def test_members_without_any_record_are_named_below_the_table(rates: pd.DataFrame) -> None:
    table = tables.display(rates)
    assert [row[0].text for row in table.rows] == ["Anna", "Boris", "Dora"]
    assert table.note.startswith("No record: Carl.")


def test_where_nobody_has_a_record_everyone_keeps_a_row(rates: pd.DataFrame) -> None:
    assert [row[0].text for row in tables.display(rates.iloc[[2]]).rows] == ["Carl"]


def test_a_single_record_of_several_measures_is_read_from_top_to_bottom() -> None:
    frame = pd.DataFrame(
        {
            "kpi": "cycle_time",
            "measure": ["median", "restricted_mean", "naive_median"],
            "period": pd.Timestamp("2017-12-01"),
            "value": [47.0, 9.0, 57.5],
            "low": [42.0, 8.0, None],
            "high": [50.0, 9.0, None],
            "n": pd.array([40, 40, 40], dtype="Int64"),
            "mark": "",
        }
    )
    table = tables.display(frame, title="Cycle time by its names")
    assert [column.label for column in table.columns] == ["Measure", "Value", "Records"]
    assert [row[1].text for row in table.rows] == ["47 days (42–50)", "9 days (8–9)", "57.5 days"]


def test_measures_become_columns_and_periods_rows(bookings: pd.DataFrame) -> None:
    table = tables.display(bookings, currency="EUR")
    assert table.title == "Bookings"
    assert table.kpi == "bookings"
    assert [column.label for column in table.columns] == ["Period", "Amount", "Count"]
    assert _texts(table) == [
        ["Nov 2017", "€1,234,567", "12"],
        ["Dec 2017 (in part)", "€500.50", "1"],
    ]


def test_measures_come_in_the_order_asked_for(bookings: pd.DataFrame) -> None:
    table = tables.display(bookings, measures=("count", "amount"))
    assert [column.label for column in table.columns] == ["Period", "Count", "Amount"]


def test_numbers_are_set_right_and_text_is_not(bookings: pd.DataFrame) -> None:
    assert [column.align for column in tables.display(bookings).columns] == [
        "text",
        "number",
        "number",
    ]


def test_kpis_side_by_side_are_called_by_their_names(
    rates: pd.DataFrame, bookings: pd.DataFrame
) -> None:
    frame = pd.concat([rates.drop(columns="owner"), bookings]).head(5)
    labels = [column.label for column in tables.display(frame).columns]
    assert {"Win rate", "Bookings"} <= set(labels)


def test_rows_beyond_the_limit_are_counted(rates: pd.DataFrame) -> None:
    table = tables.display(rates, limit=2)
    assert (len(table.rows), table.left_out) == (2, 1)


def test_an_empty_frame_is_a_table_without_rows(rates: pd.DataFrame) -> None:
    assert tables.display(rates.iloc[:0], title="Nothing").rows == ()
    assert tables.drawn(rates.iloc[:0]).rows == ()


def test_the_data_behind_a_chart_are_one_row_per_value(rates: pd.DataFrame) -> None:
    table = tables.drawn(rates)
    assert [column.label for column in table.columns] == ["Owner", "Value", "From", "To", "Records"]
    assert _texts(table)[0] == ["Anna", "62.6%", "61.8%", "63.4%", "9,000"]
    assert _texts(table)[3] == ["Dora", "– (too few records to show)", "–", "–", "3"]


def test_the_data_behind_a_chart_name_their_measure(bookings: pd.DataFrame) -> None:
    table = tables.drawn(bookings, currency="EUR")
    assert _texts(table)[2] == ["Nov 2017", "Count", "12", "12"]


def test_at_most_two_hundred_points_stand_behind_a_chart(rates: pd.DataFrame) -> None:
    table = tables.drawn(pd.concat([rates] * 60))
    assert (len(table.rows), table.left_out) == (200, 40)


def test_an_axis_is_a_column_of_numbers() -> None:
    frame = pd.DataFrame(
        {
            "kpi": "win_rate_curve",
            "measure": "won",
            "period": pd.to_datetime(["2017-12-01"]),
            "age_days": [30.0],
            "value": [0.25],
            "low": [0.2],
            "high": [0.3],
            "n": pd.array([80], dtype="Int64"),
            "mark": [""],
        }
    )
    table = tables.display(frame)
    assert (table.columns[0].label, table.columns[0].align) == ("Age in days", "number")
    assert _texts(table) == [["30", "25.0% (20.0–30.0)", "80"]]


@pytest.mark.parametrize("show", [tables.display, tables.drawn])
def test_hostile_names_stay_text(show: Callable[..., Any], rates: pd.DataFrame) -> None:
    names = ["=1+1", "a\x00\u202eb\nc", "<b>$x$</b>", "_under"]
    shown = [row[0].text for row in show(rates.assign(owner=names, n=40)).rows]
    assert shown == ["=1+1", "a b c", "<b>$x$</b>", "_under"]


def test_a_frame_is_left_untouched(rates: pd.DataFrame) -> None:
    before = rates.copy(deep=True)
    tables.display(rates)
    tables.drawn(rates)
    pd.testing.assert_frame_equal(rates, before)


def test_a_listing_is_no_kpi(rates: pd.DataFrame) -> None:
    assert tables.kpi_of(rates) == "win_rate"
    assert tables.kpi_of(rates.drop(columns="kpi")) == ""


def test_steps_of_an_axis_are_named_and_keep_their_rows_without_a_record(
    bookings: pd.DataFrame,
) -> None:
    one = bookings.iloc[:1].drop(columns=["kpi", "measure", "n", "value"])
    parts = [
        one.assign(kpi="pipeline_movement", measure="amount", step=step, value=value, n=n)
        for step, value, n in (("start", 5.0, 1), ("reopened", 0.0, 0), ("end", 5.0, 1))
    ]
    table = tables.display(pd.concat(parts, ignore_index=True), currency="EUR")
    assert [row[0].text for row in table.rows] == ["At the start", "Reopened", "At the end"]
    assert table.note == ""


def test_a_measure_without_any_value_is_named_below_the_table(bookings: pd.DataFrame) -> None:
    unknown = bookings["measure"].eq("count")
    table = tables.display(bookings.assign(value=bookings["value"].mask(unknown), mark=""))
    assert [column.label for column in table.columns] == ["Period", "Bookings"]
    assert table.note == "Nothing is recorded of: Count."


def test_a_measure_that_is_kept_back_for_a_reason_stays(bookings: pd.DataFrame) -> None:
    unknown = bookings["measure"].eq("count")
    mark = bookings["mark"].mask(unknown, "suppressed")
    table = tables.display(bookings.assign(value=bookings["value"].mask(unknown), mark=mark))
    assert len(table.columns) == 3
    assert [row[2].mark for row in table.rows] == ["suppressed", "suppressed"]


def test_a_frame_without_rows_still_says_whose_it_is(rates: pd.DataFrame) -> None:
    nothing = rates.iloc[:0]
    assert tables.kpi_of(nothing) == ""
    nothing.attrs["kpi"] = "win_rate"
    assert tables.kpi_of(nothing) == "win_rate"
    assert tables.dimensions(nothing) == ["owner"]
