from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.kpis.outcomes.cycle_time import MEASURES, cycle_time
from kit.window import Window

WINDOW = Window(date(2026, 3, 31))


def table(created, ages, status):
    start = pd.to_datetime(pd.Series(created)).astype("datetime64[us]")
    return pd.DataFrame(
        {
            "created_at": start,
            "closed_at": start + pd.to_timedelta(pd.Series(ages, dtype=float), unit="D"),
            "status": status,
            "amount": 1.0,
        }
    )


def test_losses_and_open_ones_do_not_count_as_wins_but_stay_at_risk():
    rows = table(["2026-01-01"] * 5, [10, 20, 30, 60, None], ["won", "lost", "won", "won", "open"])
    times = cycle_time(rows, WINDOW).set_index("measure")
    assert times.loc["median", "value"] == 30
    assert times.loc["restricted_mean", "value"] == pytest.approx((10 + 30 + 60) / 3)
    assert times.loc["to_any_end_median", "value"] == 30
    assert times.loc["naive_median", "value"] == 30
    assert times.loc[["median", "to_any_end_median"], "n"].tolist() == [3, 5]
    assert times["mark"].eq("thin").all()


def test_the_naive_median_is_too_short_while_slow_ones_are_still_open():
    generator = np.random.default_rng(14)
    since = generator.integers(0, 200, 3000)
    created = pd.Timestamp("2026-03-31") - pd.to_timedelta(since, unit="D")
    ages = generator.integers(1, 161, 3000)
    closed = ages <= since
    rows = table(created, np.where(closed, ages, np.nan), np.where(closed, "won", "open"))
    times = cycle_time(rows, WINDOW).set_index("measure")
    assert times.loc["median", "value"] == pytest.approx(80, abs=6)
    assert times.loc["median", "low"] <= 80 <= times.loc["median", "high"]
    assert times.loc["naive_median", "value"] < 68


def test_without_a_win_nothing_is_said_about_winning():
    times = cycle_time(table(["2026-01-01"] * 2, [10, None], ["lost", "open"]), WINDOW)
    times = times.set_index("measure")
    assert times["value"].notna().tolist() == [name == "to_any_end_median" for name in MEASURES]
    assert times.loc["median", "mark"] == "not_reached"


def test_no_opportunities_give_a_frame_without_values():
    times = cycle_time(table([], [], []), WINDOW)
    assert times["measure"].tolist() == list(MEASURES)
    assert times["value"].isna().all()
    assert times["mark"].eq("").all()
