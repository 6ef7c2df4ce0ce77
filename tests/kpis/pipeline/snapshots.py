"""Snapshots written out by hand, and the movement over them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from pandas import DataFrame

from kit.kpis.pipeline.pipeline_movement import pipeline_movement
from kit.window import Window
from tests.kpis.observed import Observed, observed_of

JAN, FEB, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


WINDOW = Window(MARCH, "month", 3)


ROW = {
    "created_at": pd.Timestamp("2026-01-05"),
    "closed_at": pd.NaT,
    "stage": "Offer",
    "status": "open",
    "amount": 100.0,
    "owner": "Ada",
    "region": "EMEA",
    "team": "Iberia",
    "currency": None,
    "expected_close_date": pd.NaT,
}


WON = {"status": "won", "stage": "Won"}


Rows = Mapping[str, Mapping[str, Any]]


def table(rows: Rows) -> DataFrame:
    frame = DataFrame([{"opportunity_id": name} | ROW | dict(row) for name, row in rows.items()])
    return frame.astype({"currency": "str", "team": "str", "owner": "str"})


def movement(
    *snapshots: Rows, window: Window = WINDOW, merged: Any = None, unit: str = "", **how: Any
) -> DataFrame:
    """The movement over snapshots at the ends of January, February and March."""
    loads = dict(zip((JAN, FEB, MARCH), map(table, snapshots), strict=False))
    observed, newest = observed_of(loads, merged), list(loads.values())[-1]
    if unit:
        newest, observed = newest[newest["team"].eq(unit)], of_unit(observed, unit)
    return pipeline_movement(newest, window, **observed, **how)


def of_unit(observed: Observed, team: str) -> Observed:
    """What a unit is given: its own rows, and the days."""
    return {
        name: frame[frame["team"].eq(team)] if "team" in frame else frame
        for name, frame in observed.items()
    }


def told(frame: DataFrame, month: int, measure: str = "amount") -> dict[str, float]:
    """What is not 0 in a month."""
    rows = frame[frame["period"].dt.month.eq(month) & frame["measure"].eq(measure)]
    values = dict(zip(rows["step"].astype("str"), rows["value"], strict=True))
    return {step: value for step, value in values.items() if value != 0}
