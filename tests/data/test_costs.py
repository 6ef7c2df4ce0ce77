"""Prices of people's time, and those that nothing has."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit.data.costs import costed, unused_costs
from kit.params import Settings

DONE = pd.DataFrame(
    {
        "channel": ["Call", "visit", "meeting", None],
        "duration_minutes": [10.0, None, 90.0, None],
    }
)


def settings(**costs: float) -> Settings:
    return Settings(folder=Path(), costs=costs)


def test_an_activity_costs_its_channels_rate_else_its_time() -> None:
    activities = pd.DataFrame(
        {
            "channel": ["Call", "visit", "visit", "email"],
            "duration_minutes": [60.0, 20.0, None, 5.0],
        }
    )

    cost = costed(activities, settings(call=6.0, email=0.0, hour=50.0))["cost"]
    # A third of an hour is rounded to the cent; a visit without a length has no cost.
    assert cost.fillna(-1).tolist() == [6.0, 16.67, -1.0, 0.0]


def test_without_declared_costs_an_activity_has_none() -> None:
    activities = pd.DataFrame(
        {
            "channel": ["call"],
            "duration_minutes": [60.0],
        }
    )
    cost = costed(activities, settings())["cost"]
    assert cost.isna().all()
    assert cost.dtype == "float64"


def test_a_price_that_some_activity_has_is_not_spoken_of() -> None:
    assert unused_costs(DONE, settings(CALL=6, visit=180, hour=45)) == []


def test_a_price_of_a_channel_that_never_occurs_is_told_with_the_likeliest_one_meant() -> None:
    (fault,) = unused_costs(DONE, settings(visits=180, call=6))
    assert (fault.severity, fault.value) == ("warning", "visits")
    assert "no activity has the channel `visits`" in str(fault)
    assert "Did you mean `visit`?" in str(fault)
    (fault,) = unused_costs(DONE, settings(fax=1))
    assert "Known: `Call`, `meeting`, `visit`." in str(fault)


@pytest.mark.parametrize("done", [DONE.assign(duration_minutes=None), DONE[:1]])
def test_a_price_of_an_hour_needs_lengths_of_what_has_no_price(done: pd.DataFrame) -> None:
    (fault,) = unused_costs(done, settings(call=6, hour=45))
    assert "says how long it took" in fault.message


def test_without_activities_no_price_counts() -> None:
    assert len(unused_costs(None, settings(call=6, hour=45))) == 2
    assert unused_costs(None, settings()) == []
