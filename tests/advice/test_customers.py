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


def test_without_costs_nothing_is_said() -> None:
    acquisition, summary, won = returns(1_200.0)
    assert advice.source_returns(acquisition.assign(value=np.nan), summary, won) == ()
    assert advice.customer_costs(*(frame.head(0) for frame in accounts(5, 1, 1))) == ()
