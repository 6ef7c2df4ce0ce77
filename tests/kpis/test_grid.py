"""The places of a frame, and the row that stands at each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.kpis.grid import complete

STARTS = np.array(["2026-01-01", "2026-02-01"], dtype="datetime64[us]")


def rows_of(*lines: tuple[str, str, str | None, float, float]) -> pd.DataFrame:
    rows = pd.DataFrame(list(lines), columns=["measure", "period", "owner", "age_days", "value"])
    return rows.assign(
        period=pd.to_datetime(rows["period"]),
        owner=pd.Categorical(rows["owner"], categories=["Bo", "Ada"]),
    )


def test_each_measure_has_the_steps_of_its_own_rows() -> None:
    rows = rows_of(
        ("lost", "2026-02-01", "Ada", 60.0, 1.0),
        ("won", "2026-02-01", "Ada", 60.0, 2.0),
        ("won", "2026-01-01", "Bo", 30.0, 3.0),
    )
    grid = complete(rows, ("won", "lost"), STARTS, ["owner"], ["age_days"])
    assert grid.measure.tolist() == [0] * 8 + [1] * 4
    assert grid.period.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1]
    assert list(grid.keys["owner"]) == ["Bo", "Bo", "Ada", "Ada"] * 2 + ["Bo", "Ada"] * 2
    assert list(grid.keys["age_days"]) == [30, 60] * 4 + [60] * 4
    values = np.nan_to_num(grid.numbers("value")).tolist()
    assert values == [3, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1]
    assert grid.is_empty.tolist() == [value == 0 for value in values]


def test_rows_of_other_measures_and_periods_have_no_place() -> None:
    rows = rows_of(
        ("won", "2025-12-01", "Ada", 0.0, 1.0),
        ("open", "2026-01-01", "Ada", 0.0, 2.0),
        ("won", "2026-02-01", "Ada", 0.0, 3.0),
        ("won", "2026-01-15", "Ada", 0.0, 4.0),
    ).assign(mark=["a", "b", "c", "d"])
    grid = complete(rows, ("won",), STARTS)
    assert np.isnan(grid.numbers("value")).tolist() == [True, False]
    assert grid.texts("mark").tolist() == ["", "c"]
    assert grid.texts("unknown").tolist() == ["", ""]


def test_nobody_is_the_last_member_where_anything_is_nobodys() -> None:
    grid = complete(rows_of(("won", "2026-01-01", None, 0.0, 1.0)), ("won",), STARTS, ["owner"])
    assert list(pd.Series(grid.keys["owner"]).astype("str").fillna("-")) == ["Bo", "Ada", "-"] * 2
    assert grid.place.tolist() == [2]


def test_no_rows_leave_every_place_empty_but_have_no_steps() -> None:
    nothing = rows_of(("won", "2026-01-01", "Ada", 0.0, 1.0)).iloc[:0]
    assert complete(nothing, ("won",), STARTS, ["owner"]).is_empty.tolist() == [True] * 4
    assert len(complete(nothing, ("won",), STARTS, axes=["age_days"]).measure) == 0
    assert len(complete(nothing, ("won",), STARTS, ["owner", "age_days"]).measure) == 0


def test_two_rows_for_one_place_are_refused() -> None:
    line = ("won", "2026-01-01", "Ada", 0.0, 1.0)
    with pytest.raises(ValueError, match="same measure, period"):
        complete(rows_of(line, line), ("won",), STARTS)
