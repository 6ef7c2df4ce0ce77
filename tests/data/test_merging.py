from __future__ import annotations

import pytest
from pandas import DataFrame

from kit.data.merging import merges, redirected


def accounts(**into: str | None) -> DataFrame:
    rows = {"account_id": list(into), "merged_into": list(into.values())}
    return DataFrame(rows, dtype="str")


def opportunities(*account_ids: str | None) -> DataFrame:
    ids = [f"o{number}" for number in range(len(account_ids))]
    rows = {"opportunity_id": ids, "account_id": list(account_ids), "merged_into": None}
    return DataFrame(rows, dtype="str")


def test_children_go_to_the_survivor_and_merged_records_go() -> None:
    before = {"accounts": accounts(a=None, b="a"), "opportunities": opportunities("a", "b", None)}
    after, faults = redirected(before)
    assert after["accounts"]["account_id"].tolist() == ["a"]
    assert after["opportunities"]["account_id"].fillna("-").tolist() == ["a", "a", "-"]
    assert [fault.severity for fault in faults] == ["warning"]
    assert "1 record was merged" in faults[0].message
    assert "1 reference leads" in faults[0].message
    assert before["opportunities"]["account_id"].tolist()[:2] == ["a", "b"]


def test_chains_are_followed_to_their_end() -> None:
    chain = {"a": None} | {f"b{n}": f"b{n - 1}" if n else "a" for n in range(20)}
    after, _ = redirected({"accounts": accounts(**chain), "opportunities": opportunities("b19")})
    assert after["opportunities"]["account_id"].tolist() == ["a"]
    assert after["accounts"]["account_id"].tolist() == ["a"]


def test_a_circle_is_an_error_that_names_its_records_and_what_leads_into_it() -> None:
    tables = {"accounts": accounts(a="b", b="c", c="b", d=None)}
    after, faults = redirected(tables)
    assert [(fault.severity, fault.table) for fault in faults] == [("error", "accounts")]
    assert "`a`, `b`, `c`" in faults[0].message
    assert len(after["accounts"]) == 4


def test_one_merged_into_itself_or_into_one_not_there_stays() -> None:
    after, faults = redirected({"accounts": accounts(a="a", b="z", c="b")})
    assert after["accounts"]["account_id"].tolist() == ["a", "b"]
    assert [fault.severity for fault in faults] == ["warning", "warning"]
    assert "`z`" in faults[0].message


def test_stages_and_lines_of_a_merged_opportunity_go_with_it_and_its_quotes_move() -> None:
    rows = opportunities(None, None).assign(merged_into=[None, "o0"]).astype("str")
    ids = ["o0", "o1"]
    tables = {
        "opportunities": rows,
        "stage_history": DataFrame({"opportunity_id": ids, "stage": ["A", "B"]}),
        "opportunity_lines": DataFrame({"opportunity_id": ids, "line": [1, 1]}),
        "quotes": DataFrame({"quote_id": ["q0", "q1"], "opportunity_id": ids}),
    }
    after, (fault,) = redirected(tables)
    assert after["stage_history"]["stage"].tolist() == ["A"]
    assert len(after["opportunity_lines"]) == 1
    assert after["quotes"]["opportunity_id"].tolist() == ["o0", "o0"]
    assert "1 reference leads" in fault.message
    assert "2 rows of their own stages and lines are left out" in fault.message


def test_what_was_merged_can_be_told_afterwards() -> None:
    found = merges({"accounts": accounts(a=None, c="b", b="a"), "opportunities": opportunities()})
    assert found.to_dict("list") == {
        "table": ["accounts", "accounts"], "id": ["b", "c"], "survivor": ["a", "a"]
    }  # fmt: skip


@pytest.mark.parametrize("tables", [{}, {"accounts": accounts()}, {"accounts": accounts(a=None)}])
def test_where_nothing_was_merged_nothing_is_said(tables: dict[str, DataFrame]) -> None:
    after, faults = redirected(tables)
    assert faults == []
    assert all(after[name] is frame for name, frame in tables.items())
    assert len(merges(tables)) == 0
