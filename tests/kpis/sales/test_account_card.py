"""Listings that an account's card is drawn from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.data.frames import empty
from kit.kpis import account_opportunities, account_revenue, account_summary, account_touches
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JUNE = Window(date(2026, 6, 30))


def test_a_summary_has_one_line_for_each_account(
    table_of: Make, won_of: Make, orders_of: Make
) -> None:
    orders = orders_of(
        "a 2025-06-30 100 sale -",
        "a 2025-07-01 30 sale -",
        "a 2026-02-01 10 refund -",
        "b 2026-05-05 50 sale -",
        "b 2026-05-06 999 cancelled -",
        "b 2026-07-01 999 sale -",
    )
    pending = won_of("o a 2026-06-01 7", "p a 2026-06-01 8").assign(
        status="open", closed_at=pd.Series(pd.NaT, range(2), dtype="datetime64[us]")
    )
    records = pd.concat([pending, won_of("q c 2026-06-01 5")], ignore_index=True)
    activities = table_of(
        "activities",
        "opportunity_id account_id occurred_at",
        "o - 2026-06-10",
        "- a 2026-06-09",
        "- b 2026-07-09",
    )
    cases = table_of(
        "cases",
        "account_id opened_at resolved_at",
        "a 2026-06-01 -",
        "a 2026-06-01 2026-06-02",
        "b 2026-06-01 2026-07-02",
    )
    accounts = table_of("accounts", "account_id name", "d Delta", "a Alpha")
    listing = account_summary(accounts, records, orders, activities, cases, JUNE)
    listing = listing.set_index("account_id")
    assert listing.index.tolist() == ["b", "a", "c", "d"]
    assert listing["name"].tolist() == ["b", "Alpha", "c", "Delta"]
    assert listing["revenue_year"].tolist() == [50, 20, 0, 0]
    assert listing["revenue"].tolist() == [50, 120, 0, 0]
    assert listing["open_count"].tolist() == [0, 2, 0, 0]
    assert listing.loc["a", "open_amount"] == 15
    assert listing.loc["a", "last_touch_on"] == pd.Timestamp("2026-06-10")
    assert listing["last_touch_on"].isna().tolist() == [True, False, True, True]
    assert listing["open_cases"].tolist() == [1, 1, 0, 0]
    days = listing["first_purchase_on"].dt.strftime("%Y-%m-%d").fillna("-")
    assert days.tolist() == ["2026-05-05", "2025-06-30", "2026-06-01", "-"]
    assert listing["best_month"].fillna(0).tolist() == [5, 6, 0, 0]


def test_a_limit_lists_the_largest_accounts(orders_of: Make) -> None:
    orders = orders_of("a 2026-01-01 1 sale -", "b 2026-01-01 2 sale -", "c 2026-01-01 3 sale -")
    rest = [empty(name) for name in ("activities", "cases")]
    listing = account_summary(
        empty("accounts"), empty("opportunities"), orders, *rest, JUNE, limit=2
    )
    assert listing["account_id"].tolist() == ["c", "b"]


def test_revenue_is_listed_by_month_and_product_with_the_share_of_the_season(
    orders_of: Make,
) -> None:
    orders = orders_of(
        "a 2025-03-05 10 sale -",
        "a 2026-03-01 20 sale -",
        "a 2026-03-09 5 refund -",
        "a 2026-04-01 75 sale -",
        "b 2026-04-01 75 sale -",
    ).assign(product=pd.Series(["Basic", "Plus", "Plus", "Basic", "Basic"], dtype="str"))
    listing = account_revenue(orders, JUNE, account_ids=["a"])
    assert listing["amount"].tolist() == [10, 15, 75]
    assert listing["season_share"].tolist() == [0.25, 0.25, 0.75]
    assert listing["product"].tolist() == ["Basic", "Plus", "Basic"]


def test_open_opportunities_show_their_age_and_whether_they_are_overdue(table_of: Make) -> None:
    names = "opportunity_id account_id status created_at closed_at amount expected_close_date"
    table = table_of(
        "opportunities",
        names,
        "o a open 2026-06-20 - 5 2026-07-20",
        "p a open 2026-06-01 - 5 2026-06-20",
        "q a open - - 5 -",
        "r a won 2026-06-01 2026-06-02 5 -",
        "s b open 2026-06-01 - 5 -",
        "t a open 2026-05-01 - 5 2026-06-20",
    )
    listing = account_opportunities(table, JUNE, account_ids=["a"])
    assert listing["opportunity_id"].tolist() == ["p", "t", "o", "q"]
    assert listing["age_days"].fillna(-1).tolist() == [29, 60, 10, -1]
    assert listing["is_overdue"].tolist() == [True, True, False, False]


def test_the_last_touches_are_those_of_people(table_of: Make) -> None:
    table = table_of(
        "activities",
        "activity_id account_id opportunity_id occurred_at channel",
        *("1 a - 2026-06-01 call", "2 a - 2026-06-05 visit", "3 - o 2026-06-03 email"),
        *("4 b - 2026-06-05 visit", "5 a - 2026-06-06 email", "6 a - 2026-07-06 call"),
    )
    table = table.assign(is_automatic=pd.array([None] * 4 + [True, None], dtype="boolean"))
    opportunities = table_of(
        "opportunities", "opportunity_id account_id created_at", "o a 2026-01-01"
    )
    listing = account_touches(table, opportunities, JUNE, limit=2)
    assert listing["activity_id"].tolist() == ["2", "3", "4"]
    rest = (empty("orders"), table, empty("cases"))
    summary = account_summary(empty("accounts"), opportunities, *rest, JUNE)
    assert summary.set_index("account_id").loc["a", "last_touch_on"] == pd.Timestamp("2026-06-05")
