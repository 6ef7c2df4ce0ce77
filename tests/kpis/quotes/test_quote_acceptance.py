"""What becomes of quotes, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kit.kpis import quote_acceptance
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JAN_FEB = Window(date(2026, 2, 28), periods=2)


def values(frame: pd.DataFrame, measure: str) -> list[float]:
    return frame.loc[frame["measure"].eq(measure), "value"].tolist()


def test_the_share_of_the_period_is_of_those_decided_in_it(sales_of: Make, quotes_of: Make) -> None:
    sales = sales_of(*(f"{one} 2026-01-01 - open -" for one in "abcd"))
    quotes = quotes_of(
        "q1 a 2026-01-02 2026-01-12 accepted 60",
        "q2 b 2026-01-02 2026-01-22 rejected 20",
        "q3 c 2026-01-02 2026-02-02 expired 70",
        "q4 d 2026-01-02 - sent 100",
    )
    frame = quote_acceptance(sales, quotes, JAN_FEB)
    assert values(frame, "accepted") == [0.5, 0]
    assert values(frame, "amount") == [60, 0]
    assert values(frame, "share_amount") == [0.75, 0]
    assert frame.query("measure == 'accepted'")["n"].tolist() == [2, 1]


def test_open_quotes_stay_at_risk_of_being_accepted(sales_of: Make, quotes_of: Make) -> None:
    sales = sales_of(*(f"{one} 2026-01-01 - open -" for one in "abcd"))
    quotes = quotes_of(
        "q1 a 2026-01-02 2026-01-07 rejected 60",
        "q2 b 2026-01-02 2026-01-22 accepted 20",
        "q3 c 2026-01-28 - sent 70",
        "q4 d 2026-01-29 - sent 100",
    )
    january = Window(date(2026, 1, 31), periods=1)
    frame = quote_acceptance(sales, quotes, january, within_days=25)
    # 4 at risk on day 5... but c and d were seen for 3 and 2 days: 2 at risk, then 1.
    assert values(frame, "accepted_within") == [0.5]
    assert values(frame, "median_days") == [5]
    later = quote_acceptance(sales, quotes, JAN_FEB, within_days=25)
    # On 28 February all four were seen on day 5: 1 of 4 refused, then 1 of 3 accepted of the rest.
    assert values(later, "accepted_within")[0] == pytest.approx(0.25)
    assert values(later, "median_days")[0] == 20


def test_quotes_of_a_period_are_immature_until_one_was_seen_long_enough(
    sales_of: Make, quotes_of: Make
) -> None:
    quotes = quotes_of("q1 a 2026-02-02 2026-02-07 rejected 60", "q2 a 2026-02-02 - sent 1")
    frame = quote_acceptance(sales_of("a 2026-01-01 - open -"), quotes, JAN_FEB)
    february = frame[frame["period"].eq(pd.Timestamp("2026-02-01"))].set_index("measure")
    assert february.loc["accepted_within", "mark"] == "immature"
    assert february.loc["accepted_within", "value"] == 0


def test_a_decision_without_a_date_came_with_the_close(sales_of: Make, quotes_of: Make) -> None:
    sales = sales_of("a 2026-01-01 2026-01-21 won -", "b 2026-01-01 - open -")
    quotes = quotes_of("q1 a 2026-01-02 - accepted 60", "q2 b 2026-01-02 - accepted 20")
    frame = quote_acceptance(sales, quotes, JAN_FEB)
    assert values(frame, "amount") == [60, 0]
    # As long as the opportunity is open nobody knows when, and whether by then, it was accepted.
    early = quote_acceptance(sales, quotes, JAN_FEB.at(date(2026, 2, 1)))
    assert values(early, "amount") == [60, 0]
    before = quote_acceptance(sales, quotes, JAN_FEB.at(date(2026, 1, 20)))
    assert not any(values(before, "amount")[:1])


def test_a_quote_that_nobody_decided_until_the_close_is_neither_accepted_nor_refused(
    sales_of: Make, quotes_of: Make
) -> None:
    sales = sales_of("a 2026-01-01 2026-01-12 won -", "b 2026-01-01 2026-01-30 lost -")
    quotes = quotes_of("q1 a 2026-01-02 - sent 60", "q2 b 2026-01-02 2026-01-22 accepted 20")
    frame = quote_acceptance(sales, quotes, JAN_FEB)
    assert values(frame, "accepted")[0] == 1
    assert values(frame, "accepted_within")[0] == 1
