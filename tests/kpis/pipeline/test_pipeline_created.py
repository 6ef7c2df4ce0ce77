"""The amount created."""

from __future__ import annotations

from datetime import date

from kit.kpis import pipeline_created
from kit.window import Window
from tests.kpis.pipeline.written import changes, table, values

WINDOW = Window(date(2026, 2, 28), periods=2)
COLUMNS = "opportunity_id created_at closed_at status amount list_price"
NO_LOG = changes("amount")


def test_the_amount_is_the_one_before_the_first_change_whatever_came_later():
    rows = table(
        COLUMNS,
        "a 2026-01-05 - open 50 -",
        "b 2026-01-06 2026-02-10 won 90 -",
        "c 2026-02-07 - open 20 -",
    )
    log = changes("amount", "b 2026-01-20 70 80", "b 2026-02-10 80 90", "a 2026-01-09 40 50")
    frame = pipeline_created(rows, log, WINDOW)
    assert values(frame, "amount") == [110, 20]
    assert values(frame, "count") == [2, 1]


def test_a_lost_amount_of_0_is_not_what_was_created():
    rows = table(COLUMNS, "a 2026-01-05 2026-01-20 lost 0 30", "b 2026-01-05 2026-01-20 lost 12 30")
    assert values(pipeline_created(rows, NO_LOG, WINDOW), "amount") == [42, 0]


def test_a_change_in_another_currency_is_converted_as_the_amount_is():
    rows = table(f"{COLUMNS} amount_original currency", "a 2026-01-05 - open 90 - 100 USD")
    log = changes("amount", "a 2026-01-09 200 100")
    assert values(pipeline_created(rows, log, WINDOW), "amount") == [180, 0]


def test_what_is_converted_is_rounded_to_the_minor_unit():
    rows = table(f"{COLUMNS} amount_original currency", "a 2026-01-05 - open 92.31 - 100 USD")
    log = changes("amount", "a 2026-01-09 33.33 100")
    assert values(pipeline_created(rows, log, WINDOW), "amount") == [30.77, 0]  # not 30.766923


def test_a_lost_amount_of_0_in_another_currency_is_converted_by_what_it_was_before():
    columns = f"{COLUMNS} amount_original currency amount_before_close"
    rows = table(columns, "a 2026-01-05 2026-01-20 lost 0 - 0 USD 90")
    log = changes("amount", "a 2026-01-09 200 100", "a 2026-01-20 100 0")
    assert values(pipeline_created(rows, log, WINDOW), "amount") == [180, 0]


def test_changes_of_other_fields_tables_and_later_days_count_for_nothing():
    rows = table(COLUMNS, "a 2026-01-05 - open 50 -")
    later = changes("amount", "a 2026-03-01 70 80")
    assert values(pipeline_created(rows, later, WINDOW), "amount")[0] == 50
    lead = changes("amount", "a 2026-01-09 70 80").assign(table="leads")
    assert values(pipeline_created(rows, lead, WINDOW), "amount")[0] == 50
    dates = changes("list_price", "a 2026-01-09 70 80")
    assert values(pipeline_created(rows, dates, WINDOW), "amount")[0] == 50


def test_created_ones_of_which_none_has_an_amount_have_no_sum():
    rows = table(COLUMNS, "a 2026-01-05 - open - -", "b 2026-02-05 - open 7 -")
    frame = pipeline_created(rows, NO_LOG, WINDOW)
    assert values(frame, "amount") == [-1, 7]
    assert values(frame, "count") == [1, 1]
