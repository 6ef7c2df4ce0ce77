"""Ids of 15 and of 18 signs are one where the last three follow from the others."""

import pandas as pd
import pytest

from kit.data.readers.id_endings import as_listed, ending, same_id
from kit.data.readers.id_spelling import with_listed_ids


def test_the_ending_follows_from_the_capitals_of_each_five_signs():
    # `00ABC`: 4 + 8 + 16 = 28 → `2`; five capitals are 31 → `5`.
    assert ending("00ABCDEFGHIJKLM") == "255"
    assert ending("001A0000006Vm9r") == "IAC"  # 8 → I, 0 → A, `Vm9r`: 2 → C
    assert ending("500000000000001") == "AAA"


@pytest.mark.parametrize("text", ["006Kq00000aBcDe", "001A0000006Vm9r"])
def test_an_id_leads_to_its_other_spelling_and_back(text):
    assert same_id(same_id(text)) == text


@pytest.mark.parametrize("text", ["001A0000006Vm9rIAA", "001A", "001A0000006Vm9-", "É" * 15])
def test_what_is_no_such_id_has_no_other_spelling(text):
    assert same_id(text) is None


def test_ids_that_differ_in_capitals_stay_apart():
    listed = pd.Index([same_id("001A0000006Vm9r")])
    texts = pd.Series(["001A0000006Vm9r", "001A0000006vm9r", None, "x"], dtype="str")
    found = as_listed(texts, listed)
    assert found.tolist()[0] == "001A0000006Vm9rIAC"
    assert found.tolist()[1] == "001A0000006vm9r"
    assert found.tolist()[3] == "x"


SHORT, LONG = "006Kq00000aBcDe", same_id("006Kq00000aBcDe")


def test_references_are_spelt_as_the_table_that_they_point_to(read):
    head = "opportunity_id,created_at,stage,status,closed_at,amount"
    deals = read(f"{head}\n{LONG},2026-01-01,New,open,,5\n")
    lines = read(
        f"opportunity_id,product,quantity,amount\n{SHORT},A,1,5\n{SHORT.lower()},B,1,5\n",
        "opportunity_lines",
    )
    changes = read(
        "table,id,changed_at,field,old,new\n"
        f"opportunities,{SHORT},2026-01-02,amount,4,5\nleads,{SHORT},2026-01-02,score,4,5\n",
        "changes",
    )
    tables = {"opportunities": deals, "opportunity_lines": lines, "changes": changes}
    found = with_listed_ids(tables)
    assert found["opportunity_lines"].frame["opportunity_id"].tolist() == [LONG, SHORT.lower()]
    assert found["changes"].frame["id"].tolist() == [LONG, SHORT]
    fault = found["opportunity_lines"].faults[-1]
    assert (fault.severity, fault.line, fault.value) == ("coerced", 2, SHORT)
    assert f"`{SHORT}` has 15 signs and is `{LONG}` of `opportunities`" in fault.message
    assert found["opportunity_lines"].coerced == 1
    assert found["opportunities"] is deals


def test_ids_of_a_lookup_are_found_in_either_spelling(shape):
    text = (
        "Id,Created,Step,Won,Closed,Close Date,Actual,Estimate,OwnerId\n"
        f"1,2026-01-01,New,,,,1,1,{SHORT}\n"
    )
    found = shape(text, lookups={"User": f"Id,Name\n{LONG},Ann\n"})
    assert found.texts["owner"].tolist() == ["Ann"]
    assert any(
        "ids of 15 signs where the lookup `User` lists 18" in f.message for f in found.faults
    )
