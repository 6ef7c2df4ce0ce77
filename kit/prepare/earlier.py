"""What earlier snapshots said, kept so that it can be held against what came true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.chain import alike_before
from kit.data.derived import whole_derived
from kit.data.manifest import Snapshot
from kit.data.store import Store
from kit.data.takings import Taking
from kit.models.backtest import QUANTILE_COLUMNS, QUANTILES
from kit.window import Calendar, Period

KEPT = "earlier_forecasts"
CHANCES = "win_probabilities"
_PERIODS: tuple[Period, ...] = ("month", "quarter")
_TARGET = ["made", "unit", "period", "target_start"]


def before(store: Store, snapshot: Snapshot, taking: Taking | None) -> dict[str, DataFrame]:
    """Chances and forecasts that the snapshot of the last earlier day left behind.

    Parameters
    ----------
    store
        Holds the snapshots.
    snapshot
        The one that is being prepared.
    taking
        When it was taken; None where it never was.

    Returns
    -------
    dict
        The derived tables `CHANCES` and `KEPT` of the newest snapshot of the same kind that ends
        on an earlier day and whose derived tables are whole; empty where there is none.
    """
    demo, currency = snapshot.demo, snapshot.currency
    for _, earlier in alike_before(store, taking, demo=demo, currency=currency):
        derived = whole_derived(store.folder, earlier)
        if earlier.as_of >= snapshot.as_of or derived is None:
            continue
        parts = [part for part in derived.parts if part.table in (CHANCES, KEPT)]
        if parts and all(map(store.is_whole, parts)):
            return store.read(parts)
    return {}


def with_previous(chances: DataFrame, then: Mapping[str, DataFrame]) -> DataFrame:
    """Chances of today with those of the earlier snapshot beside them.

    Returns
    -------
    DataFrame
        `chances` with previous_90 and previous_as_of filled where the opportunity had a chance
        in the earlier snapshot.
    """
    if CHANCES not in then:
        return chances
    earlier = then[CHANCES].set_index("opportunity_id")
    ids = chances["opportunity_id"]
    return chances.assign(
        previous_90=ids.map(earlier["within_90"]).astype("float64"),
        previous_as_of=ids.map(earlier["as_of"]).astype("datetime64[us]"),
    )


def forecasts_so_far(
    paths: DataFrame, as_of: date, calendar: Calendar, then: Mapping[str, DataFrame]
) -> DataFrame:
    """Every forecast up to today's, by unit and by month and quarter, oldest first.

    Parameters
    ----------
    paths
        Today's simulated bookings: region, team, month, part, path, amount.
    as_of
        The day they were simulated on.
    calendar
        Tells where quarters begin.
    then
        What earlier snapshots left behind, see `before`.

    Returns
    -------
    DataFrame
        made (naive day), unit (key; empty for the company), region, team, period (month or
        quarter), target_start, target_end (past its last day), quantiles q05 … q95, mean. Of the
        running period it is what the months from the running one on bring; periods that the paths
        do not cover to their end are left out.
    """
    units = _units(paths) if len(paths) else ()
    own = [_summed(one, as_of, calendar) for one in units if len(one)]
    kept = [then[KEPT]] if KEPT in then else []
    every = pd.concat([*kept, *own] or [_nothing()], ignore_index=True)
    every = every.drop_duplicates(_TARGET, keep="last")
    return every.sort_values(_TARGET, ignore_index=True)


def _nothing() -> DataFrame:
    """No forecast, with the types of the columns."""
    texts = dict.fromkeys(("unit", "region", "team", "period"), "str")
    days = dict.fromkeys(("made", "target_start", "target_end"), "datetime64[us]")
    numbers = dict.fromkeys((*QUANTILE_COLUMNS, "mean"), "float64")
    types = texts | days | numbers
    return DataFrame({name: Series(dtype=kind) for name, kind in types.items()})


def _units(paths: DataFrame) -> Iterator[DataFrame]:
    """Paths of each team, of each region and of the company, with the unit's key."""
    region, team = (paths[name].fillna("") for name in ("region", "team"))
    keyed = paths.assign(region=region, team=team)
    for columns in (["region", "team"], ["region"], []):
        summed = keyed.groupby([*columns, "month", "path"], sort=True)["amount"].sum()
        frame = summed.reset_index()
        frame = frame.assign(**{name: "" for name in ("region", "team") if name not in columns})
        named = frame["team"].ne("") if "team" in columns else frame["region"].ne("")
        yield frame[named] if columns else frame


def _summed(paths: DataFrame, as_of: date, calendar: Calendar) -> DataFrame:
    """Quantiles over paths, by unit and period."""
    months = [one.date() for one in paths["month"].drop_duplicates().sort_values()]
    found = []
    for period in _PERIODS:
        starts = {pd.Timestamp(one): calendar.floor(one, period) for one in months}
        whole = {one for one in starts.values() if _is_covered(one, period, months, calendar)}
        start = paths["month"].map(starts)
        grouped = paths.assign(target_start=pd.to_datetime(start))[start.isin(whole)]
        keys = ["region", "team", "target_start"]
        amounts = grouped.pivot_table("amount", keys, "path", aggfunc="sum", fill_value=0.0)
        spread = np.quantile(amounts.to_numpy(float), QUANTILES, axis=1).T
        rows = DataFrame(spread, amounts.index, QUANTILE_COLUMNS)
        rows = rows.assign(mean=amounts.mean(axis=1)).reset_index()
        found.append(rows.assign(period=period))
    rows = pd.concat(found, ignore_index=True)
    ends = [
        calendar.step(one.date(), name, 1)
        for one, name in zip(rows["target_start"], rows["period"], strict=True)
    ]
    key = rows["region"] + np.where(rows["team"].ne(""), "/" + rows["team"], "")
    return rows.assign(
        made=pd.Timestamp(as_of),
        unit=key,
        region=_or_missing(rows["region"]),
        team=_or_missing(rows["team"]),
        target_end=pd.to_datetime(Series(ends, rows.index)),
    )


def _is_covered(start: date, period: Period, months: list[date], calendar: Calendar) -> bool:
    """Whether the paths cover a period to its last month."""
    return calendar.step(calendar.step(start, period, 1), "month", -1) in months


def _or_missing(names: Series) -> Series:
    return names.where(names.ne("")).astype("str")
