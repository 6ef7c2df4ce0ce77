"""Sentences about the data, and the words that every check has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from kit import language, tables
from kit.kpis.quality import quality_checks
from kit.kpis.quality.quality_lines import Line, as_listing
from kit.schemas import BY_NAME, LABELS
from kit.tables import quality_words

OPEN = Line("opportunities", "amount", "empty_amount_open", 3, 12, ("open_amounts",))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en", "EUR")
    yield
    language.use("en")


def rows(*lines: Line, limit: int = 100) -> list[list[str]]:
    table = tables.display(as_listing(lines), title="Found", currency="EUR", limit=limit)
    return [[cell.text for cell in row] for row in table.rows]


def test_what_was_found_and_what_it_does_stand_in_one_cell() -> None:
    assert rows(OPEN._replace(amount=1500.0)) == [
        [
            "Opportunities",
            "The amount is empty in 3 of 12 open ones (25.0%). The open amount leaves them out, "
            "so it is too low. At list price they come to €1,500.",
        ]
    ]


def test_without_list_prices_no_amount_is_claimed() -> None:
    ((_, text),) = rows(OPEN)
    assert text.endswith("so it is too low.")


def test_columns_are_called_what_readers_call_them() -> None:
    ((_, text),) = rows(Line("opportunities", "product, loss_reason", "absent", 5, 5))
    assert text.startswith("Not recorded at all: Product, Loss reason.")


def test_what_was_counted_for_all_units_is_labelled_so() -> None:
    line = Line("leads", "", "quarantined", 1, 10, ("counts",), "company")
    table, said = rows(line)[0]
    assert table == "Leads"
    assert said.startswith("Whole company: 1 of 10 rows (10.0%) could not be read")


@pytest.mark.parametrize(("n", "share"), [(1, "(<0.1%)"), (2, "(0.1%)"), (0, "(0.0%)")])
def test_a_share_that_is_not_0_is_not_shown_as_0(n: int, share: str) -> None:
    assert share in rows(Line("leads", "owner", "empty", n, 2000))[0][1]


def test_a_stale_source_says_since_when_and_for_how_long() -> None:
    day = pd.Timestamp("2026-03-21")
    line = Line("leads", "", "stale", 0, 10, ("counts",), "company", 10.0, day=day)
    assert rows(line)[0][1] == (
        "Whole company: The newest event is of 21 Mar 2026. Figures from this source say nothing "
        "of the last 10 days."
    )


def test_tables_in_order_share_one_line() -> None:
    clean = [Line(name, "", "nothing", 0, 5) for name in ("leads", "fx_rates")]
    assert rows(*clean) == [["All", "Nothing was found in Leads, Exchange rates."]]
    assert rows(OPEN, *clean)[-1][0] == "All others"


def test_lines_beyond_the_limit_are_counted() -> None:
    frame = as_listing([OPEN] * 3)
    table = tables.display(frame, limit=2)
    assert (len(table.rows), table.left_out) == (2, 1)


def test_what_a_source_is_safe_for_is_said_in_words_and_a_dash_where_it_holds_no_such_thing() -> (
    None
):
    frame = pd.DataFrame(
        {
            "table": ["opportunities", "leads"],
            "n": pd.array([1200, 3], dtype="Int64"),
            "newest": pd.to_datetime(["2026-03-21", ""]),
            "counts": ["safe", "care"],
            "durations": ["unsafe", "safe"],
            "amounts": ["safe", None],
            "open_amounts": [None, None],
        }
    )
    table = tables.display(frame, title="Safe")
    assert [column.label for column in table.columns] == [
        "Records of", "Counts", "Durations", "Amounts", "Newest event", "Records",
    ]  # fmt: skip
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Opportunities", "safe", "not safe", "safe", "21 Mar 2026", "1,200"],
        ["Leads", "with care", "safe", "–", "–", "3"],
    ]


def test_every_table_has_a_name_and_every_check_its_words(root: Path) -> None:
    assert set(LABELS) == set(BY_NAME)
    source = "".join(
        (root / "kit" / "kpis" / "quality" / name).read_text(encoding="utf-8")
        for name in ("quality_checks.py", "data_quality.py")
    )
    plain = set(re.findall(r'"(\w+)"', source))
    made = {
        f"empty_{column}_{status}" for _, column, status, _ in quality_checks._FILLED if status
    } | {"unlisted_product", "unlisted_stage", "empty"}
    assert {check for check in quality_words.SAID if check not in plain} <= made
    assert made <= set(quality_words.SAID)
