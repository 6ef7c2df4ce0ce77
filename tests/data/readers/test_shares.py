"""Percentages and shares: which is which."""

import pytest

from tests.data.readers.said import faults

STAGES = "pipeline,stage,position,phase,{heading}\n,New,1,early,{first}\n,Offer,2,late,{second}\n"


@pytest.mark.parametrize("cells", [("12%", "50%"), ("12", "50"), ("12 %", "50.0")])
def test_a_heading_that_says_percent_is_believed_and_that_is_said(read, cells):
    text = STAGES.format(heading="Probability (%)", first=cells[0], second=cells[1])
    found = read(text, "stages", columns={"probability": "Probability (%)"})
    assert found.frame["probability"].tolist() == [0.12, 0.5]
    assert any("is read in percent" in fault.message for fault in faults(found, "warning"))


def test_a_percentage_without_sign_under_a_plain_heading_is_never_taken_for_a_share(read):
    found = read(STAGES.format(heading="probability", first="12", second="0.5"), "stages")
    (fault,) = faults(found, "quarantined")
    assert fault.message.startswith("`12` is no share between 0 and 1")
    found = read(STAGES.format(heading="probability", first="12%", second="0.5"), "stages")
    assert found.frame["probability"].tolist() == [0.12, 0.5]
    assert [fault.message for fault in faults(found, "coerced")] == ["`12%` counts as 0.12."]


def test_a_crm_s_own_percents_are_divided_once(read):
    head = "MasterLabel,SortOrder,DefaultProbability,IsClosed,IsWon,IsActive"
    text = f"{head}\nNew,1,12%,false,false,true\nOffer,2,50,false,false,true\n"
    found = read(text, "stages", settings={"crm": "salesforce"})
    assert found.frame["probability"].tolist() == [0.12, 0.5]
