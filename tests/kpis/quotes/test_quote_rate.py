"""How many opportunities are quoted, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.data.frames import empty
from kit.kpis import quote_rate
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JAN_FEB = Window(date(2026, 2, 28), periods=2)


def test_only_those_old_enough_count_on_both_sides(sales_of: Make, quotes_of: Make) -> None:
    sales = sales_of(
        "a 2026-01-01 - open -",
        "b 2026-01-02 2026-01-05 lost -",
        "c 2026-01-03 - open -",
        "d 2026-02-20 - open -",
        "e 2026-02-25 - open -",
    )
    quotes = quotes_of(
        "q1 a 2026-01-11 - sent 10",
        "q2 a 2026-02-01 - sent 10",
        "q3 c 2026-01-14 - sent 10",
        "q4 d 2026-02-21 - sent 10",
    )
    frame = quote_rate(sales, quotes, JAN_FEB, within_days=10)
    # a was quoted on the 10th day, c on the 11th; d is quoted, but 8 days old.
    assert frame["value"].iloc[0] == 1 / 3
    assert frame["n"].tolist() == [3, 0]
    assert frame["value"].isna().tolist() == [False, True]
    assert frame["mark"].tolist() == ["thin", "immature"]


def test_without_a_quote_the_share_is_0_and_not_missing(sales_of: Make) -> None:
    frame = quote_rate(sales_of("a 2026-01-01 - open -"), empty("quotes"), JAN_FEB, within_days=10)
    assert frame["value"].iloc[0] == 0


def test_sources_are_qualified_by_their_quotes(sales_of: Make, quotes_of: Make) -> None:
    sales = sales_of("a 2026-01-01 - open Web", "b 2026-01-01 - open Fair")
    quotes = quotes_of("q1 a 2026-01-02 - sent 10", "q2 unknown 2026-01-02 - sent 10")
    frame = quote_rate(sales, quotes, JAN_FEB, by=["source"], within_days=10)
    january = frame[frame["period"].eq(pd.Timestamp("2026-01-01"))]
    assert dict(zip(january["source"], january["value"], strict=True)) == {"Fair": 0, "Web": 1}
