from __future__ import annotations

from datetime import date

import numpy as np

from kit.models.backtest.bookings import (
    keys_of,
    leaves_of,
    membership,
    month_number,
    monthly_bookings,
    place_of,
    units_of,
)
from kit.window import Calendar

CALENDAR = Calendar()


def test_amounts_won_are_added_up_by_leaf_and_full_month(opportunities):
    table = opportunities(
        ("2026-01-01", "2026-01-20", "won", 10.0, "EMEA", "DACH"),
        ("2026-01-01", "2026-01-31", "won", 5.0, "EMEA", "DACH"),
        ("2026-01-01", "2026-02-01", "won", 7.0, "EMEA", "Iberia"),
        ("2026-01-01", "2026-02-02", "lost", 99.0, "EMEA", "Iberia"),
        ("2026-01-01", None, "open", 50.0, "US", None),
        ("2026-01-01", "2026-03-10", "won", 3.0, "US", None),
    )
    found = monthly_bookings(table, date(2026, 3, 15), CALENDAR, leaves_of(table))
    assert found.leaves == (("EMEA", "DACH"), ("EMEA", "Iberia"), ("US", ""))
    assert found.first == month_number(date(2026, 1, 1))
    assert found.amounts.tolist() == [[15.0, 0.0], [0.0, 7.0], [0.0, 0.0]]  # March is running


def test_the_last_day_of_a_month_makes_it_full(opportunities):
    table = opportunities(("2026-01-01", "2026-03-10", "won", 3.0, "US", None))
    found = monthly_bookings(table, date(2026, 3, 31), CALENDAR, leaves_of(table))
    assert found.amounts.tolist() == [[3.0]]


def test_a_month_with_losses_alone_is_recorded_and_a_missing_amount_adds_nothing(opportunities):
    table = opportunities(
        ("2026-01-01", "2026-01-20", "lost", 0.0, "EMEA", "DACH"),
        ("2026-01-01", "2026-02-20", "won", None, "EMEA", "DACH"),
    )
    found = monthly_bookings(table, date(2026, 2, 28), CALENDAR, leaves_of(table))
    assert found.amounts.tolist() == [[0.0, 0.0]]


def test_where_nothing_was_closed_there_is_no_month(opportunities):
    table = opportunities(("2026-01-01", None, "open", 1.0, None, None))
    found = monthly_bookings(table, date(2026, 2, 28), CALENDAR, leaves_of(table))
    assert found.months == 0
    assert found.leaves == (("", ""),)


def test_units_are_sums_of_their_leaves_and_nobody_counts_for_the_company():
    leaves = (("", ""), ("EMEA", "DACH"), ("EMEA", "Iberia"), ("US", ""))
    units = units_of(leaves)
    assert [unit.key for unit in units] == ["", "EMEA", "EMEA/DACH", "EMEA/Iberia", "US"]
    sums = membership(units, leaves) @ np.array([1.0, 10.0, 100.0, 1000.0])
    assert sums.tolist() == [1111.0, 110.0, 10.0, 100.0, 1000.0]


def test_rows_of_other_leaves_have_no_place(opportunities):
    table = opportunities(
        ("2026-01-01", None, "open", 1.0, "EMEA", "DACH"),
        ("2026-01-01", None, "open", 1.0, "EMEA", "Nordics"),
        ("2026-01-01", None, "open", 1.0, None, None),
    )
    assert keys_of(table)[2] == ("", "")
    assert place_of(table, (("", ""), ("EMEA", "DACH"))).tolist() == [1, -1, 0]
