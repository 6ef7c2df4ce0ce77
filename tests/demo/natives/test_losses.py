from __future__ import annotations

import pandas as pd
import pytest

from kit.demo.natives.losses import Loss, cut, held, renamed


def text(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str")


LEADS = text(
    lead_id=["L1", "L2", "L3"],
    status=["new", "lost", None],
    score=["5", "7", None],
    converted_at=["2026-07-01T22:30:05Z", None, "2025-10-26T01:15:40Z"],
)
TABLES = {"leads": LEADS, "contracts": text(contract_id=["C1"])}


def left(**loss) -> pd.DataFrame:
    return held(TABLES, [Loss(table="leads", why="It is so.", **loss)])["leads"]


def first_two(tables) -> pd.Series:
    return tables["leads"]["lead_id"] != "L3"


def test_without_losses_all_is_held():
    assert held(TABLES, [])["leads"].equals(LEADS)
    assert held(TABLES, [])["leads"] is not TABLES["leads"]


def test_an_absent_column_goes_or_keeps_some_rows():
    assert list(left(columns=("score", "status"))) == ["lead_id", "converted_at"]
    kept = left(columns=("score",), keep=lambda tables: tables["leads"]["score"] == "7")
    assert kept["score"].tolist()[1] == "7"
    assert kept["score"].isna().tolist() == [True, False, True]


def test_instants_are_cut_to_the_day_or_minute():
    days = left(columns=("converted_at",), how="day")["converted_at"]
    assert days.dropna().tolist() == ["2026-07-01", "2025-10-26"]
    minutes = left(columns=("converted_at",), how="minute")["converted_at"]
    assert minutes.dropna().tolist() == ["2026-07-01T22:30:00Z", "2025-10-26T01:15:00Z"]
    seconds = cut(text(at=["2026-07-01T22:30:05.250Z"])["at"], "second")
    assert seconds.tolist() == ["2026-07-01T22:30:05Z"]


def test_an_hour_that_a_clock_shows_twice_is_the_first_of_the_two():
    loss = {"columns": ("converted_at",), "how": "minute", "zone": "Europe/Madrid"}
    assert left(**loss)["converted_at"].dropna().tolist() == [
        "2026-07-01T22:30:00Z",
        "2025-10-26T00:15:00Z",
    ]


def test_words_stand_for_others_and_for_missing_ones():
    words = left(columns=("status",), how="values", instead={"lost": "closed", "": "none"})
    assert words["status"].tolist() == ["new", "closed", "none"]
    some = left(columns=("status",), how="values", instead={"": "x", "lost": ""}, keep=first_two)
    assert some["status"].isna().tolist() == [False, True, True]


def test_a_table_may_tell_something_else_than_the_plain_cells():
    told = left(
        columns=("converted_at",), how="values", told=lambda tables: tables["leads"]["score"]
    )
    assert told["converted_at"].tolist()[:2] == ["5", "7"]


def test_rows_and_tables_go():
    assert left(how="rows", keep=first_two)["lead_id"].tolist() == ["L1", "L2"]
    assert "contracts" not in held(TABLES, [Loss(table="contracts", how="table", why="So.")])


def test_masks_see_the_tables_before_any_loss():
    no_score = Loss(table="leads", columns=("score",), why="So.")
    scored = Loss(
        table="leads", how="rows", keep=lambda tables: tables["leads"]["score"].notna(), why="So."
    )
    assert held(TABLES, [no_score, scored])["leads"]["lead_id"].tolist() == ["L1", "L2"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": ("colour",)},
        {"columns": ()},
        {"how": "rows"},
        {"how": "table", "columns": ("score",)},
        {"how": "day", "columns": ("converted_at",), "keep": first_two},
        {"how": "values", "columns": ("status",)},
        {"columns": ("status",), "instead": {"a": "b"}},
        {"columns": ("status",), "told": first_two},
        {"columns": ("status",), "how": "values", "instead": {"a": "b"}, "told": first_two},
    ],
)
def test_a_loss_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="leads"):
        Loss(table="leads", why="So.", **wrong)


def test_ids_are_renamed_by_what_they_are_ids_of():
    tables = {
        "activities": text(
            activity_id=["T1", "T2"],
            channel=["call", "visit"],
            lead_id=["L1", None],
            contact_id=["K1", "K2"],
        ),
        "changes": text(table=["leads", "cases"], id=["L1", "S1"], field=["owner", "status"]),
    }
    named = renamed(tables, lambda kind, ids: kind + ":" + ids)
    assert named["activities"]["activity_id"].tolist() == ["call:T1", "visit:T2"]
    assert named["activities"]["lead_id"].tolist()[0] == "leads:L1"
    assert named["activities"]["lead_id"].isna().tolist() == [False, True]
    assert named["activities"]["contact_id"].tolist() == ["contacts:K1", "contacts:K2"]
    assert named["changes"]["id"].tolist() == ["leads:L1", "cases:S1"]
    assert named["changes"]["table"].tolist() == ["leads", "cases"]
