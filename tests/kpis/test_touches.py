"""One notion of a touch, and of whom it was for."""

from __future__ import annotations

import pandas as pd

from kit.data.positions import account_of
from kit.kpis.touches import is_attempt, is_automatic, is_inbound, is_outbound, reached

DONE = pd.DataFrame(
    {
        "direction": pd.Series(["outbound", None, "inbound", "outbound", None], dtype="str"),
        "outcome": pd.Series(["bounced", "no_answer", "answered", None, "auto_reply"], dtype="str"),
        "is_automatic": pd.array([None, False, None, True, None], dtype="boolean"),
    }
)


def test_who_is_not_said_to_be_called_calls_also_where_others_are_told() -> None:
    assert is_outbound(DONE).tolist() == [True, True, False, False, True]
    assert is_inbound(DONE).tolist() == [False, False, True, False, False]


def test_machines_touch_nobody_and_what_is_not_said_was_done_by_a_person() -> None:
    assert is_automatic(DONE).tolist() == [False, False, False, True, False]


def test_an_attempt_needs_no_answer_but_must_not_bounce() -> None:
    assert is_attempt(DONE).tolist() == [False, True, False, False, True]
    assert reached(DONE).tolist() == [False, False, True, True, True]


def test_a_record_is_of_its_own_account_before_that_of_its_opportunity_and_lead() -> None:
    text = "str"
    records = pd.DataFrame(
        {
            "account_id": pd.Series(["A", None, None, None], dtype=text),
            "opportunity_id": pd.Series(["o", "o", "without", None], dtype=text),
            "lead_id": pd.Series(["l", "l", "l", "l"], dtype=text),
        }
    ).set_index(pd.Index([7, 3, 5, 1]))
    opportunities = pd.DataFrame(
        {"opportunity_id": ["o", "without"], "account_id": pd.Series(["B", None], dtype=text)}
    )
    leads = pd.DataFrame({"lead_id": ["l"], "account_id": pd.Series(["C"], dtype=text)})
    found = account_of(records, opportunities, leads)
    assert found.to_dict() == {7: "A", 3: "B", 5: "C", 1: "C"}
    assert account_of(records, opportunities).fillna("-").tolist() == ["A", "B", "-", "-"]
