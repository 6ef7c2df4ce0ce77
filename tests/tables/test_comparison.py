"""Then, now and the change in one row, and whether the records support it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from kit import kpis, language, tables
from kit.results import Table
from kit.window import Window

FEBRUARY = Window(date(2026, 2, 28), periods=1)
STEPS = ("before", "change", "p_value")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def compared(
    before: float | None,
    change: float | None,
    p_value: float | None,
    bounds: tuple[float | None, float | None] = (None, None),
    kpi: str = "win_rate",
    of: str = "value",
) -> pd.DataFrame:
    """The three rows of one figure, as `kpis.compare` gives them."""
    frame = pd.DataFrame({"measure": STEPS, "value": [before, change, p_value]})
    frame = frame.assign(kpi=kpi, of=of, period=pd.Timestamp("2026-02-01"), n=40, mark="")
    frame["low"] = [None, bounds[0], None]
    frame["high"] = [None, bounds[1], None]
    return frame.astype({"value": "float64", "low": "float64", "high": "float64"})


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_a_figure_is_a_row_with_then_now_change_and_verdict() -> None:
    table = tables.display(compared(0.25, 0.25, 0.001, (0.1, 0.4)))
    assert table.title == "Comparison"
    assert [column.label for column in table.columns] == [
        "Figure", "Then", "Now", "Change", "More than chance?",
    ]  # fmt: skip
    change = "+25.0 points (+10.0 to +40.0)"
    assert texts(table) == [["Win rate", "25.0%", "50.0%", change, "yes"]]
    assert [cell.value for cell in table.rows[0][1:4]] == [0.25, 0.5, 0.25]


def test_what_chance_may_explain_is_called_so() -> None:
    table = tables.display(compared(0.5, -0.1, 0.4, (-0.3, 0.1)))
    assert texts(table)[0][-2:] == ["−10.0 points (−30.0 to +10.0)", "no"]


def test_an_amount_is_not_tested() -> None:
    frame = compared(900.0, 300.0, None, kpi="bookings", of="amount")
    table = tables.display(frame, currency="EUR")
    assert texts(table)[0][1:] == ["€900", "€1,200", "+€300", "not tested"]


def test_what_has_no_earlier_value_has_nothing_to_compare() -> None:
    frames = [compared(None, None, None), compared(5.0, 1.0, None, kpi="bookings", of="count")]
    table = tables.display(pd.concat(frames, ignore_index=True))
    assert [row[0] for row in texts(table)] == ["Won opportunities"]


def test_the_verdict_keeps_to_the_level_of_the_window() -> None:
    frame = compared(0.25, 0.25, 0.05, (0.01, 0.4))
    assert texts(tables.display(frame))[0][-1] == "yes"
    frame.attrs["window"] = Window(date(2026, 2, 28), level=0.99)
    assert texts(tables.display(frame))[0][-1] == "no"


def test_members_have_their_own_rows_and_missing_ones_too() -> None:
    frame = pd.concat(compared(0.25, 0.25, 0.05).assign(owner=owner) for owner in ("Ada", None))
    table = tables.display(frame, title="By owner", note="A note.")
    assert (table.title, table.note) == ("By owner", "A note.")
    assert [column.label for column in table.columns][:2] == ["Figure", "Owner"]
    assert [row[1] for row in texts(table)] == ["Ada", "not recorded"]


def test_what_compare_gives_is_shown() -> None:
    table = pd.DataFrame(
        {
            "opportunity_id": ["a", "b", "c"],
            "created_at": pd.to_datetime(["2026-01-02", "2026-02-03", "2026-02-20"]),
            "closed_at": pd.to_datetime([None, None, None]),
            "status": "open",
            "amount": 1.0,
        }
    )
    shown = tables.display(kpis.compare(kpis.new_opportunities, table, FEBRUARY))
    assert texts(shown)[0][:3] == ["New opportunities", "1", "2"]
    assert texts(shown)[0][3].startswith("+1 (")
