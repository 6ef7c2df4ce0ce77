"""Touches per owner and working day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis import activity_level
from kit.window import OFFICE_WEEK, Calendar, Window, WorkingTime

Make = Callable[..., pd.DataFrame]
JANUARY = Window(date(2026, 1, 31), periods=1)
"""22 working days: 1 January 2026 is a Thursday."""


def owners_of(*lines: str) -> pd.DataFrame:
    """Lines of `owner team from to`."""
    frame = pd.DataFrame([line.split() for line in lines], columns=["owner", "team", "a", "b"])
    frame = frame.mask(frame.eq("-"))
    return completed(
        frame.assign(
            valid_from=pd.to_datetime(frame["a"]).astype("datetime64[us]"),
            valid_to=pd.to_datetime(frame["b"]).astype("datetime64[us]"),
        )[["owner", "team", "valid_from", "valid_to"]],
        "owners",
    )


@pytest.fixture
def touches(touches_of: Make) -> pd.DataFrame:
    """Ten calls of Ada, one mail of Bo, and what is no touch of anybody."""
    calls = ["2026-01-05 call Ada - - - -"] * 10
    mails = ["2026-01-30 email Bo - - - -", "2026-01-05 email - - - - -"]
    return touches_of(*calls, *mails).assign(team="North")


def test_owners_count_on_the_days_on_which_they_were_there(touches: pd.DataFrame) -> None:
    # Ada left on Friday the 9th: 7 working days. Bo came on Thursday the 29th: 2.
    owners = owners_of("Ada North 2025-01-01 2026-01-09", "Bo North 2026-01-29 -")
    frame = activity_level(touches, owners, JANUARY)
    assert frame["value"].tolist() == pytest.approx([11 / 9])
    by = activity_level(touches, owners, JANUARY, by=["owner"])
    assert by["value"].tolist() == pytest.approx([10 / 7, 1 / 2])


def test_who_left_before_the_period_is_not_idle_in_it(touches: pd.DataFrame) -> None:
    owners = owners_of("Ada North 2025-01-01 2026-01-31", "Bo North 2026-01-29 -")
    later = activity_level(touches, owners, Window(date(2026, 2, 28), periods=2), by=["owner"])
    assert later["value"].fillna(-1).tolist() == pytest.approx([10 / 22, 1 / 2, -1, 0])


def test_who_never_made_a_touch_does_not_count(touches: pd.DataFrame) -> None:
    owners = owners_of("Ada North - -", "Bo North - -", "Boss - - -")
    one = activity_level(touches, owners, JANUARY)["value"]
    two = activity_level(touches, owners.iloc[:2], JANUARY)["value"]
    assert one.tolist() == two.tolist()


def test_without_a_table_of_owners_they_were_there_from_first_to_last_touch(
    touches: pd.DataFrame,
) -> None:
    frame = activity_level(touches, empty("owners"), JANUARY, by=["owner"])
    assert frame["value"].tolist() == [10.0, 1.0]


def test_channels_share_the_days_and_add_up(touches: pd.DataFrame) -> None:
    owners = owners_of("Ada North 2026-01-01 -", "Bo North 2026-01-01 -")
    by = activity_level(touches, owners, JANUARY, by=["channel"])
    whole = activity_level(touches, owners, JANUARY)
    assert by["value"].tolist() == pytest.approx([10 / 44, 1 / 44])
    assert by["value"].sum() == pytest.approx(whole["value"].iloc[0])


def test_a_stay_ends_where_the_next_one_begins(touches: pd.DataFrame) -> None:
    owners = owners_of("Ada North 2026-01-01 -", "Ada South 2026-01-19 -")
    frame = activity_level(touches.iloc[:10], owners, JANUARY, by=["team"])
    # 12 working days up to the 18th; in the other team nothing was done.
    assert frame["value"].tolist() == pytest.approx([10 / 12, 0.0])


def test_holidays_and_the_units_week_are_no_working_days(touches: pd.DataFrame) -> None:
    time = WorkingTime((("", "North"),), OFFICE_WEEK, "UTC", ("2026-01-01", "2026-01-06"))
    window = replace(JANUARY, calendar=Calendar(working=(time,)))
    owners = owners_of("Ada North 2026-01-01 -")
    owners["region"] = ""
    frame = activity_level(touches.iloc[:10], owners, window)
    assert frame["value"].tolist() == pytest.approx([10 / 20])


def test_before_anybody_was_there_nothing_is_said(touches: pd.DataFrame) -> None:
    owners = owners_of("Ada North 2026-01-01 -", "Bo North 2026-01-01 -")
    frame = activity_level(touches, owners, Window(date(2026, 1, 31), periods=2))
    assert np.isnan(frame["value"].iloc[0])
