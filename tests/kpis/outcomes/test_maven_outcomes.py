"""The survival KPIs on a real file with late recording and stale opportunities."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.estimates.shrinkage import shrink_rates
from kit.kpis.durations import durations
from kit.kpis.outcomes.close_rate_by_age import close_rate_by_age
from kit.kpis.outcomes.cycle_time import cycle_time
from kit.kpis.outcomes.outcome_curves import win_rate_curve
from kit.kpis.pipeline.longest_cycle import beyond_longest_cycle
from kit.window import Window

WINDOW = Window(date(2017, 12, 31))
pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def opportunities(shared):
    file = shared / "data/maven_crm/sales_pipeline.csv"
    rows = pd.read_csv(file, parse_dates=["engage_date", "close_date"])
    return pd.DataFrame(
        {
            "created_at": rows["engage_date"].astype("datetime64[us]"),
            "closed_at": rows["close_date"].astype("datetime64[us]"),
            "status": rows["deal_stage"].map({"Won": "won", "Lost": "lost"}).fillna("open"),
            "amount": rows["close_value"].astype(float),
            "owner": rows["sales_agent"],
        }
    )


def test_recording_of_closes_began_in_march(opportunities):
    spans = durations(opportunities, WINDOW)
    assert spans.recording_start == date(2017, 3, 1)
    assert len(spans.opportunities) == 8300  # 500 have not started
    assert (spans.entry > 0).sum() == 1168


def test_wins_are_quicker_than_the_recorded_ones_look(opportunities):
    times = cycle_time(opportunities, WINDOW).set_index("measure")["value"]
    assert times["naive_median"] == 57
    assert times["median"] == 47


def test_42_percent_are_won_by_90_days(opportunities):
    curve = win_rate_curve(opportunities, WINDOW).query("measure == 'won'").set_index("age_days")
    assert curve.loc[90, "value"] == pytest.approx(0.419, abs=0.001)
    assert curve.loc[90, "low"] < 0.419 < curve.loc[90, "high"]


def test_nothing_is_won_after_half_a_year(opportunities):
    rates = close_rate_by_age(opportunities, WINDOW).query("measure == 'won' and age_days == 180")
    assert (rates["n"].item(), rates["value"].item()) == (730, 0)
    assert 0 < rates["high"].item() < 0.02


def test_four_of_five_open_ones_are_older_than_any_that_ever_closed(opportunities):
    frame = beyond_longest_cycle(opportunities, WINDOW).set_index("measure")
    assert frame["value"].to_dict() == pytest.approx(
        {"count": 1291, "share": 1291 / 1589, "longest_days": 138}
    )


def test_owners_win_rates_are_shrunk_almost_wholly(opportunities):
    closed = opportunities[opportunities["status"].ne("open")]
    won = closed["status"].eq("won").groupby(closed["owner"]).agg(["sum", "count"])
    rates = shrink_rates(won["sum"], won["count"])
    assert rates.value.std() < 0.25 * (won["sum"] / won["count"]).std()
