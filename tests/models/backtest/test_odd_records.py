"""No records are so odd that a backtest stops or says something that is no amount."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.demo.worlds import TRUE, simulate
from kit.models.backtest import QUANTILE_COLUMNS, KitForecast, backtest
from kit.window import Window

WORLD = replace(TRUE, months=14, teams=3, regions=2, arrivals=12.0)
HISTORY = simulate(WORLD, seed=31)


def only_won(rows):
    return rows[rows["status"].ne("lost")]


def only_lost(rows):
    return rows[rows["status"].ne("won")]


def one_giant(rows):
    rows = rows.copy()
    rows.loc[rows["status"].eq("won").idxmax(), "amount"] = 1e12
    return rows


def worthless(rows):
    return rows.assign(amount=0.0, list_price=np.nan, amount_before_close=np.nan)


def negative(rows):
    return rows.assign(amount=-rows["amount"], list_price=np.nan)


def without_amounts(rows):
    nothing = dict.fromkeys(("amount", "list_price", "amount_before_close"), np.nan)
    return rows.assign(**nothing)


def without_units(rows):
    missing = pd.Series(np.nan, index=rows.index, dtype="str")
    return rows.assign(region=missing, team=missing)


def one_team_alone_sells(rows):
    return rows[rows["team"].eq("Team 01") | rows["status"].eq("open")]


def long_ago(rows):
    back = pd.DateOffset(years=60)
    return rows.assign(
        created_at=rows["created_at"] - back, closed_at=rows["closed_at"] - back
    ).astype({"created_at": "datetime64[us]", "closed_at": "datetime64[us]"})


def without_what_may_lack(rows):
    lacking = ("product", "source", "list_price", "owner")
    return rows.assign(**{name: rows[name].mask(rows["team"].notna()) for name in lacking})


@pytest.mark.parametrize(
    "change",
    [
        only_won,
        only_lost,
        one_giant,
        worthless,
        negative,
        without_amounts,
        without_units,
        one_team_alone_sells,
        long_ago,
        without_what_may_lack,
    ],
)
def test_every_number_is_finite_and_no_forecast_negative(change):
    rows = change(HISTORY.tables["opportunities"]).reset_index(drop=True)
    last = rows[["created_at", "closed_at"]].max().max().date()
    tables = {"opportunities": rows, "products": HISTORY.tables["products"]}
    found = backtest(tables, Window(last), KitForecast(paths=40), most=1, seed=1)
    assert "kit" in set(found["method"])
    said = found[[*QUANTILE_COLUMNS, "mean"]].to_numpy()
    assert np.isfinite(said).all()
    assert (said >= 0).all()
    assert (np.diff(said[:, :-1], axis=1) >= -1e-9).all()
    assert np.isfinite(found["actual"]).all()


def test_records_without_a_close_have_no_backtest():
    rows = HISTORY.tables["opportunities"]
    rows = rows[rows["status"].eq("open")].reset_index(drop=True)
    assert backtest({"opportunities": rows}, Window(HISTORY.as_of), KitForecast(40)).empty
