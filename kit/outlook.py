"""The forecast of one unit, how such forecasts did, and whether to believe it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from pandas import DataFrame

from kit import advice, kpis
from kit.compute import Opened, open_unit
from kit.data.asof import records_known_at
from kit.data.handover import snapshot_of
from kit.data.manifest import Snapshot
from kit.data.store import Store
from kit.errors import ParamError
from kit.kpis.forecast.simulated import first_span, length_of
from kit.params import Settings
from kit.prepare import TABLES, modelled
from kit.units import Unit
from kit.window import Window
from kit.wording import worded

MOST = 12
"""Months that paths reach beyond the running one."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """What is to come for one unit.

    Attributes
    ----------
    opened
        The unit, its records and the window.
    rows
        `kpis.bookings_forecast`: the first period that is not over (`ahead` 0) and those after it
        that were asked for; `period` is the first day of each.
    backtest
        `kpis.forecast_accuracy`: this and simpler methods at the origins they were tried at.
    verdict
        Whether to believe it, in sentences; empty where nothing can be forecast.
    """

    opened: Opened
    rows: DataFrame
    backtest: DataFrame
    verdict: tuple[str, ...]


def outlook(settings: Settings, asked: Mapping[str, Any], horizon: int | None = 3) -> Outlook:
    """The forecast of a unit, as its page shows it; of an earlier day, fitted on what was known.

    Parameters
    ----------
    settings
        The project.
    asked
        Report parameters by name: `region`, `team`, `as_of`, `period`.
    horizon
        How many periods after the running one, at most `MOST` months; None for all of these.

    Raises
    ------
    ParamError
        If a parameter is unknown, mistyped or names no unit, if `as_of` lies after the snapshot's,
        or if no whole period after the running one lies within `MOST` months.
    DataError
        If the project has no snapshot yet.
    """
    opened = open_unit(settings, asked)
    snapshot = snapshot_of(settings)
    derived = _derived(settings, snapshot, opened)
    records, window = opened.records, opened.window
    rows = kpis.bookings_forecast(
        records.opportunities,
        records.targets,
        window,
        forecast_paths=derived.get("forecast_paths"),
    )
    reached = rows["ahead"].max()
    if horizon is None:
        horizon = reached
    if horizon > reached:
        raise ParamError(
            f"--horizon {horizon}: forecasts reach {MOST} months, which are {reached} of these "
            f"periods after the running one. Ask for {reached} at most."
        )
    backtests = derived.get("backtests")
    accuracy = kpis.forecast_accuracy(records.opportunities, window, backtests=backtests)
    said = [worded(one, settings.currency) for one in advice.forecast_believed(accuracy)]
    rows = _dated(rows[rows["ahead"].le(horizon)].reset_index(drop=True), window)
    return Outlook(opened, rows, accuracy, tuple(f"{one.text} {one.action}" for one in said))


def _dated(rows: DataFrame, window: Window) -> DataFrame:
    """The rows with the first day of the period that each is of."""
    first, length = first_span(window).start, length_of(window)
    days = [window.calendar.step(first, length, int(one)) for one in rows["ahead"]]
    return rows.assign(period=pd.to_datetime(days))


def _derived(settings: Settings, snapshot: Snapshot, opened: Opened) -> dict[str, DataFrame]:
    """Tables of the models: as prepared, or fitted again for a day before the snapshot's."""
    if opened.window.as_of == snapshot.as_of:
        return dict(opened.records.derived_tables)
    store = Store(settings.store)
    whole = store.read(part for part in snapshot.parts if part.table in TABLES)
    known = records_known_at(whole, opened.window.as_of, opened.window.calendar)
    window = replace(opened.window, period="month", start=None)
    return {name: _of(frame, opened.unit) for name, frame in modelled(known, window).tables.items()}


def _of(frame: DataFrame, unit: Unit) -> DataFrame:
    """The rows that a report of `unit` may read."""
    own = pd.Series(True, index=frame.index)
    for name in ("region", "team"):
        wanted = getattr(unit, name)
        if wanted:
            own &= frame[name].eq(wanted)
    return frame[own]
