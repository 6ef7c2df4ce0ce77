from __future__ import annotations

import pandas as pd


def quotes(crm) -> pd.DataFrame:
    rows = crm.table("quotes")
    return rows.merge(crm.table("opportunities"), on="opportunity_id", suffixes=("", "_whole"))


def test_quotes_are_issued_and_decided_within_the_opportunitys_life(crm):
    rows = quotes(crm)
    assert (rows["issued_at"] >= rows["created_at"]).all()
    decided = rows[rows["decided_at"].notna()]
    assert (decided["decided_at"] > decided["issued_at"]).all()
    closed = rows[rows["status_whole"] != "open"]
    assert (closed["decided_at"] <= closed["closed_at"]).all()


def test_a_quote_is_undecided_only_while_the_opportunity_is_open(crm):
    rows = quotes(crm)
    assert (rows["decided_at"].isna() == (rows["status"] == "sent")).all()
    assert set(rows[rows["status"] == "sent"]["status_whole"]) == {"open"}


def test_an_accepted_quote_is_the_won_amount(crm):
    accepted = quotes(crm).query("status == 'accepted'")
    assert set(accepted["status_whole"]) == {"won"}
    assert (accepted["amount"] == accepted["amount_whole"]).all()
    assert not accepted["opportunity_id"].duplicated().any()


def test_all_kinds_of_ends_occur(crm):
    assert set(quotes(crm)["status"]) == {"sent", "accepted", "rejected", "expired"}
