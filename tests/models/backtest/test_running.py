from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.demo.worlds import TRUE, simulate
from kit.models.backtest import COLUMNS, KitForecast, backtest, scores
from kit.models.backtest.bookings import monthly_bookings
from kit.window import Window

WORLD = replace(TRUE, months=30, teams=4, regions=2, arrivals=20.0)


@pytest.fixture(scope="module")
def history():
    return simulate(WORLD, seed=21)


@pytest.fixture(scope="module")
def found(history):
    return backtest(history.tables, Window(history.as_of), every=3, most=3)


def test_each_method_has_a_row_for_every_unit_and_origin(found):
    assert list(found) == list(COLUMNS)
    assert set(found["method"]) == {
        "last_period",
        "mean",
        "seasonal_share",
        "ets",
        "stage_weighted",
    }
    counts = found.groupby(["method", "origin"], observed=True)["unit"].nunique()
    assert counts.unique().tolist() == [7]  # company, 2 regions, 4 teams
    assert found.drop(columns=["unit", "region", "team"]).notna().all(axis=None)


def test_what_came_is_what_was_booked_in_the_target(history, found):
    rows = history.tables["opportunities"]
    one = found[found["unit"].eq("Region 1/Team 01") & found["method"].eq("mean")].iloc[-1]
    inside = rows["closed_at"].ge(one["target_start"]) & rows["closed_at"].lt(one["target_end"])
    own = rows[inside & rows["status"].eq("won") & rows["team"].eq("Team 01")]
    assert one["actual"] == pytest.approx(own["amount"].sum())
    assert one["target_end"] == pd.Timestamp("2023-07-01")


def test_teams_add_up_to_the_company_in_what_came(found):
    one = found[found["method"].eq("mean")]
    company = one[one["unit"].eq("")].set_index("origin")["actual"]
    teams = one[one["team"].ne("")].groupby("origin")["actual"].sum()
    pd.testing.assert_series_equal(company, teams)


def test_what_happened_after_an_origin_changes_no_forecast_from_it(history, found):
    first = found["origin"].min()
    rows = history.tables["opportunities"].copy()
    later = rows["closed_at"] > first
    rows.loc[later & rows["status"].eq("won"), "amount"] *= 1000
    other = backtest(
        {**history.tables, "opportunities": rows}, Window(history.as_of), every=3, most=3
    )
    said = [name for name in COLUMNS if name != "actual"]
    one, same = (frame[frame["origin"] == first][said] for frame in (found, other))
    pd.testing.assert_frame_equal(one, same)
    assert other["actual"].max() > 100 * found["actual"].max()


def test_a_forecaster_sees_records_as_known_at_its_origin_and_is_scored(history):
    seen = []

    def knows_the_mean(tables, window, months, leaves, seed):
        rows = tables["opportunities"]
        seen.append((window.as_of, rows["created_at"].max(), rows["closed_at"].max()))
        usual = monthly_bookings(rows, window.as_of, window.calendar, leaves).amounts.mean(axis=1)
        return {"usual": np.broadcast_to(usual[:, None, None], (len(leaves), months, 3))}

    found = backtest(history.tables, Window(history.as_of), knows_the_mean, most=2)
    assert [day for day, *_ in seen] == [date(2023, 2, 28), date(2023, 3, 31)]
    assert all(max(created, closed) <= pd.Timestamp(day) for day, created, closed in seen)
    usual = scores(found[found["unit"] == ""]).set_index("method").loc["usual"]
    assert usual["wape"] < 0.6
    assert usual["coverage_90"] == 0.0  # three equal paths are a point


def test_two_horizons_share_the_forecast_from_an_origin_that_both_have(history):
    asked = []

    def counts_months(tables, window, months, leaves, seed):
        asked.append((window.as_of, months))
        return {"ones": np.ones((len(leaves), months, 2))}

    found = backtest(
        history.tables, Window(history.as_of), counts_months, horizons=("month", "quarter"), most=3
    )
    days = [date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31)]
    assert asked == [(day, 3) for day in (*days, date(2023, 4, 30), date(2023, 5, 31))]
    ones = found[found["method"].eq("ones") & found["unit"].eq("")]
    assert ones.groupby("horizon")["origin"].nunique().to_dict() == {"month": 3, "quarter": 3}
    assert ones.groupby("horizon")["mean"].unique().str[0].to_dict() == {
        "month": 4.0,
        "quarter": 12.0,
    }
    from_march = ones[ones["origin"].eq("2023-03-31")].set_index("horizon")["actual"]
    assert 0 < from_march["month"] < from_march["quarter"]


def test_without_an_origin_the_table_is_empty_but_typed(history):
    found = backtest(history.tables, Window(date(2021, 3, 31)))
    assert list(found) == list(COLUMNS)
    assert len(found) == 0
    assert found["origin"].dtype == "datetime64[us]"


def test_the_kit_s_forecast_is_backtested_and_learns_its_share_from_earlier_origins(history):
    forecaster = KitForecast(paths=60)
    found = backtest(history.tables, Window(history.as_of), forecaster, every=3, most=3, seed=1)
    methods = set(found["method"])
    assert {"kit", "bottom_up", "top_down", "mean"} <= methods
    kit = found[found["method"] == "kit"]
    assert len(kit) == 21
    quantiles = kit[["q05", "q25", "q50", "q75", "q95"]].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert (quantiles >= 0).all()
    company, teams = kit[kit["unit"].eq("")], kit[kit["team"].ne("")]
    assert teams.groupby("origin")["mean"].sum().tolist() == pytest.approx(company["mean"].tolist())
    leaves = tuple(sorted(set(history.teams)))
    early = forecaster.share(history.tables, Window(date(2022, 10, 31)), leaves)
    assert early == KitForecast().share(history.tables, Window(date(2022, 10, 31)), leaves)
    assert 0 <= forecaster.share(history.tables, Window(history.as_of), leaves) <= 1
