"""Forecasts of earlier snapshots beside the bookings of the days that they were of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.data.times import local_dates
from kit.estimates.intervals import Floats
from kit.kpis.forecast.scored import of_units
from kit.kpis.known import known
from kit.window import Window

_KEYS = ["unit", "target_start"]
_ONE_DAY = pd.Timedelta(days=1)


def come_true(
    opportunities: DataFrame,
    window: Window,
    by: Sequence[str],
    earlier_forecasts: DataFrame | None,
) -> DataFrame | None:
    """One forecast of each unit and period that is over, with the bookings it was of as `actual`.

    The last one made before the period began counts, else the first one made in it. A forecast
    holds the months from the one on in which it was made: what was booked earlier was known.

    Returns
    -------
    DataFrame or None
        Rows of `earlier_forecasts`; None where no period that was forecast is over.
    """
    if earlier_forecasts is None or earlier_forecasts.empty:
        return None
    table = earlier_forecasts.rename(columns={"period": "horizon"}).assign(actual=0.0)
    table = table[table["made"] + _ONE_DAY < table["target_end"]]
    rows = of_units(table, window, by)
    if rows is None or rows.empty:
        return None
    rows = rows.sort_values([*_KEYS, "made"])
    is_early = rows["made"] < rows["target_start"]
    last = rows[is_early].drop_duplicates(_KEYS, keep="last")
    first = rows[~is_early].drop_duplicates(_KEYS)
    rows = pd.concat([last, first]).drop_duplicates(_KEYS).sort_values(_KEYS, ignore_index=True)
    return rows.assign(actual=_booked(rows, _by_month(opportunities, window)))


def _by_month(opportunities: DataFrame, window: Window) -> DataFrame:
    """Amount won by unit and month, as known on `as_of`."""
    records = known(opportunities, window, read=["status", "amount", "region", "team"])
    won = records[records["status"].eq("won")]
    day = local_dates(won["closed_at"], window.calendar)
    month = day.dt.to_period("M").dt.start_time
    table = won[["region", "team", "amount"]].astype({"region": "str", "team": "str"})
    table = table.assign(month=month)
    keys = ["region", "team", "month"]
    return table.groupby(keys, dropna=False)["amount"].sum().reset_index()


def _booked(rows: DataFrame, months: DataFrame) -> Floats:
    """Bookings of each row's unit in the months that its forecast was of."""
    made = rows["made"].dt.to_period("M").dt.start_time
    since = np.maximum(rows["target_start"], made)
    found = np.zeros(len(rows))
    for place, row in enumerate(rows.assign(since=since).to_dict("records")):
        inside = months["month"].ge(row["since"]) & months["month"].lt(row["target_end"])
        for name in ("region", "team"):
            inside &= pd.isna(row[name]) | months[name].eq(row[name])
        found[place] = float(months.loc[inside, "amount"].sum())
    return found
