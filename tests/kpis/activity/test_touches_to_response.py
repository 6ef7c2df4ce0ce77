"""How many touches until a lead answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed
from kit.kpis import touches_to_response
from kit.window import Window

Make = Callable[..., pd.DataFrame]
QUARTER = Window(date(2026, 3, 31), "quarter", periods=1)


def leads_of(*ids: str, **columns: object) -> pd.DataFrame:
    created = pd.to_datetime(["2026-01-01"] * len(ids), utc=True)
    return completed(pd.DataFrame({"lead_id": ids, "created_at": created, **columns}), "leads")


def curve(frame: pd.DataFrame, measure: str) -> list[float]:
    return frame.loc[frame["measure"].eq(measure), "value"].tolist()


@pytest.fixture
def four(touches_of: Make) -> pd.DataFrame:
    """l answers the 1st, m the 2nd, n is dropped after the 1st, o after the 3rd touch."""
    return touches_of(
        "2026-01-02 email Ada - hello answered 2026-01-03",
        "2026-01-02 email Ada - hello reached -",
        "2026-01-05 call Ada - hello answered -",
        "2026-01-02 email Ada - hello reached -",
        "2026-01-02 email Ada - hello reached -",
        "2026-01-05 email Ada - hello auto_reply 2026-01-05",
        "2026-01-08 call Ada - hello no_answer -",
    ).assign(lead_id=["l", "m", "m", "n", "o", "o", "o"])


def test_leads_whose_effort_stopped_count_up_to_their_last_touch(four: pd.DataFrame) -> None:
    frame = touches_to_response(leads_of("l", "m", "n", "o"), four, QUARTER, touches=4)
    assert curve(frame, "hazard")[:3] == [1 / 4, 1 / 2, 0.0]
    assert curve(frame, "answered")[:3] == pytest.approx([1 / 4, 1 - 3 / 4 / 2, 1 - 3 / 4 / 2])
    assert frame["n"].tolist()[:4] == [4, 2, 1, 0]
    assert frame["mark"].tolist()[3] == "not_reached"


def test_an_answer_counts_for_the_touches_made_by_then(touches_of: Make) -> None:
    table = touches_of(
        "2026-01-02 email Ada - hello answered 2026-01-06",
        "2026-01-05 email Ada - hello reached -",
        "2026-01-09 email Ada - hello reached -",
    ).assign(lead_id="l")
    frame = touches_to_response(leads_of("l"), table, QUARTER, touches=3)
    assert curve(frame, "hazard") == pytest.approx([0.0, 1.0, np.nan], nan_ok=True)


def test_what_a_lead_sends_after_its_first_touch_is_an_answer(touches_of: Make) -> None:
    table = touches_of(
        "2026-01-01 email - - - - -",
        "2026-01-02 email Ada - hello reached -",
        "2026-01-05 email - - - - -",
    ).assign(lead_id="l", direction=["inbound", "outbound", "inbound"])
    frame = touches_to_response(leads_of("l"), table, QUARTER, touches=1)
    assert curve(frame, "answered") == [1.0]
    unasked = touches_to_response(leads_of("l"), table.iloc[:2], QUARTER, touches=1)
    assert curve(unasked, "answered") == [0.0]


def test_automatic_touches_and_those_after_the_verdict_do_not_count(touches_of: Make) -> None:
    table = touches_of(
        "2026-01-01 email Ada - hello reached -",
        "2026-01-02 email Ada - hello reached -",
        "2026-01-09 email Ada - hello reached -",
    ).assign(lead_id="l", is_automatic=pd.array([True, False, False], dtype="boolean"))
    verdict = pd.to_datetime(["2026-01-05"], utc=True)
    frame = touches_to_response(leads_of("l", disqualified_at=verdict), table, QUARTER, touches=2)
    assert frame["n"].tolist()[:2] == [1, 0]


def test_the_last_touch_counts_once_it_could_have_been_answered(touches_of: Make) -> None:
    table = touches_of(
        "2026-01-02 email Ada - hello reached -", "2026-03-25 email Ada - hello reached -"
    ).assign(lead_id="l")
    frame = touches_to_response(leads_of("l"), table, QUARTER, touches=2)
    assert frame["n"].tolist()[:2] == [1, 0]
    soon = touches_to_response(leads_of("l"), table, QUARTER, touches=2, days=7)
    assert soon["n"].tolist()[:2] == [1, 1]


def persistent(touches_of: Make, answers: dict[int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """200 leads of which so many answer their k-th of four touches."""
    lines, who, number = [], [], 0
    ends = [k for k, count in answers.items() for _ in range(count)]
    ends += [0] * (200 - len(ends))
    for number, end in enumerate(ends):
        for k in range(1, (end or 4) + 1):
            outcome = "answered" if k == end else "reached"
            lines.append(f"2026-01-{k + 1:02} call Ada - hello {outcome} -")
            who.append(f"l{number}")
    return leads_of(*[f"l{one}" for one in range(200)]), touches_of(*lines).assign(lead_id=who)


def test_stop_after_the_touch_beyond_which_fewer_than_1_in_50_answer(touches_of: Make) -> None:
    # After 60 and 20, 120 are left: 2 of them are less than 1 in 50, then none.
    tables = persistent(touches_of, {1: 60, 2: 20, 3: 2})
    frame = touches_to_response(*tables, QUARTER)
    assert curve(frame, "stop_after") == [2.0]
    assert frame.loc[frame["measure"].eq("stop_after"), "k"].isna().all()


def test_while_further_touches_help_there_is_no_touch_to_stop_after(touches_of: Make) -> None:
    tables = persistent(touches_of, {1: 60, 2: 20, 3: 2, 4: 10})
    stop = touches_to_response(*tables, QUARTER).query("measure == 'stop_after'")
    assert stop["value"].isna().all()
    assert stop["mark"].tolist() == ["not_reached"]


def test_without_any_recorded_answer_nobody_is_told_to_stop(touches_of: Make) -> None:
    frame = touches_to_response(*persistent(touches_of, {}), QUARTER)
    assert np.isnan(curve(frame, "stop_after")[0])
