"""Whatever the records: finite numbers, shares that make sense, and a state that says how far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.models.hazards import Hazards, fit
from kit.window import Calendar, Window

WINDOW = Window(date(2026, 6, 30))
HORIZONS = [1, 30, 90, 365, 1095]
AGES = [0, 5, 50, 500, 40_000, -40]


def nothing(column: pd.Series) -> pd.Series:
    return column.where(np.zeros(len(column), dtype=bool))


def never_closed(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(status="open", closed_at=nothing(table["closed_at"]))


def all_later(table: pd.DataFrame) -> pd.DataFrame:
    later = {name: table[name] + pd.Timedelta(9999, "D") for name in ("created_at", "closed_at")}
    return table.assign(**later)


def separated(table: pd.DataFrame) -> pd.DataFrame:
    by_team = np.where(table["team"].eq("11"), "won", "lost")
    return table.assign(status=table["status"].where(table["status"].eq("open"), by_team))


def first_at(table: pd.DataFrame, year: str) -> pd.DataFrame:
    return table.assign(
        created_at=table["created_at"].where(table.index > 0, pd.Timestamp(year, tz="UTC"))
    )


def nameless(table: pd.DataFrame) -> pd.DataFrame:
    kept = table.index < 3
    return table.assign(region=table["region"].where(kept), team=table["team"].where(kept))


def closed_at_once(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(closed_at=table["created_at"].where(table["closed_at"].notna()))


CASES: dict[str, tuple[Callable, str]] = {
    "no record": (lambda t: t.iloc[:0], "none"),
    "nothing closed": (never_closed, "none"),
    "all after as_of": (all_later, "none"),
    "never started": (lambda t: t.assign(created_at=nothing(t["created_at"])), "none"),
    "one closed": (lambda t: t[t["status"].eq("won")].iloc[:1], "pooled"),
    "one month": (lambda t: t[t["created_at"] >= "2026-06-01"].iloc[:40], "pooled"),
    "won only": (lambda t: t[t["status"].ne("lost")], "fitted"),
    "lost only": (lambda t: t[t["status"].ne("won")], "fitted"),
    "a team that always wins": (separated, "fitted"),
    "one team": (lambda t: t.assign(team="11", region="North"), "fitted"),
    "hardly any team": (nameless, "fitted"),
    "no columns of factors": (lambda t: t[["created_at", "closed_at", "status"]], "fitted"),
    "one of 1900": (lambda t: first_at(t, "1900-01-01"), "fitted"),
    "one of the year 31": (lambda t: first_at(t, "0031-01-01"), "fitted"),
    "closed at once": (closed_at_once, "fitted"),
    "as many teams as records": (lambda t: t.assign(team=t.index.astype(str)), "fitted"),
}  # fmt: skip


@pytest.fixture(scope="module")
def table(world: Callable) -> pd.DataFrame:
    return world(700, 21, team_sd=0.2).opportunities


def check(hazards: Hazards, table: pd.DataFrame) -> None:
    records = table.head(len(AGES))
    ages = AGES[: len(records)]
    point = hazards.chances(records, ages, HORIZONS)
    draws = hazards.draw(20, 0).chances(records, ages, HORIZONS)
    for chances in (point[None], draws):
        assert np.isfinite(chances).all()
        assert (chances >= 0).all()
        assert (chances.sum(axis=1) <= 1).all()
        assert (np.diff(chances, axis=-1) >= -1e-6).all()
    for frame in (hazards.effects, hazards.baseline.drop(columns="age_to"), hazards.quarter):
        assert np.isfinite(frame.select_dtypes("number").to_numpy(float)).all()


@pytest.mark.parametrize("name", CASES)
def test_numbers_stay_finite_and_shares_below_one(name: str, table: pd.DataFrame) -> None:
    make, state = CASES[name]
    hazards = fit(make(table), WINDOW)
    assert hazards.state == state
    assert state == "fitted" or hazards.effects["mark"].eq("pooled").all()
    check(hazards, table)


def test_files_of_days_and_of_long_ago_work_too(table: pd.DataFrame) -> None:
    shifted = pd.Timedelta(days=365 * 80 + 20)
    days = {
        name: (table[name] - shifted).dt.tz_localize(None).dt.normalize()
        for name in ("created_at", "closed_at")
    }
    old = table.assign(**days)
    check(fit(old, Window(date(1946, 6, 30))), table)
    check(fit(old, WINDOW), table)


def test_a_zone_with_summer_time_and_another_fiscal_year_work_too(table: pd.DataFrame) -> None:
    check(fit(table, Window(date(2026, 6, 30), calendar=Calendar("America/New_York", 2))), table)


def test_without_a_record_nothing_is_said_to_close_soon(table: pd.DataFrame) -> None:
    chances = fit(table.iloc[:0], WINDOW).chances(table[:1], [10], [30])
    assert chances.max() < 0.05
