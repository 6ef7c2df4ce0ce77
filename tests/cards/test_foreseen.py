"""What models expect stands on the cards where there are models of the day, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import prod

import pandas as pd
import pytest

from kit.cards import account_cards
from kit.data.records import Records
from kit.results import Card
from kit.units import Unit
from kit.window import Window

Make = Callable[..., Records]
JUNE = Window(date(2026, 6, 30))
OPPORTUNITIES = (
    "opportunity_id account_id status stage created_at closed_at amount expected_close_date owner",
    "o a open Offer 2026-06-20 - 75 2026-06-25 Ada",
    "p a open Talk - - - - Ada",
)
ORDERS = ("order_id account_id ordered_at amount kind product", "1 a 2026-03-05 200 sale Plus")
CHANCES = pd.DataFrame(
    {
        "opportunity_id": ["o", "another"],
        "as_of": pd.Timestamp("2026-06-30"),
        "within_90": [0.314, 0.9],
    }
)
PARAMETERS = pd.DataFrame(
    {
        "name": ["r", "alpha", "a", "b", "p", "q", "gamma", "leaves", "stays"],
        "value": [0.8, 27.0, 0.8, 2.8, 6.0, 4.0, 25.0, 1.0, 49.0],
        "draw": 0,
        "state": "fitted",
        "as_of": pd.Timestamp("2026-06-30"),
    }
)
CONTRACTS = pd.DataFrame(
    {
        "contract_id": ["c"],
        "account_id": ["a"],
        "start_date": pd.to_datetime(["2026-01-01"]),
        "amount_per_period": [100.0],
        "period": ["month"],
    }
)


@pytest.fixture
def records(records_of: Make) -> Records:
    return records_of(opportunities=OPPORTUNITIES, orders=ORDERS)


def card(records: Records, window: Window = JUNE, **made: pd.DataFrame) -> Card:
    own = {name: records.tables[name] for name in ("opportunities", "orders")}
    whole = Records.of({**own, **made})
    return account_cards(whole, Unit("EMEA", "Iberia"), window, currency="EUR").cards[0]


def chances(found: Card) -> list[list[str]]:
    """The cells of the open opportunities behind the four that every card has."""
    (table,) = [one for one in found.tables if one.title == "Open opportunities"]
    return [[cell.text for cell in row[4:]] for row in table.rows]


def expected(found: Card) -> list[tuple[str, str]]:
    return [(one.text, one.note) for one in found.facts if one.label == "Expected in 12 months"]


def test_each_open_opportunity_has_its_chance_where_one_is_known(records: Records) -> None:
    assert chances(card(records, win_probabilities=CHANCES)) == [["31.4%"], ["–"]]


def test_an_account_is_expected_to_bring_what_its_purchases_promise(records: Records) -> None:
    ((amount, how),) = expected(card(records, customer_parameters=PARAMETERS))
    assert amount.startswith("€")
    assert how == "by what it bought so far"


def test_a_contract_tells_more_than_purchases(records: Records) -> None:
    ((amount, how),) = expected(card(records, customer_parameters=PARAMETERS, contracts=CONTRACTS))
    # Kept for k more months by (55 + i) / (56 + i), paid in their middle, at 10 % a year.
    kept = [prod((55 + i) / (56 + i) for i in range(k)) for k in range(1, 13)]
    worth = sum(100 * one * 1.1 ** (-(k + 0.5) / 12) for k, one in enumerate(kept))
    assert amount == f"€{worth:,.0f}"
    assert how == "by its contract"


def test_without_models_a_card_says_what_it_said_before(records: Records) -> None:
    plain = card(records)
    assert chances(plain) == [[], []]
    assert expected(plain) == []


def test_models_of_a_later_day_are_not_read(records: Records) -> None:
    earlier = card(
        records,
        JUNE.at(date(2026, 6, 29)),
        win_probabilities=CHANCES,
        customer_parameters=PARAMETERS,
    )
    assert chances(earlier) == [[], []]
    assert expected(earlier) == []
