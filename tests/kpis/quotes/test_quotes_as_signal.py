"""Whether quotes announce wins: worked out by hand, and where they say nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis import quotes_as_signal
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JANUARY = Window(date(2026, 1, 31), periods=1)
AS_OF = Window(date(2026, 12, 31), periods=1)


def test_days_before_the_first_quote_count_before_it(sales_of: Make, quotes_of: Make) -> None:
    sales = sales_of(
        "a 2026-01-01 2026-01-05 won -",
        "b 2026-01-01 2026-01-07 won -",
        "c 2026-01-01 2026-01-07 lost -",
    )
    quotes = quotes_of("q1 a 2026-01-03 - sent 1", "q2 a 2026-01-04 - sent 1")
    frame = quotes_as_signal(sales, quotes, JANUARY).set_index("measure")
    # All within the first week: 1 win in 2 + 6 + 6 days before, 1 in 2 days after.
    assert frame.loc["before", "value"] == pytest.approx(100 / 14)
    assert frame.loc["after", "value"] == 50
    assert frame.loc["ratio", "value"] == pytest.approx(7)
    assert frame["n"].tolist() == [2, 2, 1, 1]


def test_ages_are_compared_with_like_ages(sales_of: Make, quotes_of: Make) -> None:
    young = ["a 2026-01-01 2026-01-07 won -", "b 2026-01-01 2026-01-07 lost -"]
    old = ["c 2026-01-01 2026-01-15 won -", "d 2026-01-01 2026-01-15 won -"]
    frame = quotes_as_signal(
        sales_of(*young, *old), quotes_of("q1 c 2026-01-08 - sent 1"), JANUARY
    ).set_index("measure")
    # First week: 26 days before and 1 win. Second: 7 days and a win before, 7 and a win after.
    assert frame.loc["ratio", "value"] == pytest.approx(1)
    assert frame.loc["ratio_unadjusted", "value"] == pytest.approx((1 / 7) / (2 / 33))


def test_a_win_on_the_day_of_the_first_quote_counts_before_it(
    sales_of: Make, quotes_of: Make
) -> None:
    sales = sales_of("a 2026-01-01 2026-01-05 won -")
    frame = quotes_as_signal(sales, quotes_of("q1 a 2026-01-05 - sent 1"), JANUARY)
    assert frame.set_index("measure").loc["before", "value"] == 25
    instants = sales.assign(
        created_at=pd.to_datetime(["2026-01-01T09:00Z"]).astype("datetime64[us, UTC]"),
        closed_at=pd.to_datetime(["2026-01-05T15:00Z"]).astype("datetime64[us, UTC]"),
    )
    frame = quotes_as_signal(instants, quotes_of("q1 a 2026-01-05 - sent 1"), JANUARY)
    assert frame.set_index("measure").loc["before", "n"] == 1


def test_without_wins_on_both_sides_there_is_no_ratio(sales_of: Make) -> None:
    frame = quotes_as_signal(sales_of("a 2026-01-01 2026-01-05 won -"), empty("quotes"), JANUARY)
    assert frame["value"].notna().tolist() == [False, False, True, False]


def test_quotes_that_say_nothing_have_a_ratio_of_1_where_ever_quoted_has_not() -> None:
    draw = np.random.default_rng(7)
    n = 6_000
    end, quoted = draw.exponential(60, n).round(3) + 0.01, draw.exponential(40, n).round(3) + 0.01
    won = draw.random(n) < 0.5
    created = pd.Timestamp("2025-01-01", tz="UTC")
    day = pd.Timedelta(days=1)
    kept = quoted < end
    sales = pd.DataFrame(
        {
            "opportunity_id": [f"o{number}" for number in range(n)],
            "created_at": pd.Series([created] * n),
            "closed_at": pd.Series(created + end * day),
            "status": np.where(won, "won", "lost"),
        }
    )
    quotes = pd.DataFrame(
        {
            "quote_id": [f"q{number}" for number in range(int(kept.sum()))],
            "opportunity_id": sales.loc[kept, "opportunity_id"].to_numpy(),
            "issued_at": pd.Series(created + quoted[kept] * day),
        }
    )
    instants = {"created_at": "datetime64[us, UTC]", "closed_at": "datetime64[us, UTC]"}
    frame = quotes_as_signal(
        completed(sales.astype(instants | {"status": "str"}), "opportunities"),
        completed(quotes.astype({"issued_at": "datetime64[us, UTC]"}), "quotes"),
        AS_OF,
    ).set_index("measure")
    # Wins by days open of those ever quoted against the others: quoted ones lived to be quoted.
    ever = (won[kept].sum() / end[kept].sum()) / (won[~kept].sum() / end[~kept].sum())
    assert ever < 0.5
    ratio = frame.loc["ratio"]
    assert ratio["value"] == pytest.approx(1, abs=0.08)
    assert ratio["low"] < 1 < ratio["high"]
