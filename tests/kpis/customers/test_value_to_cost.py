"""What customers bring against what it cost to win them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.estimates.buying import expected_purchases, expected_spend
from kit.kpis import acquisition_cost, value_to_cost
from kit.kpis.customers.paying_back import CURVE
from kit.window import Window
from tests.kpis.customers.fitted import BUYING, SPENDING, parameters

Make = Callable[..., pd.DataFrame]
LONG_AGO = "z z 2024-01-01 2024-01-11 won Web 1"
JANUARY = Window(date(2026, 1, 31), periods=1)
DAY = "2026-01-31"
THREE_YEARS = 36 * 365.25 / 12 / 7


def costs_of(*lines: str) -> pd.DataFrame:
    """Lines of `when opportunity cost`: visits for opportunities."""
    columns = ["occurred_at", "opportunity_id", "cost"]
    frame = pd.DataFrame([line.split() for line in lines], columns=columns, dtype="str")
    at = pd.to_datetime(frame["occurred_at"]).astype("datetime64[us]")
    number = [f"t{one}" for one in range(len(frame))]
    frame = frame.assign(occurred_at=at, cost=frame["cost"].astype(float), activity_id=number)
    return completed(frame.assign(channel="visit"), "activities")


def asked(won: pd.DataFrame, visits: pd.DataFrame, orders: pd.DataFrame | None = None, **how):
    table = how.pop("table", parameters(DAY, margin=0.5))
    bought = empty("orders") if orders is None else orders
    rest = (empty("leads"), empty("spend"), how.pop("contracts", empty("contracts")))
    return value_to_cost(won, bought, visits, *rest, JANUARY, customer_parameters=table, **how)


def values(frame: pd.DataFrame) -> dict[str, float]:
    return dict(zip(frame["measure"], frame["value"], strict=True))


@pytest.fixture
def won(won_of: Make) -> pd.DataFrame:
    """Two new customers of the last day of January, for 900 and for 100."""
    return won_of(
        LONG_AGO,
        "o a 2026-01-01 2026-01-31 won Web 900",
        "p b 2026-01-01 2026-01-31 won Fair 100",
    )


VISITS = costs_of("2026-01-05 o 60", "2026-01-06 p 60")


def test_the_first_purchase_and_what_is_expected_count_at_the_margin(won: pd.DataFrame) -> None:
    found = values(asked(won, VISITS, discount=0.0))
    # Both are customers since today: 500 on average, and the repeats of three years.
    repeats = expected_purchases(BUYING, 0, 0, 0, THREE_YEARS)
    revenue = 500 + repeats * expected_spend(SPENDING, 0, np.nan)
    assert found["revenue_to_cost"] == pytest.approx(revenue / 60)
    assert found["value"] == pytest.approx(0.5 * revenue / 60)


def test_revenue_is_not_taken_for_margin(won: pd.DataFrame) -> None:
    frame = asked(won, VISITS, table=parameters(DAY))
    told = frame[frame["measure"].eq("revenue_to_cost")]
    assert told["value"].notna().all()
    assert frame.drop(told.index)["value"].isna().all()
    given = asked(won, VISITS, table=parameters(DAY), margin=0.5)
    assert values(given)["value"] == pytest.approx(values(asked(won, VISITS))["value"])


def test_dear_first_orders_and_those_of_them_that_are_yet_worth_it(won_of: Make) -> None:
    won = won_of(
        LONG_AGO,
        "o a 2026-01-01 2026-01-31 won Web 900",
        "p b 2026-01-01 2026-01-31 won Fair 100",
        "q c 2026-01-01 2026-01-31 won Fair 100",
    )
    visits = costs_of("2026-01-05 o 60", "2026-01-06 p 60", "2026-01-06 q 5000")
    found = values(asked(won, visits))
    # Margins of the first purchases are 450, 50 and 50: `b` and `c` were dearer, `c` for good.
    assert (found["dear_first_orders"], found["worth_it"]) == (2, 1)


def test_costs_of_all_are_shared_by_all_and_add_up(won: pd.DataFrame) -> None:
    spend = completed(
        pd.DataFrame(
            {
                "period_start": pd.to_datetime(["2026-01-01"]).astype("datetime64[us]"),
                "period_end": pd.to_datetime(["2026-01-31"]).astype("datetime64[us]"),
                "source": "Web",
                "amount": 800.0,
            }
        ),
        "spend",
    )
    tables = (won, empty("orders"), VISITS, empty("leads"), spend)
    cost = acquisition_cost(*tables, JANUARY).query("measure == 'value'")["value"].item()
    assert cost == pytest.approx((120 + 800) / 2)
    table = parameters(DAY, margin=0.5)
    found = value_to_cost(*tables, empty("contracts"), JANUARY, customer_parameters=table)
    # 460 each: more than the margins of both first purchases, 450 and 50.
    assert values(found)["dear_first_orders"] == 2


def test_months_to_pay_back_are_read_off_the_curve(won: pd.DataFrame) -> None:
    early = values(asked(won, VISITS))["payback_months"]
    assert early == 0
    dear = costs_of("2026-01-05 o 260", "2026-01-06 p 260")
    months = values(asked(won, dear, discount=0.0))["payback_months"]
    spend = expected_spend(SPENDING, 0, np.nan)
    weeks = np.array(CURVE) * 365.25 / 12 / 7
    margin = 0.5 * (500 + spend * expected_purchases(BUYING, 0, 0, 0, weeks))
    assert months == pytest.approx(np.interp(260, margin, CURVE))
    assert 0 < months < 60


def test_what_is_never_paid_back_is_marked(won: pd.DataFrame) -> None:
    frame = asked(won, costs_of("2026-01-05 o 99000", "2026-01-06 p 99000"))
    row = frame[frame["measure"].eq("payback_months")].iloc[0]
    assert np.isnan(row["value"])
    assert row["mark"] == "not_reached"
    assert values(frame)["value"] < 0.01
    assert values(frame)["worth_it"] == 0


def test_what_was_brought_since_takes_the_place_of_what_was_expected(
    won_of: Make, orders_of: Make
) -> None:
    won = won_of(LONG_AGO, "o a 2025-12-01 2026-01-03 won Web 100")
    more = orders_of("x a 2026-01-03 sale o 100", "y a 2026-01-24 sale - 400")
    found = values(asked(won, costs_of("2026-01-01 o 10"), more, discount=0.0))
    rest = expected_purchases(BUYING, 1, 3, 4, THREE_YEARS - 4) * expected_spend(SPENDING, 1, 400)
    assert found["revenue_to_cost"] == pytest.approx((500 + rest) / 10)


def test_a_contract_counts_by_what_it_brings(won: pd.DataFrame) -> None:
    start = pd.to_datetime(["2026-01-02"]).astype("datetime64[us]")
    row = {"contract_id": ["k"], "account_id": "b", "start_date": start, "period": "month"}
    contract = completed(pd.DataFrame({**row, "amount_per_period": 30.0}), "contracts")
    table = parameters(DAY, staying=True, margin=0.5)
    found = values(asked(won, VISITS, contracts=contract, table=table, discount=0.0))
    repeats = expected_purchases(BUYING, 0, 0, 0, THREE_YEARS)
    others = 900 + repeats * expected_spend(SPENDING, 0, np.nan)
    # One month paid, and 2/3 + 2/4 + … of the 36 that follow it from the first purchase on.
    paid = 30 * (1 + sum(2 / (k + 2) for k in range(1, 37)))
    assert found["revenue_to_cost"] == pytest.approx((others + paid) / 2 / 60)


def test_by_source_each_bears_its_own(won: pd.DataFrame) -> None:
    frame = asked(won, VISITS, by=["source"])
    rows = frame[frame["measure"].eq("revenue_to_cost")].set_index("source")
    assert rows["n"].to_dict() == {"Fair": 1, "Web": 1}
    assert rows.loc["Web", "value"] > rows.loc["Fair", "value"]


def test_without_costs_or_parameters_nothing_is_divided(won: pd.DataFrame) -> None:
    nothing = VISITS.assign(cost=np.nan)
    assert asked(won, nothing)["value"].isna().all()
    assert asked(won, VISITS.assign(cost=0.0)).query("measure == 'value'")["value"].isna().all()
    assert asked(won, VISITS, table=None)["value"].isna().all()


def test_bounds_are_of_what_is_expected_alone(won: pd.DataFrame) -> None:
    rows = asked(won, VISITS).set_index("measure")
    assert rows.loc["value", "low"] < rows.loc["value", "value"] < rows.loc["value", "high"]
    # Most of it is the first purchase, which is known.
    assert rows.loc["value", "high"] / rows.loc["value", "value"] < 1.1
    assert rows.loc[["payback_months", "worth_it"], ["low", "high"]].isna().all(axis=None)
