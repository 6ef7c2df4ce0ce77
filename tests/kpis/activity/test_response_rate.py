"""Who answers, counted by recipient."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.kpis import response_rate
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JANUARY = Window(date(2026, 1, 31), periods=1)


def value(frame: pd.DataFrame, measure: str = "value") -> list[float]:
    return frame.loc[frame["measure"].eq(measure), "value"].tolist()


def test_recipients_are_counted_not_sends(touches_of: Make) -> None:
    table = touches_of(
        "2026-01-02 email Ada x hello reached -",
        "2026-01-03 email Ada x hello reached -",
        "2026-01-04 email Ada x hello answered 2026-01-05",
        "2026-01-02 email Ada y hello reached -",
    )
    frame = response_rate(table, JANUARY, by=[])
    assert value(frame) == [0.5]
    assert frame["n"].tolist() == [2] * 4


def test_a_recipient_counts_once_for_each_channel_and_message(touches_of: Make) -> None:
    table = touches_of(
        "2026-01-02 email Ada x hello reached -",
        "2026-01-03 call Ada x hello answered -",
        "2026-01-04 email Ada x offer reached -",
    )
    assert response_rate(table, JANUARY, by=[])["n"].iloc[0] == 3
    by = response_rate(table, JANUARY).query("measure == 'value'")
    assert by[["channel", "message", "value"]].to_numpy().tolist() == [
        ["call", "hello", 1.0],
        ["email", "hello", 0.0],
        ["email", "offer", 0.0],
    ]


def test_what_bounced_or_was_not_taken_reaches_nobody(touches_of: Make) -> None:
    table = touches_of(
        "2026-01-02 email Ada x hello bounced 2026-01-02",
        "2026-01-02 call Ada y hello no_answer -",
        "2026-01-02 call Ada z hello reached -",
    )
    frame = response_rate(table, JANUARY, by=[])
    assert value(frame) == [0.0]
    assert frame["n"].iloc[0] == 1


def test_an_automatic_reply_is_no_answer(touches_of: Make) -> None:
    table = touches_of("2026-01-02 email Ada x hello auto_reply 2026-01-02")
    assert value(response_rate(table, JANUARY, by=[])) == [0.0]


def test_inbound_and_automatic_activities_are_no_touches(touches_of: Make) -> None:
    line = "2026-01-02 email Ada {} hello answered 2026-01-02"
    inbound = touches_of(line.format("x"), direction="inbound")
    machine = touches_of(line.format("y"), is_automatic=pd.array([True], dtype="boolean"))
    table = pd.concat([inbound, machine], ignore_index=True)
    frame = response_rate(table, JANUARY, by=[])
    assert frame["value"].isna().all()


def test_an_answer_after_the_window_of_days_does_not_count(touches_of: Make) -> None:
    table = touches_of(
        "2026-01-02 email Ada x hello answered 2026-01-16",
        "2026-01-02 email Ada y hello answered 2026-01-17",
    )
    assert value(response_rate(table, JANUARY, by=[])) == [0.5]
    assert value(response_rate(table, JANUARY, by=[], days=15)) == [1.0]


def test_touches_whose_days_are_not_over_are_left_out_answered_or_not(touches_of: Make) -> None:
    table = touches_of(
        "2026-01-02 email Ada x hello reached -",
        "2026-01-18 email Ada y hello answered 2026-01-19",
    )
    frame = response_rate(table, JANUARY, by=[])
    assert value(frame) == [0.0]
    assert frame["mark"].iloc[0] == "immature"
    # One of ten left out is few enough to be final.
    ten = touches_of(
        *(f"2026-01-02 email Ada {name} hello reached -" for name in "abcdefghi"),
        "2026-01-18 email Ada y hello answered 2026-01-19",
    )
    assert response_rate(ten, JANUARY, by=[])["mark"].iloc[0] != "immature"
    # The 17th has its fourteen days on the 31st.
    old = touches_of("2026-01-17 email Ada y hello answered 2026-01-19")
    assert value(response_rate(old, JANUARY, by=[])) == [1.0]


def test_a_recipient_is_the_contact_else_the_lead_else_the_account(touches_of: Make) -> None:
    table = touches_of(
        "2026-01-02 email Ada x hello reached -",
        "2026-01-02 email Ada - hello reached -",
        "2026-01-03 email Ada - hello reached -",
        "2026-01-03 email Ada - hello reached -",
        "2026-01-03 email Ada - hello reached -",
    ).assign(lead_id=["l", "l", "l", None, None], account_id=["a", "a", "a", "a", None])
    # The contact x, the lead l and the account a; the last one names nobody.
    assert response_rate(table, JANUARY, by=[])["n"].iloc[0] == 3


@pytest.fixture
def campaign(touches_of: Make) -> pd.DataFrame:
    """100 recipients each: 30 answer the offer, 10 the hello, 10 the news; 2 of 2 the gift."""
    lines = []
    for message, answers, size in (("offer", 30, 100), ("hello", 10, 100), ("news", 10, 100)):
        for number in range(size):
            outcome = "answered" if number < answers else "reached"
            lines.append(f"2026-01-02 email Ada {message}{number} {message} {outcome} -")
    lines += [f"2026-01-02 email Ada gift{number} gift answered -" for number in range(2)]
    return touches_of(*lines)


def test_two_answers_of_two_do_not_lead_after_shrinking(campaign: pd.DataFrame) -> None:
    frame = response_rate(campaign, JANUARY, by=["message"]).set_index(["measure", "message"])
    assert frame.loc[("value", "gift"), "value"] == 1.0
    assert frame.loc[("shrunken", "gift"), "value"] < 0.5
    assert frame.loc[("value", "gift"), "mark"] == "thin"
    assert 0.1 < frame.loc[("shrunken", "offer"), "value"] < 0.3


def test_better_than_the_rest_is_what_survives_looking_at_all(campaign: pd.DataFrame) -> None:
    frame = response_rate(campaign, JANUARY, by=["message"])
    beats = frame[frame["measure"].eq("beats_the_rest")].set_index("message")["value"]
    assert beats.to_dict() == {"gift": 1.0, "hello": 0.0, "news": 0.0, "offer": 1.0}
    p = frame[frame["measure"].eq("p_value")].set_index("message")["value"]
    # Two of two among 52 answers of 302: 52 * 51 / (302 * 301), twice as two of four are smaller.
    assert p["gift"] == pytest.approx(2 * 52 * 51 / (302 * 301))


def test_of_twenty_equal_messages_none_beats_the_rest(touches_of: Make) -> None:
    draw = np.random.default_rng(7)
    lines = [
        f"2026-01-02 email Ada {message}-{one} m{message} {outcome} -"
        for message in range(20)
        for one, outcome in enumerate(np.where(draw.random(60) < 0.2, "answered", "reached"))
    ]
    frame = response_rate(touches_of(*lines), JANUARY, by=["message"])
    assert value(frame, "beats_the_rest") == [0.0] * 20


def test_the_only_member_beats_nobody(touches_of: Make) -> None:
    frame = response_rate(touches_of("2026-01-02 email Ada x hello answered -"), JANUARY)
    assert np.isnan(value(frame, "beats_the_rest")[0])
    assert np.isnan(value(frame, "p_value")[0])
