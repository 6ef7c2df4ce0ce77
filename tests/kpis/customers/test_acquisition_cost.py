"""What a new customer costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis import account_costs, acquisition_cost
from kit.kpis.customers.acquisition_cost import median_cycle
from kit.window import Window

Make = Callable[..., pd.DataFrame]
YEAR_ON = "z z 2024-01-01 2024-01-11 won Web 1"
"""A win long ago, so that recording did not begin within the last year."""
JANUARY = Window(date(2026, 1, 31), periods=1)


def activities_of(*lines: str) -> pd.DataFrame:
    """Lines of `when opportunity lead account cost`."""
    columns = ["occurred_at", "opportunity_id", "lead_id", "account_id", "cost"]
    frame = pd.DataFrame([line.split() for line in lines], columns=columns, dtype="str")
    frame = frame.mask(frame.eq("-"))
    return completed(
        frame.assign(
            activity_id=[f"t{number}" for number in range(len(frame))],
            occurred_at=pd.to_datetime(frame["occurred_at"]).astype("datetime64[us]"),
            cost=frame["cost"].astype(float),
            channel="call",
            duration_minutes=30.0,
        ),
        "activities",
    )


def spend_of(*lines: str) -> pd.DataFrame:
    """Lines of `start end source amount`."""
    columns = ["period_start", "period_end", "source", "amount"]
    frame = pd.DataFrame([line.split() for line in lines], columns=columns, dtype="str")
    frame = frame.mask(frame.eq("-"))
    days = {name: pd.to_datetime(frame[name]).astype("datetime64[us]") for name in columns[:2]}
    return completed(frame.assign(**days, amount=frame["amount"].astype(float)), "spend")


def values(frame: pd.DataFrame) -> dict[str, float]:
    return dict(zip(frame["measure"], frame["value"], strict=True))


@pytest.fixture
def opportunities(won_of: Make) -> pd.DataFrame:
    """Two accounts won in January after ten days each, one lost, one of long ago."""
    return won_of(
        YEAR_ON,
        "o a 2026-01-01 2026-01-11 won Web 900",
        "p b 2026-01-02 2026-01-12 won Fair 900",
        "q c 2026-01-03 2026-01-31 lost Web 0",
    )


@pytest.fixture
def activities() -> pd.DataFrame:
    """On won, on lost, on a lead that became nothing, and with a customer after the purchase."""
    return activities_of(
        "2026-01-05 o - - 100",
        "2026-01-06 q - - 40",
        "2026-01-07 - l - 10",
        "2026-01-20 o - a 500",
        "2026-01-05 - - z 500",
    )


@pytest.fixture
def leads() -> pd.DataFrame:
    created = pd.to_datetime(["2026-01-01"])
    return completed(
        pd.DataFrame({"lead_id": ["l"], "created_at": created, "source": "Fair"}), "leads"
    )


SPEND = spend_of("2026-01-01 2026-02-28 Web 590", "2026-01-01 2026-01-31 Partner 90")


def test_all_that_was_tried_counts_and_nothing_after_the_purchase(
    opportunities: pd.DataFrame, activities: pd.DataFrame, leads: pd.DataFrame
) -> None:
    frame = acquisition_cost(opportunities, empty("orders"), activities, leads, SPEND, JANUARY)
    found = values(frame)
    # 150 of activities, and 310 of the 590 by days, with 90 more; two new customers.
    assert found["activity_cost"] == 75.0
    assert found["spend"] == pytest.approx(200.0)
    assert found["value"] == pytest.approx(275.0)
    assert frame["n"].tolist() == [2] * 4
    assert frame["mark"].eq("").all()


def test_by_source_each_bears_its_own(
    opportunities: pd.DataFrame, activities: pd.DataFrame, leads: pd.DataFrame
) -> None:
    frame = acquisition_cost(
        opportunities, empty("orders"), activities, leads, SPEND, JANUARY, by=["source"]
    )
    by = frame[frame["measure"].eq("value")].set_index("source")["value"]
    assert by["Web"] == pytest.approx(140 + 310)
    assert by["Fair"] == pytest.approx(10)
    # Spend without a new customer has no cost for each.
    assert np.isnan(by["Partner"])


def test_lagged_holds_customers_against_what_was_spent_a_cycle_earlier(
    opportunities: pd.DataFrame, leads: pd.DataFrame
) -> None:
    assert median_cycle(opportunities, JANUARY) == 10
    late = activities_of("2025-12-25 o - - 60", "2026-01-25 q - - 200")
    spend = spend_of("2025-12-22 2026-01-10 Web 200", "2026-01-22 2026-01-31 Web 900")
    frame = acquisition_cost(opportunities, empty("orders"), late, leads, spend, JANUARY)
    # What was paid from 22 December to 21 January counts: 60 and all 200, for two customers.
    assert values(frame)["lagged"] == pytest.approx(130.0)
    assert values(frame)["value"] == pytest.approx((200 + 100 + 900) / 2)


def test_without_new_customers_nothing_costs_anything_for_each(
    opportunities: pd.DataFrame, activities: pd.DataFrame, leads: pd.DataFrame
) -> None:
    lost = opportunities[~opportunities["opportunity_id"].isin(["o", "p"])]
    frame = acquisition_cost(lost, empty("orders"), activities, leads, SPEND, JANUARY)
    assert frame["value"].isna().all()


def test_a_part_that_was_never_recorded_is_missing_not_0(
    opportunities: pd.DataFrame, activities: pd.DataFrame, leads: pd.DataFrame
) -> None:
    blank = activities.assign(cost=np.nan)
    tables = opportunities, empty("orders"), blank, leads
    assert np.isnan(values(acquisition_cost(*tables, SPEND, JANUARY))["activity_cost"])
    assert values(acquisition_cost(*tables, SPEND, JANUARY))["value"] == pytest.approx(200.0)
    assert acquisition_cost(*tables, empty("spend"), JANUARY)["value"].isna().all()


def test_spend_has_no_owner_and_is_not_repeated_for_each(
    opportunities: pd.DataFrame, activities: pd.DataFrame, leads: pd.DataFrame
) -> None:
    owned = opportunities.assign(owner=["Ada", "Ada", "Bo", "Bo"])
    frame = acquisition_cost(
        owned, empty("orders"), activities, leads, SPEND, JANUARY, by=["owner"]
    )
    spend = frame[frame["measure"].eq("spend") & frame["owner"].notna()]
    assert spend["value"].isna().all()
    assert spend["mark"].eq("unattributed").all()


def test_spend_that_was_shared_out_is_marked(
    opportunities: pd.DataFrame, activities: pd.DataFrame, leads: pd.DataFrame
) -> None:
    placed = opportunities.assign(team=["North", "North", "South", "South"])
    divided = pd.concat([SPEND.assign(team=name) for name in ("North", "South")])
    divided["amount"] = divided["amount"] / 2
    divided = divided.assign(is_allocated=True, until=pd.Timestamp("2026-01-31"))
    frame = acquisition_cost(
        placed,
        empty("orders"),
        activities,
        leads,
        SPEND,
        JANUARY,
        by=["team"],
        allocated_spend=divided,
    )
    spend = frame[frame["measure"].eq("spend")].set_index("team")
    assert spend.loc["North", "value"] == pytest.approx(200.0)
    assert spend.loc["North", "mark"] == "allocated"


def test_a_unit_whose_spend_is_all_shared_out_to_it_pays_its_share(
    opportunities: pd.DataFrame, activities: pd.DataFrame, leads: pd.DataFrame
) -> None:
    divided = SPEND.assign(team="North", is_allocated=True, until=pd.Timestamp("2026-01-31"))
    tables = opportunities, empty("orders"), activities.assign(cost=np.nan), leads, empty("spend")
    frame = acquisition_cost(*tables, JANUARY, allocated_spend=divided)
    spend = frame[frame["measure"].eq("spend")]
    assert spend["value"].tolist() == [pytest.approx(200.0)]
    assert spend["mark"].tolist() == ["allocated"]
    assert acquisition_cost(*tables, JANUARY)["value"].isna().all()


def test_what_each_account_took_until_its_first_purchase(
    opportunities: pd.DataFrame, activities: pd.DataFrame, leads: pd.DataFrame
) -> None:
    quotes = completed(
        pd.DataFrame(
            {
                "quote_id": ["k", "m"],
                "opportunity_id": ["o", "o"],
                "issued_at": pd.to_datetime(["2026-01-08", "2026-01-20"]),
            }
        ),
        "quotes",
    )
    listed = account_costs(
        opportunities, empty("orders"), activities, leads, quotes, JANUARY
    ).set_index("account_id")
    assert list(listed.index) == ["a", "b"]
    a, b = listed.loc["a"], listed.loc["b"]
    assert (a["touches"], a["hours"], a["cost"], a["days"]) == (1, 0.5, 100.0, 10.0)
    assert (a["quotes"], a["amount"]) == (1, 900.0)
    assert (b["touches"], b["quotes"]) == (0, 0)
    assert np.isnan(b["cost"])
