"""How fast leads are answered, worked out by hand; the trap of each rule has a row."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.kpis import lead_response_hours
from kit.kpis.leads.first_touch import first_touch
from kit.window import Calendar, Window, WorkingTime

WINDOW = Window(date(2026, 5, 31), "month", 3)
INSTANT = "datetime64[us, UTC]"


def instants(texts: list[str | None]) -> pd.Series:
    return pd.Series(pd.to_datetime(texts, utc=True, format="ISO8601")).astype(INSTANT)


def leads_of(*lines: str) -> pd.DataFrame:
    """Lines of `lead_id created converted disqualified team`; ``-`` is missing."""
    rows = [[None if word == "-" else word for word in line.split()] for line in lines]
    names = ["lead_id", "created_at", "converted_at", "disqualified_at", "team"]
    frame = pd.DataFrame(rows, columns=names)
    for name in names[1:4]:
        frame[name] = instants(frame[name].tolist())
    return frame.assign(region="EMEA", source="Web")


def touches_of(*lines: str) -> pd.DataFrame:
    """Lines of `lead_id occurred direction outcome automatic`; ``-`` is missing."""
    rows = [[None if word == "-" else word for word in line.split()] for line in lines]
    names = ["lead_id", "occurred_at", "direction", "outcome", "is_automatic"]
    frame = pd.DataFrame(rows, columns=names)
    automatic = frame["is_automatic"].map({"yes": True, "no": False}).astype("boolean")
    return frame.assign(occurred_at=instants(frame["occurred_at"].tolist()), is_automatic=automatic)


def measured(frame: pd.DataFrame, month: str = "2026-03") -> dict[str, float]:
    own = frame[frame["period"].eq(pd.Timestamp(f"{month}-01"))]
    return dict(zip(own["measure"], own["value"], strict=True))


def marks(frame: pd.DataFrame, month: str) -> dict[str, str]:
    own = frame[frame["period"].eq(pd.Timestamp(f"{month}-01"))]
    return dict(zip(own["measure"], own["mark"], strict=True))


FIVE = (  # 2026-03-02 is a Monday; the working day is 9 to 18 in UTC
    "a 2026-03-02T10:00Z - - North",  # answered after 5 minutes
    "b 2026-03-02T10:00Z - - North",  # after exactly an hour
    "c 2026-03-02T17:30Z - - North",  # the next morning: 16 h by the clock, 1 in working hours
    "d 2026-03-02T10:00Z - 2026-03-02T12:00Z North",  # disqualified before anybody answered
    "e 2026-03-02T10:00Z - - North",  # never answered
)
ANSWERS = (
    "a 2026-03-02T10:05Z outbound reached no",
    "b 2026-03-02T11:00Z outbound no_answer -",
    "c 2026-03-03T09:30Z outbound reached no",
    "d 2026-03-02T13:00Z outbound reached no",
)


def test_every_measure_of_five_leads() -> None:
    found = measured(lead_response_hours(leads_of(*FIVE), touches_of(*ANSWERS), WINDOW))
    assert found["within_5_minutes"] == pytest.approx(1 / 5)
    assert found["within_1_hour"] == pytest.approx(2 / 5)
    assert found["within_1_day"] == pytest.approx(3 / 5)
    assert found["never_answered"] == pytest.approx(2 / 5)
    assert found["median"] == pytest.approx(1.0)
    assert found["median_clock"] == pytest.approx(16.0)
    assert np.isnan(found["p90"])
    assert np.isnan(found["p90_clock"])


def test_what_fewer_than_the_share_come_to_is_not_reached() -> None:
    frame = lead_response_hours(leads_of(*FIVE), touches_of(*ANSWERS), WINDOW)
    assert marks(frame, "2026-03")["p90"] == "not_reached"
    assert marks(frame, "2026-03")["median"] == "thin"


def test_the_unanswered_are_not_dropped() -> None:
    """Of those answered half took an hour at most; of all, the half took until next morning."""
    answered = leads_of(*FIVE[:3])
    touches = touches_of(*ANSWERS)
    assert measured(lead_response_hours(answered, touches, WINDOW))["median_clock"] == 1.0
    everyone = measured(lead_response_hours(leads_of(*FIVE), touches, WINDOW))
    assert everyone["median_clock"] == 16.0


def test_a_machine_is_no_human_and_a_bounce_no_answer() -> None:
    touches = touches_of(
        "e 2026-03-02T10:01Z outbound reached yes",
        "e 2026-03-02T10:02Z outbound bounced no",
        "e 2026-03-02T10:03Z inbound reached no",
        "e 2026-03-02T09:59Z outbound reached no",
        "e 2026-03-02T10:30Z outbound auto_reply no",
    )
    found = first_touch(leads_of(*FIVE), touches, Calendar())
    assert found.isna().tolist() == [True] * 4 + [False]
    assert found.iloc[4] == pd.Timestamp("2026-03-02T10:30Z")


def test_a_touch_without_a_direction_counts() -> None:
    touches = touches_of("e 2026-03-02T10:03Z - reached -")
    assert first_touch(leads_of(*FIVE), touches, Calendar()).notna().sum() == 1


def test_a_conversion_on_a_day_without_a_time_does_not_come_before_that_days_answer() -> None:
    leads = leads_of("a 2026-03-02T10:00Z - - North")
    day = pd.Series(pd.to_datetime(["2026-03-02"])).astype("datetime64[us]")
    found = measured(
        lead_response_hours(leads.assign(converted_at=day), touches_of(*ANSWERS), WINDOW)
    )
    assert found["within_5_minutes"] == 1.0
    assert found["never_answered"] == 0.0


def test_leads_too_young_to_tell_are_immature_not_unanswered() -> None:
    frame = lead_response_hours(
        leads_of("a 2026-05-31T12:00Z - - North"), touches_of(*ANSWERS), WINDOW
    )
    assert marks(frame, "2026-05")["never_answered"] == "immature"
    assert marks(frame, "2026-05")["within_1_day"] == "immature"
    found = measured(frame, "2026-05")
    assert found["within_1_hour"] == 0.0
    assert np.isnan(found["within_1_day"])


def test_each_team_answers_in_its_own_working_hours() -> None:
    leads = leads_of("a 2026-03-02T17:00Z - - North", "b 2026-03-02T17:00Z - - South")
    touches = touches_of(
        "a 2026-03-03T10:00Z outbound reached no", "b 2026-03-03T10:00Z outbound reached no"
    )
    always = WorkingTime((("EMEA", "South"),), (((0, 1440),),) * 7)
    holiday = WorkingTime((("", ""),), holidays=("2026-03-03",))
    window = Window(date(2026, 5, 31), "month", 3, Calendar(working=(holiday, always)))
    frame = lead_response_hours(leads, touches, window, by=["team"])
    own = frame[frame["measure"].eq("median") & frame["period"].eq(pd.Timestamp("2026-03-01"))]
    assert own.set_index("team")["value"].to_dict() == {"North": 1.0, "South": 17.0}


def test_dates_without_times_give_days_and_no_shares_of_hours() -> None:
    leads = leads_of(*FIVE)
    days = leads["created_at"].dt.tz_localize(None).dt.normalize()
    found = measured(
        lead_response_hours(leads.assign(created_at=days), touches_of(*ANSWERS), WINDOW)
    )
    assert np.isnan(found["within_5_minutes"])
    assert np.isnan(found["within_1_hour"])
    assert found["within_1_day"] == pytest.approx(4 / 5)
    assert found["median_clock"] == 0.0


def test_leads_from_before_activities_were_recorded_are_left_out() -> None:
    """A hundred old leads cannot have been answered on record; the hundred new ones all were."""
    old = [f"o{n} 2026-03-02T10:00Z - - North" for n in range(100)]
    new = [f"n{n} 2026-04-{1 + n % 28:02}T10:00Z - - North" for n in range(100)]
    touches = touches_of(
        *(f"n{n} 2026-04-{1 + n % 28:02}T11:00Z outbound reached no" for n in range(100))
    )
    frame = lead_response_hours(leads_of(*old, *new), touches, WINDOW)
    assert measured(frame, "2026-04")["median_clock"] == 1.0
    assert frame.loc[frame["period"].eq(pd.Timestamp("2026-03-01")), "value"].isna().all()
    assert frame.loc[frame["period"].eq(pd.Timestamp("2026-03-01")), "n"].eq(0).all()
