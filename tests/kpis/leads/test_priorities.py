"""Which open leads to work on, in which order."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.errors import ParamError
from kit.kpis import lead_priorities
from kit.window import Window
from tests.kpis.leads.lead_rows import leads_of

WINDOW = Window(date(2026, 6, 30))
PAST = [f"r{number} 2026-01-01T10:00:00Z Referral - - - 2026-01-{8 + number // 4:02}T10:00:00Z"
        for number in range(40)]  # fmt: skip
PAST += [f"p{number} 2026-01-01T10:00:00Z Paid - - 2026-01-21T10:00:00Z" for number in range(38)]
PAST += [f"q{number} 2026-01-01T10:00:00Z Paid - - - 2026-01-0{6 + number}T10:00:00Z"
         for number in range(2)]  # fmt: skip


def listed(*lines: str, touches: pd.DataFrame | None = None, **how: object) -> pd.DataFrame:
    leads = leads_of(*PAST, *lines).assign(score=50.0, score_band="middle")
    touches = touched("q0") if touches is None else touches
    return lead_priorities(leads, touches, WINDOW, **how).set_index("lead_id")


def touched(*ids: str, at: str = "2026-06-30T12:00Z") -> pd.DataFrame:
    frame = pd.DataFrame({"lead_id": list(ids), "activity_id": list(ids)}, dtype="str")
    instants = pd.Series(pd.Timestamp(at), index=frame.index).astype("datetime64[us, UTC]")
    frame = frame.assign(occurred_at=instants, channel="call", direction="outbound")
    return completed(frame, "activities")


def test_only_open_leads_are_listed() -> None:
    found = listed("a 2026-06-29T10:00:00Z Referral", "b 2026-07-01T10:00:00Z Referral")
    assert found.index.tolist() == ["a"]


def test_unanswered_ones_that_promise_more_than_the_average_are_called_first() -> None:
    found = listed(
        "a 2026-06-28T10:00:00Z Paid", "b 2026-06-28T10:00:00Z Referral",
        "c 2026-06-28T12:00:00Z Referral", "d 2026-06-28T10:00:00Z Referral",
        touches=touched("d"),
    )  # fmt: skip
    assert found["action"].to_dict() == {
        "b": "call_now",
        "c": "call_now",
        "d": "nurture",
        "a": "nurture",
    }
    # Both promise the same: the younger one is called first.
    assert found.index.tolist() == ["c", "b", "d", "a"]
    assert found["answered"].tolist() == [False, False, True, False]


def test_a_fresh_unanswered_lead_is_called_whatever_it_promises() -> None:
    found = listed("a 2026-06-30T12:00:00Z Paid")
    assert found.loc["a", "action"] == "call_now"
    assert found.loc["a", "age_hours"] == 12.0
    assert listed("a 2026-06-30T12:00:00Z Paid", fresh_hours=6).loc["a", "action"] == "nurture"


def test_a_lead_older_than_any_that_converted_is_too_late() -> None:
    found = listed("a 2026-03-01T10:00:00Z Referral", "b 2026-06-25T10:00:00Z Referral")
    assert found["action"].to_dict() == {"b": "call_now", "a": "too_late"}
    assert found.loc["a", "expected_conversion_rate"] == 0.0


def test_what_a_lead_promises_is_what_its_source_converts() -> None:
    found = listed("a 2026-06-30T21:00:00Z Referral", "b 2026-06-30T21:00:00Z Paid")
    assert found.loc["a", "expected_conversion_rate"] > 0.9
    assert 0.02 < found.loc["b", "expected_conversion_rate"] < 0.15


def test_without_any_touch_nobody_can_say_who_was_answered() -> None:
    found = listed(
        "a 2026-06-30T12:00:00Z Paid",
        "b 2026-06-30T12:00:00Z Referral",
        touches=empty("activities"),
    )
    assert found["answered"].isna().all()
    assert found["action"].to_dict() == {"b": "call_now", "a": "nurture"}


def test_a_touch_after_as_of_has_not_answered() -> None:
    touches = pd.concat([touched("q0"), touched("a", at="2026-06-30T23:59Z")])
    late = pd.concat([touched("q0"), touched("a", at="2026-07-01T00:00Z")])
    line = "a 2026-06-29T10:00:00Z Referral"
    assert listed(line, touches=touches)["answered"].tolist() == [True]
    assert listed(line, touches=late)["answered"].tolist() == [False]


def test_where_nothing_ever_converted_only_the_fresh_are_called() -> None:
    leads = leads_of("a 2026-06-30T12:00:00Z Web", "b 2026-06-01T12:00:00Z Web")
    found = lead_priorities(leads, touched("x"), WINDOW)
    assert found["action"].tolist() == ["call_now", "nurture"]
    assert found["expected_conversion_rate"].isna().all()


def test_the_thresholds_decide() -> None:
    line = "a 2026-06-28T10:00:00Z Paid"
    assert listed(line, worth_calling=0.01).loc["a", "action"] == "call_now"
    assert listed(line, too_late_below=0.5).loc["a", "action"] == "too_late"


def test_a_limit_cuts_the_end_of_the_list() -> None:
    lines = ("a 2026-06-28T10:00:00Z Paid", "b 2026-06-28T10:00:00Z Referral")
    assert listed(*lines, limit=1).index.tolist() == ["b"]
    with pytest.raises(ParamError, match="`limit` is 0: ask for at least 1 row"):
        listed(*lines, limit=0)


def test_without_leads_the_list_is_empty_and_has_its_columns() -> None:
    found = lead_priorities(empty("leads"), empty("activities"), WINDOW)
    assert len(found) == 0
    assert list(found)[:3] == ["lead_id", "action", "score"]
    assert found.attrs["listing"] == "lead_priorities"
