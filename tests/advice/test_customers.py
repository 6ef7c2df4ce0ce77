"""Customers and sources that cost more than they brought, by revenue so far."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit import advice

START = pd.Timestamp("2025-07-01")


def accounts(n: int, dear: int, paid: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Customers: the first `dear` cost 500 for an order of 300, and `paid` of them paid back."""
    ids = [f"a{number}" for number in range(n)]
    cost = [500.0] * dear + [50.0] * (n - dear)
    revenue = [900.0] * paid + [300.0] * (n - paid)
    costs = pd.DataFrame({"account_id": ids, "cost": cost, "amount": 300.0})
    return costs, pd.DataFrame({"account_id": ids, "revenue": revenue, "first_purchase_on": START})


def returns(cost: float, n: int = 20, spread: float = 100.0) -> tuple[pd.DataFrame, ...]:
    """`n` customers from a fair who brought 1000 on average and cost `cost` each."""
    ids = [f"a{number}" for number in range(n)]
    revenue = 1_000 + spread * np.where(np.arange(n) % 2, 1.0, -1.0)
    summary = pd.DataFrame({"account_id": ids, "revenue": revenue, "first_purchase_on": START})
    won = pd.DataFrame({"account_id": ids, "status": "won", "source": "Fair", "closed_at": START})
    acquisition = pd.DataFrame({"measure": ["value"], "source": ["Fair"], "value": [cost]})
    return acquisition.assign(period=START, n=n), summary, won


def test_dear_customers_who_paid_back_are_told_from_those_who_have_not() -> None:
    (said,) = advice.customer_costs(*accounts(100, 30, 12))
    assert {name: value.value for name, value in said.facts.items()} == {
        "count": 30.0,
        "n": 100.0,
        "paid": 12,
    }


def test_a_few_dear_customers_are_silent() -> None:
    assert advice.customer_costs(*accounts(100, 11, 5)) == ()
    assert advice.customer_costs(*accounts(29, 29, 5)) == ()


def test_a_source_whose_customers_brought_less_than_they_cost_is_named() -> None:
    (said,) = advice.source_returns(*returns(1_200.0))
    assert said.rule == "source_not_paid_back"
    assert (said.facts["source"].value, said.facts["brought"].value) == ("Fair", 1_000.0)


def test_a_source_that_paid_back_or_may_have_is_silent() -> None:
    assert advice.source_returns(*returns(900.0)) == ()
    assert advice.source_returns(*returns(1_200.0, spread=900.0)) == ()
    assert advice.source_returns(*returns(1_200.0, n=7)) == ()


def expecting(accounts: pd.DataFrame, value: float) -> pd.DataFrame:
    """What `kpis.customer_values` says: every account is expected to bring as much."""
    return pd.DataFrame({"account_id": accounts["account_id"], "value_36": value})


def test_dear_customers_who_are_expected_to_pay_back_are_told_beside() -> None:
    costs, summary = accounts(100, 30, 12)
    (said,) = advice.customer_costs(costs, summary, expecting(costs, 250.0))
    # 12 have paid; the other 18 cost 500 and will have brought 300 + 250.
    assert (said.facts["paid"].value, said.facts["later"].value) == (12, 18)
    assert "{later}" in said.message
    (said,) = advice.customer_costs(costs, summary, expecting(costs, 150.0))
    assert said.facts["later"].value == 0


def test_where_nothing_is_expected_revenue_so_far_counts() -> None:
    costs, summary = accounts(100, 30, 12)
    for values in (None, expecting(costs, np.nan), expecting(costs, 1.0).head(0)):
        (said,) = advice.customer_costs(costs, summary, values)
        assert "later" not in said.facts
        assert said.message.endswith("(revenue so far).")
        (source,) = advice.source_returns(*returns(1_200.0), values)
        assert "expected" not in source.facts


def test_a_source_whose_customers_will_pay_back_is_not_named() -> None:
    acquisition, summary, won = returns(1_200.0)
    assert advice.source_returns(acquisition, summary, won, expecting(summary, 300.0)) == ()


def test_a_source_whose_customers_never_pay_back_is_named_with_what_is_expected() -> None:
    acquisition, summary, won = returns(1_200.0)
    (said,) = advice.source_returns(acquisition, summary, won, expecting(summary, 50.0))
    assert said.facts["expected"].value == 50.0
    assert said.evidence[0][1].value == 1_050.0
    assert "{expected}" in said.message


def test_without_costs_nothing_is_said() -> None:
    acquisition, summary, won = returns(1_200.0)
    assert advice.source_returns(acquisition.assign(value=np.nan), summary, won) == ()
    assert advice.customer_costs(*(frame.head(0) for frame in accounts(5, 1, 1))) == ()
