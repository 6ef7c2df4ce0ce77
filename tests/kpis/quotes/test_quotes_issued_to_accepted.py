"""How many quotes for one that is accepted, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from kit.data.frames import empty
from kit.kpis import quotes_issued_to_accepted
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JAN_FEB = Window(date(2026, 2, 28), periods=2)


def values(frame: pd.DataFrame, measure: str) -> list[float]:
    return frame.loc[frame["measure"].eq(measure), "value"].fillna(-1).tolist()


def test_issued_and_open_ones_are_divided_by_those_accepted(
    sales_of: Make, quotes_of: Make
) -> None:
    sales = sales_of("a 2026-01-01 2026-01-15 won -", "b 2026-01-01 - open -")
    quotes = quotes_of(
        "q1 a 2025-12-02 2026-01-12 accepted 60",
        "q2 b 2026-01-02 2026-01-22 rejected 20",
        "q3 b 2026-01-02 2026-02-02 expired 70",
        "q4 b 2026-01-31 - sent 100",
        "q5 b 2026-02-01 - sent 100",
    )
    frame = quotes_issued_to_accepted(sales, quotes, JAN_FEB)
    # q3 and q4 were open on 31 January; in February nothing was accepted.
    assert values(frame, "issued_to_accepted") == [3, -1]
    assert values(frame, "open_to_accepted") == [2, -1]
    assert values(frame, "opportunities_created_to_won") == [2, -1]
    assert values(frame, "opportunities_open_to_won") == [1, -1]


def test_without_quotes_opportunities_stand_under_their_own_name_only(sales_of: Make) -> None:
    sales = sales_of("a 2026-01-01 2026-01-15 won -", "b 2026-01-01 2026-02-15 lost -")
    frame = quotes_issued_to_accepted(sales, empty("quotes"), JAN_FEB)
    of_quotes = frame[frame["measure"].str.contains("accepted")]
    assert of_quotes["value"].isna().all()
    assert of_quotes["n"].eq(0).all()
    assert values(frame, "opportunities_created_to_won") == [2, -1]


def test_a_period_of_which_only_the_wins_are_known_has_a_ratio_of_0(sales_of: Make) -> None:
    sales = sales_of("a 2025-12-01 2026-01-15 won -")
    row = quotes_issued_to_accepted(sales, empty("quotes"), JAN_FEB).iloc[4]
    assert row["measure"] == "opportunities_created_to_won"
    assert row["value"] == 0
    assert row["low"] == 0
    assert np.isfinite(row["high"])
