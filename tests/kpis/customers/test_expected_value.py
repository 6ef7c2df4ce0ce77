"""What customers are expected to bring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.estimates.buying import expected_purchases, expected_spend
from kit.kpis import customer_values, expected_customer_value
from kit.models.customer_value import fit
from kit.window import Window
from tests.kpis.customers.fitted import BUYING, SPENDING, parameters

Make = Callable[..., pd.DataFrame]
WINDOW = Window(date(2026, 3, 31))
DAY = "2026-03-31"
A_YEAR = 365.25 / 7


def one_contract(amount: float) -> pd.DataFrame:
    """Account `a`, under contract for the last month, for so much a month."""
    start = pd.to_datetime(["2026-03-02"]).astype("datetime64[us]")
    row = {"contract_id": ["k"], "account_id": "a", "start_date": start, "period": "month"}
    return completed(pd.DataFrame({**row, "amount_per_period": amount}), "contracts")


@pytest.fixture
def orders(orders_of: Make) -> pd.DataFrame:
    """`a` bought for 50 and again for 80; `b` once, on the last day."""
    return orders_of(
        "x a 2025-04-01 sale - 50", "y a 2025-09-30 sale - 80", "z b 2026-03-31 sale - 20"
    )


def value(orders: pd.DataFrame, **how: object) -> pd.DataFrame:
    contracts = how.pop("contracts", empty("contracts"))
    return expected_customer_value(empty("opportunities"), orders, contracts, WINDOW, **how)


def by_measure(frame: pd.DataFrame, months: int = 12) -> dict[str, float]:
    rows = frame[frame["horizon_months"].eq(months)]
    return dict(zip(rows["measure"], rows["value"], strict=True))


def test_orders_times_spend_of_each_customer_are_averaged(orders: pd.DataFrame) -> None:
    found = by_measure(value(orders, discount=0.0, customer_parameters=parameters(DAY)))
    # `a`: 1 repeat after 26 of 52 weeks, for 80; `b`: none, seen for no time at all.
    made = expected_purchases(BUYING, [1, 0], [26, 0], [52, 0], A_YEAR)
    spent = expected_spend(SPENDING, [1, 0], [80, np.nan])
    assert found["orders"] == pytest.approx(made.mean())
    assert found["value"] == pytest.approx((made * spent).mean())
    assert found["total"] == pytest.approx((made * spent).sum())


def test_revenue_is_not_taken_for_margin(orders: pd.DataFrame) -> None:
    without = by_measure(value(orders, customer_parameters=parameters(DAY)))
    assert np.isnan(without["margin"])
    table = parameters(DAY, margin=0.3, net=0.9)
    found = by_measure(value(orders, customer_parameters=table))
    assert found["value"] == pytest.approx(0.9 * without["value"])
    assert found["margin"] == pytest.approx(0.3 * found["value"])


def test_horizons_end_and_later_money_counts_less(orders: pd.DataFrame) -> None:
    frame = value(orders, customer_parameters=parameters(DAY))
    plain = value(orders, discount=0.0, customer_parameters=parameters(DAY))
    assert frame["horizon_months"].unique().tolist() == [12, 24, 36]
    share = [by_measure(frame, m)["value"] / by_measure(plain, m)["value"] for m in (12, 24, 36)]
    assert 1 > share[0] > share[1] > share[2] > 1.1**-3
    values = [by_measure(frame, months)["value"] for months in (12, 24, 36)]
    assert values[0] < values[1] < values[2] < 3 * values[0]


def test_bounds_are_those_of_the_fit(orders: pd.DataFrame) -> None:
    frame = value(orders, customer_parameters=parameters(DAY))
    row = frame[frame["measure"].eq("value") & frame["horizon_months"].eq(12)].iloc[0]
    # The order rate is known to 10 % up or down: its logs ±0.095 are 1.41 deviations.
    assert row["low"] < row["value"] < row["high"]
    assert np.log(row["high"] / row["value"]) == pytest.approx(
        np.log(row["value"] / row["low"]), rel=1e-6
    )
    assert 0.1 < np.log(row["high"] / row["low"]) / 2 < 1.645 * 0.095 * np.sqrt(2)


def test_a_contract_counts_by_what_it_brings_and_not_twice(orders: pd.DataFrame) -> None:
    table = parameters(DAY, staying=True)
    with_contract = value(orders, contracts=one_contract(40.0), customer_parameters=table)
    without = value(orders, contracts=one_contract(0.0), customer_parameters=table)
    # S(t) = 1/(t+1), after one month: 2/3 + 2/4 + … + 2/14 of 12 months, in their middles.
    paid = sum(2 / (k + 2) * 1.1 ** (-(k - 0.5) / 12) for k in range(1, 13))
    b_alone = value(orders.tail(1), customer_parameters=table)
    assert by_measure(with_contract)["total"] == pytest.approx(
        40 * paid + by_measure(b_alone)["total"]
    )
    assert by_measure(with_contract)["orders"] == by_measure(without)["orders"]


def test_parameters_of_a_later_day_say_nothing_of_an_earlier_one(orders: pd.DataFrame) -> None:
    frame = value(orders, customer_parameters=parameters("2026-04-01"))
    assert frame["value"].isna().all()
    assert frame["n"].eq(2).all()
    assert value(orders)["value"].isna().all()


def test_too_little_to_tell_is_marked(orders: pd.DataFrame) -> None:
    frame = value(orders, customer_parameters=parameters(DAY, state="pooled"))
    assert frame["mark"].eq("pooled").all()
    assert value(orders, customer_parameters=parameters(DAY, state="none"))["value"].isna().all()


def test_by_source_customers_are_of_their_first_purchase(won_of: Make, orders_of: Make) -> None:
    won = won_of(
        "o a 2025-01-01 2025-04-01 won Web 50",
        "p a 2025-02-01 2025-09-30 won Fair 80",
        "q b 2026-01-01 2026-03-31 won Fair 20",
        "r c 2026-01-01 2026-03-31 lost Post 20",
    )
    tables = (won, empty("orders"), empty("contracts"))
    frame = expected_customer_value(
        *tables, WINDOW, by=["source"], customer_parameters=parameters(DAY)
    )
    n = frame[frame["measure"].eq("value") & frame["horizon_months"].eq(12)].set_index("source")[
        "n"
    ]
    assert n.to_dict() == {"Fair": 1, "Post": 0, "Web": 1}
    total = frame.loc[frame["measure"].eq("total") & frame["source"].eq("Post"), "value"]
    assert total.tolist() == [0, 0, 0]


def test_the_listing_puts_those_first_who_will_bring_most(orders: pd.DataFrame) -> None:
    accounts = completed(pd.DataFrame({"account_id": ["a"], "name": ["Ada Ltd"]}), "accounts")
    tables = (empty("opportunities"), orders, empty("contracts"), accounts)
    listed = customer_values(*tables, WINDOW, customer_parameters=parameters(DAY, margin=0.5))
    assert listed["name"].tolist() == ["b", "Ada Ltd"]
    assert listed["purchases"].tolist() == [1, 2]
    assert listed["last_at"].dt.date.tolist() == [date(2026, 3, 31), date(2025, 9, 30)]
    assert listed["active"].iloc[0] == 1.0 > listed["active"].iloc[1]
    np.testing.assert_allclose(listed["margin_36"], listed["value_36"] / 2)
    assert listed["valued_by"].tolist() == ["orders", "orders"]
    top = customer_values(*tables, WINDOW, limit=1, customer_parameters=parameters(DAY))
    assert top["account_id"].tolist() == ["b"]


def test_the_listing_without_parameters_says_what_was(orders: pd.DataFrame) -> None:
    tables = (empty("opportunities"), orders, empty("contracts"), empty("accounts"))
    listed = customer_values(*tables, WINDOW)
    assert listed["brought"].tolist() == [130.0, 20.0]
    assert listed[["active", "value_12", "value_36"]].isna().all(axis=None)


def test_the_listing_knows_who_is_under_contract(orders: pd.DataFrame) -> None:
    tables = (empty("opportunities"), orders, one_contract(40.0), empty("accounts"))
    table = parameters(DAY, staying=True)
    listed = customer_values(*tables, WINDOW, customer_parameters=table).set_index("account_id")
    assert listed["valued_by"].to_dict() == {"a": "contract", "b": "orders"}
    assert listed.loc["a", "active"] == pytest.approx(2 / 3)


@pytest.mark.shared_data
def test_customers_of_cdnow_are_worth_what_they_went_on_to_bring(shared) -> None:
    rows = [
        line.split() for line in (shared / "data/cdnow/CDNOW_sample.txt").read_text().splitlines()
    ]
    frame = pd.DataFrame(rows, columns=["m", "account_id", "day", "cds", "amount"], dtype="str")
    frame["order_id"] = [str(number) for number in range(len(frame))]
    frame["ordered_at"] = pd.to_datetime(frame["day"], format="%Y%m%d").astype("datetime64[us]")
    frame = frame.assign(amount=frame["amount"].astype(float), kind="sale")
    orders = completed(frame.drop(columns=["m", "day", "cds"]), "orders")
    window = Window(date(1997, 9, 30))
    tables = (empty("opportunities"), orders, empty("contracts"))
    table = fit(*tables, window).parameters
    found = expected_customer_value(
        *tables, window, horizons=[9], discount=0.0, customer_parameters=table
    )
    rest = orders[orders["ordered_at"] > "1997-09-30"]
    brought = rest["amount"].sum() / 2357
    # The last 273 days: nine months. The model is known to foretell an eighth too few purchases.
    assert brought == pytest.approx(30.11, abs=0.01)
    assert 0.8 * brought < by_measure(found, 9)["value"] < brought
