from __future__ import annotations

import pandas as pd
import pytest
from pandas import DataFrame, Series

from kit.data.currency import Rates


def days(*values: str) -> Series:
    return pd.to_datetime(Series(values)).astype("datetime64[us]")


@pytest.fixture
def rates() -> Rates:
    table = DataFrame(
        {
            "currency": ["USD", "USD", "JPY"],
            "date": pd.to_datetime(["2026-01-09", "2026-01-02", "2026-01-02"]),
            "rate": [0.9, 0.8, 0.006],
        }
    )
    return Rates.of("EUR", table)


def test_the_last_rate_up_to_the_day_counts(rates: Rates) -> None:
    factors = rates.factors(Series(["USD"] * 3), days("2026-01-02", "2026-01-08", "2026-01-09"))
    assert factors.tolist() == [0.8, 0.8, 0.9]


def test_a_rate_older_than_a_week_does_not_count(rates: Rates) -> None:
    factors = rates.factors(Series(["USD", "USD"]), days("2026-01-16", "2026-01-17"))
    assert factors.isna().tolist() == [False, True]


def test_a_later_rate_does_not_count(rates: Rates) -> None:
    assert rates.factors(Series(["JPY"]), days("2026-01-01")).isna().all()


def test_a_blank_currency_is_the_projects_own(rates: Rates) -> None:
    factors = rates.factors(Series([None, "EUR"], dtype="str"), days("2026-01-01", "2026-01-01"))
    assert factors.tolist() == [1.0, 1.0]


def test_without_rates_only_the_own_currency_converts() -> None:
    factors = Rates.of("EUR", None).factors(Series(["EUR", "USD"]), days(*["2026-01-01"] * 2))
    assert factors.iloc[0] == 1.0
    assert pd.isna(factors.iloc[1])


def test_what_is_converted_is_rounded_to_the_minor_unit(rates: Rates) -> None:
    converted = rates.convert(Series([10.01, 10.015]), Series([0.8, 1.0]))
    assert converted.tolist() == [8.01, 10.015]


def test_a_fault_names_the_currency_the_count_and_the_days(rates: Rates) -> None:
    currencies = Series(["USD", "USD", "CHF", "CHF", "EUR"])
    when = days("2026-01-03", "2026-03-01", "2026-01-05", "2026-01-04", "2026-01-01")
    needed = Series([True] * 5)
    faults = rates.faults("orders", currencies, when, needed)
    assert [str(fault) for fault in faults] == [
        "orders, column `currency`: 2 amounts in `CHF` have no rate to `EUR` that is at most "
        "7 days old: the first is needed for 2026-01-04, the last for 2026-01-05. "
        "Add the rates to `fx_rates` as `CHF,2026-01-04,…`, where the rate is what 1 CHF is worth "
        "in EUR; or correct the currency.",
        "orders, column `currency`: 1 amount in `USD` has no rate to `EUR` that is at most "
        "7 days old: the first is needed for 2026-03-01, the last for 2026-03-01. "
        "Add the rates to `fx_rates` as `USD,2026-03-01,…`, where the rate is what 1 USD is worth "
        "in EUR; or correct the currency.",
    ]


def test_a_row_without_amount_needs_no_rate(rates: Rates) -> None:
    needed = Series([False])
    assert rates.faults("orders", Series(["CHF"]), days("2026-01-05"), needed) == []
