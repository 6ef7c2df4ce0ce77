"""Recurring revenue, churn and retention."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kit.kpis import churn, net_retention, recurring_revenue
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JANUARY = Window(date(2026, 1, 31), periods=1)


@pytest.fixture
def contracts(contracts_of: Make) -> pd.DataFrame:
    """At the start a 100, b 100, c 100, d 100; at the end a 100, b 150, c 60, e 10."""
    return contracts_of(
        "a 2025-01-01 1200 year - -",
        "b 2025-01-01 100 month 2026-01-09 -",
        "b 2026-01-10 150 month - -",
        "c 2025-01-01 300 quarter 2026-01-14 -",
        "c 2026-01-15 60 month - -",
        "d 2025-01-01 100 month - 2026-01-20",
        "e 2026-01-20 10 month - -",
        "f 2026-01-05 999 month 2026-01-25 -",
    )


def steps(frame: pd.DataFrame) -> dict[str, float]:
    return dict(zip(frame["step"], frame["value"], strict=True))


def test_the_bridge_adds_up(contracts: pd.DataFrame) -> None:
    frame = recurring_revenue(contracts, JANUARY)
    assert steps(frame) == {
        "start": 400,
        "new": 10,
        "expansion": 50,
        "contraction": 40,
        "lost": 100,
        "end": 320,
    }
    assert frame["n"].tolist() == [4, 1, 1, 1, 1, 4]


def test_the_end_of_a_period_is_the_start_of_the_next(contracts: pd.DataFrame) -> None:
    frame = recurring_revenue(contracts, Window(date(2026, 3, 31), periods=6))
    value = frame.pivot_table(index="period", columns="step", values="value", observed=False)
    assert (value["end"].shift(1).dropna() == value["start"].iloc[1:]).all()


def test_amounts_that_do_not_divide_evenly_still_add_up(contracts_of: Make) -> None:
    contracts = contracts_of(*(f"a{n} 2025-01-01 100.01 year 2026-01-10 -" for n in range(7)))
    found = steps(recurring_revenue(contracts, JANUARY))
    assert found["start"] == found["lost"] == round(7 * 8.33, 2)
    assert found["end"] == 0


def test_a_contract_runs_through_its_end_date_whenever_notice_was_given(
    contracts_of: Make,
) -> None:
    contracts = contracts_of("a 2025-01-01 100 month 2026-01-31 2025-11-01")
    assert steps(recurring_revenue(contracts, JANUARY))["end"] == 100
    february = Window(date(2026, 2, 1), periods=1)
    assert steps(recurring_revenue(contracts, february))["lost"] == 100


def test_a_cancellation_after_as_of_is_not_known_yet(contracts_of: Make) -> None:
    contracts = contracts_of("a 2025-01-01 100 month - 2026-02-01")
    assert steps(recurring_revenue(contracts, JANUARY))["end"] == 100


def test_before_the_first_contract_there_is_no_recurring_revenue(contracts_of: Make) -> None:
    contracts = contracts_of("a 2026-01-10 100 month - -")
    frame = recurring_revenue(contracts, Window(date(2026, 1, 31), periods=2))
    assert frame["value"].fillna(-1).tolist() == [-1] * 6 + [0, 100, 0, 0, 0, 100]


def test_churn_counts_accounts_lost_and_their_revenue(contracts_of: Make) -> None:
    contracts = contracts_of(
        "a 2025-01-01 300 month - -",
        "b 2025-01-01 50 month 2026-01-09 -",
        "b 2026-01-10 10 month - -",
        "c 2025-01-01 50 month 2026-01-09 -",
        "d 2026-01-09 50 month 2026-01-10 -",
    )
    frame = churn(contracts, JANUARY)
    assert frame["value"].tolist() == [1 / 3, 0.125]
    assert frame["n"].tolist() == [3, 3]
    assert frame["mark"].tolist() == ["thin", "thin"]
    assert (frame["low"] < frame["value"]).all()


def test_retention_leaves_new_accounts_out_and_gross_leaves_growth_out(
    contracts: pd.DataFrame,
) -> None:
    frame = net_retention(contracts, JANUARY)
    assert frame["value"].tolist() == [310 / 400, 260 / 400]
    assert frame["n"].tolist() == [4, 4]


def test_without_contracts_at_the_start_there_is_no_churn_and_no_retention(
    contracts_of: Make,
) -> None:
    contracts = contracts_of("a 2026-01-10 100 month - -")
    assert churn(contracts, JANUARY)["value"].isna().all()
    assert net_retention(contracts, JANUARY)["value"].isna().all()
