"""The tidy frame: periods, grid, marks, and counts, sums and rates in it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.kpis import open_pipeline
from kit.kpis.frame import counts, finish, in_periods, rate, totals
from kit.window import Calendar, Window

OWNERS = pd.CategoricalDtype(["Ada", "Bo", "Cy"])
JAN_FEB = Window(date(2026, 2, 28), "month", 2)


@pytest.fixture
def closes() -> pd.DataFrame:
    """Two in January, two in February, one before the window, one without a date."""
    days = ["2026-01-01", "2026-01-31", "2026-02-01", "2026-02-28", "2025-12-31", None]
    return pd.DataFrame(
        {
            "closed_at": pd.to_datetime(days).astype("datetime64[us]"),
            "is_won": [True, False, True, True, True, True],
            "amount": [0.1, 0.2, 0.7, np.nan, 5.0, 5.0],
            "owner": pd.Series(["Ada", "Ada", "Bo", None, "Cy", "Cy"], dtype=OWNERS),
        }
    )


def test_an_instant_belongs_to_the_period_of_its_local_day() -> None:
    late = pd.Series(pd.to_datetime(["2026-01-31T22:59Z", "2026-01-31T23:00Z"]))
    madrid = Window(date(2026, 2, 28), periods=2, calendar=Calendar("Europe/Madrid"))
    assert in_periods(late, madrid).dt.month.tolist() == [1, 2]
    assert in_periods(late, JAN_FEB).dt.month.tolist() == [1, 1]


def test_the_last_period_ends_with_as_of() -> None:
    days = pd.Series(pd.to_datetime(["2026-02-10", "2026-02-11", None]))
    periods = in_periods(days, Window(date(2026, 2, 10), periods=1))
    assert periods.notna().tolist() == [True, False, False]


def test_fiscal_quarters_start_where_the_fiscal_year_says() -> None:
    days = pd.Series(pd.to_datetime(["2026-01-31", "2026-02-01"]))
    window = Window(date(2026, 4, 30), "quarter", 2, Calendar(fiscal_year_start=2))
    assert in_periods(days, window).dt.month.tolist() == [11, 2]


def test_counts_are_of_all_records_in_the_period(closes: pd.DataFrame) -> None:
    frame = counts(closes, "k", JAN_FEB, at="closed_at")
    assert frame["value"].tolist() == [2, 2]
    assert frame["n"].tolist() == [2, 2]
    assert frame["low"].isna().all()


def test_sums_are_exact_to_the_minor_unit(closes: pd.DataFrame) -> None:
    frame = totals(closes, closes["amount"], "k", JAN_FEB, at="closed_at")
    assert frame["value"].tolist() == [0.3, 0.7]
    assert frame["n"].tolist() == [2, 1]


def test_records_without_any_amount_have_no_sum_and_no_records_sum_to_0(
    closes: pd.DataFrame,
) -> None:
    frame = totals(closes, closes["amount"], "k", JAN_FEB, at="closed_at", by=["owner"])
    february = frame[frame["period"] == "2026-02-01"]
    assert february["owner"].astype("str").fillna("nobody").tolist() == [
        "Ada",
        "Bo",
        "Cy",
        "nobody",
    ]
    assert february["value"].fillna(-1).tolist() == [0.0, 0.7, 0.0, -1]


def test_a_rate_has_wilson_bounds_and_is_missing_where_nothing_happened(
    closes: pd.DataFrame,
) -> None:
    frame = rate(closes, closes["is_won"], "k", JAN_FEB, at="closed_at", by=["owner"])
    row = frame.iloc[0]
    assert (row["owner"], row["value"], row["n"], row["mark"]) == ("Ada", 0.5, 2, "thin")
    # Wilson at 90 %, 1 of 2, z² = 2.7055: 0.5 ± z √(1/8 + z²/16) / (1 + z²/2)
    assert (row["low"], row["high"]) == pytest.approx((0.1209, 0.8791), abs=1e-4)
    cy = frame[frame["owner"] == "Cy"]
    assert cy["value"].isna().all()
    assert cy["n"].tolist() == [0, 0]
    assert cy["mark"].tolist() == ["", ""]


def test_several_dimensions_show_the_combinations_that_occur(closes: pd.DataFrame) -> None:
    closes["product"] = pd.Categorical(["P", "Q", "P", "P", "P", "P"], categories=["P", "Q", "R"])
    frame = counts(closes, "k", JAN_FEB, at="closed_at", by=["owner", "product"])
    january = frame[frame["period"] == "2026-01-01"]
    seen = list(
        zip(
            january["owner"].astype("str").fillna("-"),
            january["product"],
            january["n"],
            strict=True,
        )
    )
    assert seen == [("Ada", "P", 1), ("Ada", "Q", 1), ("Bo", "P", 0), ("-", "P", 0)]


def test_a_running_period_is_marked_partial(closes: pd.DataFrame) -> None:
    frame = counts(closes, "k", Window(date(2026, 2, 27), periods=2), at="closed_at")
    assert frame["mark"].tolist() == ["", "partial"]
    assert frame["value"].tolist() == [2, 1]


def test_a_rate_of_one_person_needs_the_minimum_of_records(closes: pd.DataFrame) -> None:
    window = Window(date(2026, 2, 28), periods=2, minimum_group=2)
    frame = rate(closes, closes["is_won"], "k", window, at="closed_at", by=["owner"])
    bo = frame[frame["owner"].eq("Bo") & frame["period"].eq("2026-02-01")].iloc[0]
    assert bo["mark"] == "suppressed"
    assert np.isnan([bo["value"], bo["low"], bo["high"]]).all()
    assert bo["n"] == 1
    assert frame.iloc[0]["mark"] == "thin"


def test_30_records_are_not_thin() -> None:
    for n, mark in ((29, "thin"), (30, "")):
        table = pd.DataFrame({"at": [pd.Timestamp("2026-02-03")] * n})
        won = pd.Series(True, table.index)
        assert (
            rate(table, won, "k", Window(date(2026, 2, 28), periods=1), at="at")["mark"][0] == mark
        )


def test_axes_are_crossed_with_members_and_keep_their_order() -> None:
    rows = pd.DataFrame(
        {
            "measure": "won",
            "period": pd.Timestamp("2026-02-01"),
            "owner": pd.Series(["Ada", "Ada", "Bo"], dtype=OWNERS),
            "age_days": [60.0, 30.0, 30.0],
            "value": [0.6, 0.3, 0.4],
            "n": [3, 3, 1],
        }
    )
    frame = finish(rows, "k", JAN_FEB, by=["owner"], axes=["age_days"], now=True)
    assert frame["age_days"].tolist() == [30, 60] * 3
    assert frame["value"].fillna(-1).tolist() == [0.3, 0.6, 0.4, -1, -1, -1]
    assert frame["n"].tolist() == [3, 3, 1, 0, 0, 0]


def test_the_mark_that_a_kpi_gives_outweighs_thin_and_partial() -> None:
    rows = pd.DataFrame(
        {"measure": ["value"], "period": [pd.Timestamp("2026-02-01")], "value": [0.5], "n": [4]}
    )
    window = Window(date(2026, 2, 10), periods=1)
    marked = rows.assign(mark="immature")
    assert finish(marked, "k", window, rates=["value"])["mark"].tolist() == ["immature"]
    assert finish(rows, "k", window, rates=["value"])["mark"].tolist() == ["partial"]
    assert finish(rows, "k", window, rates=["value"], now=True)["mark"].tolist() == ["thin"]


def test_two_rows_for_one_place_are_refused() -> None:
    rows = pd.DataFrame(
        {"measure": "value", "period": [pd.Timestamp("2026-02-01")] * 2, "value": 1.0}
    )
    with pytest.raises(ValueError, match="same measure, period"):
        finish(rows, "k", JAN_FEB)


def test_the_frame_keeps_the_window_for_whoever_shows_it(closes: pd.DataFrame) -> None:
    assert counts(closes, "k", JAN_FEB, at="closed_at").attrs["window"] == JAN_FEB


def test_a_grid_without_rows_is_a_frame_without_rows() -> None:
    table = pd.DataFrame(
        {
            "created_at": pd.to_datetime(["2026-03-01"]),
            "closed_at": pd.to_datetime(["2026-03-05"]),
            "status": ["won"],
            "amount": [5.0],
            "team": pd.Series([pd.NA], dtype="str"),
        }
    )
    frame = open_pipeline(table, Window(date(2026, 3, 5), periods=2), by=["team"])
    assert set(frame["measure"]) <= {"count", "started", "amount", "not_started"}
