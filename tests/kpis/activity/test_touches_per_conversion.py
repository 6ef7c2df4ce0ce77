"""What a won opportunity takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis import touches_per_conversion
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JANUARY = Window(date(2026, 1, 31), periods=1)


@pytest.fixture
def opportunities() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "opportunity_id": ["o", "p"],
            "created_at": pd.to_datetime(["2026-01-01"] * 2, utc=True),
            "closed_at": pd.to_datetime(["2026-01-20"] * 2, utc=True),
            "status": ["won", "lost"],
            "owner": ["Ada", "Bo"],
            "source": ["Web", "Fair"],
        }
    )
    return completed(frame, "opportunities")


@pytest.fixture
def leads() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "lead_id": ["l"],
            "created_at": pd.to_datetime(["2026-01-01"], utc=True),
            "source": ["Web"],
        }
    )
    return completed(frame, "leads")


@pytest.fixture
def touches(touches_of: Make) -> pd.DataFrame:
    """One on the won, two on the lost opportunity, one on a lead that became nothing, one mail."""
    return touches_of(*["2026-01-02 call Ada - - - -"] * 4, "2026-01-02 email Ada - - - -").assign(
        opportunity_id=["o", "p", "p", None, "o"],
        lead_id=[None, None, None, "l", None],
        duration_minutes=[30.0, 30.0, 60.0, None, None],
        cost=[6.0, 6.0, 6.0, 6.0, 1.0],
        is_automatic=pd.array([False, False, None, False, True], dtype="boolean"),
    )


def test_effort_on_lost_and_unconverted_ones_counts(
    opportunities: pd.DataFrame, touches: pd.DataFrame, leads: pd.DataFrame
) -> None:
    frame = touches_per_conversion(opportunities, touches, leads, JANUARY)
    assert frame["value"].tolist() == [4.0, 2.0, 24.0]
    assert frame["n"].tolist() == [1, 1, 1]
    assert frame["mark"].tolist() == ["thin"] * 3


def test_touches_count_for_their_owner_and_their_records_source(
    opportunities: pd.DataFrame, touches: pd.DataFrame, leads: pd.DataFrame
) -> None:
    tables = opportunities, touches, leads
    frame = touches_per_conversion(*tables, JANUARY, by=["source"]).query("measure == 'touches'")
    assert frame["source"].tolist() == ["Fair", "Web"]
    assert np.isnan(frame["value"].iloc[0])
    assert frame["value"].iloc[1] == 2.0
    frame = touches_per_conversion(*tables, JANUARY, by=["owner"]).query("measure == 'touches'")
    assert frame["value"].iloc[0] == 4.0


def test_without_a_won_opportunity_there_is_no_effort_for_each(
    opportunities: pd.DataFrame, touches: pd.DataFrame, leads: pd.DataFrame
) -> None:
    frame = touches_per_conversion(opportunities.iloc[1:], touches, leads, JANUARY)
    assert frame["value"].isna().all()


def test_hours_and_cost_that_nobody_noted_are_not_0(
    opportunities: pd.DataFrame, touches: pd.DataFrame
) -> None:
    blank = touches.assign(duration_minutes=np.nan, cost=np.nan)
    frame = touches_per_conversion(opportunities, blank, empty("leads"), JANUARY)
    assert frame["value"].notna().tolist() == [True, False, False]
