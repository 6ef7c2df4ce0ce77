"""Has it changed? Any KPI against itself one period or one year earlier, as it was seen then."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from kit.errors import ParamError
from kit.estimates.comparison import benjamini_hochberg
from kit.estimates.comparison import compare as difference
from kit.estimates.intervals import poisson_interval
from kit.window import Window

Kpi = Callable[..., pd.DataFrame]

_NUMBERED = ("value", "low", "high", "n", "mark")
_FIXED = ("kpi", "measure", "period", *_NUMBERED)
_BOUNDS = ("bound_low", "bound_high")
_REACH = {"week": 53, "month": 13, "quarter": 5, "year": 2}  # periods that reach back a year


def compare(
    kpis: Kpi | Sequence[Kpi],
    table: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    against: Literal["previous", "year"] = "previous",
    **others: pd.DataFrame | None,
) -> pd.DataFrame:
    """Compare the current period with the same elapsed part of an earlier one.

    The earlier value is the one that a report of that day would have shown: what became known
    later does not help it. Rates change by their intervals (MOVER), counts by Poisson
    intervals; sums have no interval, so their change is given without a claim. All p-values of
    one call are corrected together (Benjamini-Hochberg): give the KPIs of a page in one call.

    Parameters
    ----------
    kpis
        One KPI function or several.
    table
        The table they all read.
    window
        Its current period is compared.
    by
        Columns to split by.
    against
        ``previous`` period, or the same one a ``year`` ago.
    **others
        Further tables, by the name of the parameter that takes them (``activities=``); each KPI
        gets those that it reads.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `before`, `change` (now less before) and `p_value` for each
        measure of each KPI, which is named in the axis `of`. The data support a change where its
        p-value is below 1 less the window's level.

    Raises
    ------
    ParamError
        If none of the KPIs takes one of the `others`.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.kpis.pipeline.creation import new_opportunities
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-02", "2026-02-03", "2026-02-20"]),
    ...     "closed_at": pd.to_datetime([None, None, None]), "status": "open"})
    >>> frame = compare(new_opportunities, table, Window(date(2026, 2, 28), periods=1))
    >>> frame[["measure", "value"]].round(2).to_numpy().tolist()
    [['before', 1.0], ['change', 1.0], ['p_value', 0.69]]
    """
    span = window.previous if against == "previous" else window.year_ago
    earlier = window.at(span.end - timedelta(days=1))
    functions = _bound([kpis] if callable(kpis) else list(kpis), others)
    frame = pd.concat([_changes(kpi, table, (window, earlier), by) for kpi in functions])
    tested = frame["measure"].eq("p_value")
    frame.loc[tested, "value"] = benjamini_hochberg(frame.loc[tested, "value"])
    frame["period"] = pd.Timestamp(window.current.start).as_unit("us")
    frame = frame.astype({"measure": "str", "mark": "str"}).reset_index(drop=True)
    frame.attrs["window"] = window
    axes = [name for name in frame if name not in (*_FIXED, *by)]
    return frame[["kpi", "measure", "period", *by, *axes, *_NUMBERED]]


def _bound(kpis: Sequence[Kpi], others: Mapping[str, Any]) -> list[Kpi]:
    """The KPIs with the further tables that each of them takes."""
    taken = [others.keys() & inspect.signature(kpi).parameters.keys() for kpi in kpis]
    for name in others:
        if not any(name in own for own in taken):
            raise ParamError(f"None of the compared KPIs reads `{name}`. Leave it out.")
    return [
        partial(kpi, **{name: others[name] for name in own})
        for kpi, own in zip(kpis, taken, strict=True)
    ]


def _changes(
    kpi: Kpi, table: pd.DataFrame, windows: tuple[Window, Window], by: Sequence[str]
) -> pd.DataFrame:
    """The three rows of each measure and group of one KPI, not yet corrected."""
    now, before = (_current(kpi, table, window, by) for window in windows)
    keys = [str(name) for name in now if name not in (*_NUMBERED, *_BOUNDS)]
    before = _without_unrecorded(before, kpi, table, windows, by, keys)
    both = now.assign(place=range(len(now))).merge(
        before, how="outer", on=keys, suffixes=("", "_before")
    )
    both = both.sort_values("place").reset_index(drop=True).fillna({"n": 0, "n_before": 0})
    found = difference(
        both["value"],
        both["bound_low"],
        both["bound_high"],
        both["value_before"],
        both["bound_low_before"],
        both["bound_high_before"],
        windows[0].level,
    )
    # Where nothing was recorded on either side there was nothing to look at.
    busy = (both["n"] + both["n_before"]).gt(0).to_numpy(dtype=bool)
    low, high, p_value = (np.where(busy, one, np.nan) for one in (found.low, found.high, found.p))
    side = {"n": both["n"], "mark": both["mark"].fillna("")}
    results: dict[str, dict[str, Any]] = {
        "before": {name: both[f"{name}_before"] for name in _NUMBERED},
        "change": {"value": found.change, "low": low, "high": high, **side},
        "p_value": {"value": p_value, "low": np.nan, "high": np.nan, **side},
    }
    index = both[keys].rename(columns={"measure": "of"})
    parts = [index.assign(measure=name, **columns) for name, columns in results.items()]
    return pd.concat(parts).sort_index(kind="stable").fillna({"mark": ""})


def _without_unrecorded(
    before: pd.DataFrame,
    kpi: Kpi,
    table: pd.DataFrame,
    windows: tuple[Window, Window],
    by: Sequence[str],
    keys: Sequence[str],
) -> pd.DataFrame:
    """Blank what that day got wrong for want of records, as is known by now."""
    window, earlier = windows
    longer = replace(window, periods=_REACH[window.period], start=None)
    seen = kpi(table, window=longer, by=by)
    then = seen[seen["period"] == pd.Timestamp(earlier.current.start)]
    blind = then["value"].isna() | then["mark"].eq("partial")
    unrecorded = then.loc[blind, list(keys)]
    is_blank = before[list(keys)].merge(unrecorded, how="left", indicator=True)["_merge"].eq("both")
    before.loc[is_blank.to_numpy(), ["value", "low", "high", *_BOUNDS]] = np.nan
    return before


def _current(kpi: Kpi, table: pd.DataFrame, window: Window, by: Sequence[str]) -> pd.DataFrame:
    frame = kpi(table, window=window, by=by)
    rows = frame[frame["period"] == pd.Timestamp(window.current.start)].drop(columns="period")
    # What is everywhere its own number of records is a count.
    is_count = rows["value"].eq(rows["n"]).groupby(rows["measure"]).transform("all").astype(bool)
    # A stock changes by what came in and went out; no chance of counting lies in that.
    return _with_bounds(rows, is_count & (not frame.attrs.get("is_stock")), window.level)


def _with_bounds(rows: pd.DataFrame, is_count: pd.Series, level: float) -> pd.DataFrame:
    """Add the bounds to compare by: a rate has its own, a count gets Poisson's, a sum has none."""
    low, high = poisson_interval(rows["value"].where(is_count), level)
    return rows.assign(
        bound_low=rows["low"].fillna(pd.Series(low, rows.index)),
        bound_high=rows["high"].fillna(pd.Series(high, rows.index)),
    )
