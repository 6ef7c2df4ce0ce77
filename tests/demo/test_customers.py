from __future__ import annotations

import pandas as pd


def test_orders_come_after_the_win(crm):
    rows = crm.table("orders").query("opportunity_id.notna()")
    rows = rows.merge(crm.table("opportunities"), on="opportunity_id", suffixes=("", "_whole"))
    assert set(rows["status"]) == {"won"}
    assert (rows["ordered_at"] > rows["closed_at"]).all()
    sales = rows[rows["kind"] == "sale"]
    assert (sales["amount"] == sales["amount_whole"]).all()
    assert not sales["opportunity_id"].duplicated().any()


def test_accounts_order_again_by_themselves(large):
    rows = large.table("orders").query("kind == 'sale'")
    per_account = rows.groupby("account_id").size()
    assert 0.3 < (per_account > 1).mean() < 0.85
    assert per_account.max() > 6
    assert set(rows["kind"]) | {"refund", "cancelled"} == set(large.table("orders")["kind"])


def test_a_refund_follows_a_sale_of_the_same_account(crm):
    rows = crm.table("orders")
    refunds = rows[rows["kind"] == "refund"]
    first = rows[rows["kind"] == "sale"].groupby("account_id")["ordered_at"].min()
    assert len(refunds) > 0
    assert (refunds["account_id"].map(first) < refunds["ordered_at"]).all()


def test_margins_are_less_than_amounts(crm):
    rows = crm.table("orders")
    assert ((rows["margin"] > 0) & (rows["margin"] < rows["amount"])).all()


def test_contracts_end_after_they_start(crm):
    rows = crm.table("contracts")
    ended = rows[rows["end_date"].notna()]
    assert (ended["end_date"] >= ended["start_date"]).all()
    cancelled = rows[rows["cancelled_at"].notna()]
    assert cancelled["end_date"].notna().all()
    assert (cancelled["cancelled_at"].dt.tz_localize(None) > cancelled["start_date"]).all()
    assert 0 < len(cancelled) < len(rows) / 2


def test_some_contracts_grow(large):
    rows = large.table("contracts").sort_values(["account_id", "start_date"])
    before = rows.groupby("account_id")[["end_date", "amount_per_period"]].shift()
    follows = rows["start_date"] == before["end_date"] + pd.Timedelta(days=1)
    assert follows.sum() > 20
    assert (rows["amount_per_period"] > before["amount_per_period"])[follows].all()


def test_accounts_begin_before_their_opportunities(crm):
    created = crm.table("accounts").set_index("account_id")["created_at"]
    rows = crm.table("opportunities").query("created_at.notna() and account_id.notna()")
    assert (rows["account_id"].map(created) <= rows["created_at"]).all()


def test_names_hold_accents_and_typographic_characters(crm):
    text = "".join(crm.text("accounts")["name"])
    assert {"ñ", "ß", "’", "“", "Ł", "&"} <= set(text)
