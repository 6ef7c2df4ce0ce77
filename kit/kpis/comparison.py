"""Has it changed? Any KPI against itself one period or one year earlier, as it was seen then."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from kit.errors import ParamError
from kit.estimates.comparison import benjamini_hochberg
from kit.estimates.comparison import compare as difference
from kit.estimates.intervals import Floats, poisson_interval
from kit.window import Window

Kpi = Callable[..., pd.DataFrame]

_NUMBERED = ("value", "low", "high", "n", "mark")
_FIXED = ("kpi", "measure", "period", *_NUMBERED)
_SIDE = (*_NUMBERED, "count")
_BEFORE = "_before"
_RESULTS = ("before", "change", "p_value")
_REACH = {"week": 53, "month": 13, "quarter": 5, "year": 2}  # periods that reach back a year


def compare(
    kpis: Kpi | Sequence[Kpi],
    table: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    against: Literal["previous", "year"] = "previous",
    seen: Sequence[pd.DataFrame] = (),
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
    seen
        Frames of some of the KPIs where they are at hand, of the same records, window and `by`:
        what they show of now is not computed again.
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
        If none of the KPIs takes one of the `others`, or one of `seen` is no frame of any of them,
        or of another window or `by`.

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
    asked = [kpis] if callable(kpis) else list(kpis)
    known = _by_kpi(seen, asked, window)
    functions = zip(asked, _bound(asked, others), strict=True)
    both = pd.concat(
        [_sides(bound, table, (window, earlier), by, known.get(kpi)) for kpi, bound in functions]
    )
    both = both.reset_index(drop=True)
    keys = [str(name) for name in both if str(name).removesuffix(_BEFORE) not in _SIDE]
    frame = both.loc[both.index.repeat(len(_RESULTS)), keys].reset_index(drop=True)
    frame = frame.rename(columns={"measure": "of"}).assign(**_changes(both, window.level))
    frame["period"] = pd.Timestamp(window.current.start).as_unit("us")
    frame.attrs = {"window": window}
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


def _by_kpi(
    frames: Sequence[pd.DataFrame], kpis: Sequence[Kpi], window: Window
) -> dict[Kpi, pd.DataFrame]:
    """The frames at hand by the KPI that they are of."""
    named = {kpi.__name__: kpi for kpi in kpis}
    found = {}
    for frame in frames:
        name = frame.attrs.get("kpi")
        if name not in named or frame.attrs.get("window") != window:
            raise ParamError(f"The frame of `{name}` shows none of the compared KPIs and periods.")
        found[named[name]] = frame
    return found


def _sides(
    kpi: Kpi,
    table: pd.DataFrame,
    windows: tuple[Window, Window],
    by: Sequence[str],
    seen: pd.DataFrame | None,
) -> pd.DataFrame:
    """The current period of a KPI next to the earlier one, each measure and group in a row."""
    window, earlier = windows
    seen_then = kpi(table, window=earlier, by=by)
    if seen is None:
        seen = kpi(table, window=window, by=by)
    elif list(seen) != list(seen_then):
        raise ParamError(f"The frame of `{seen.attrs['kpi']}` is split otherwise than by {by}.")
    now, before = _current(seen, window), _current(seen_then, earlier)
    if earlier.current.start < window.starts[0]:
        longer = replace(window, periods=_REACH[window.period], start=None)
        seen = kpi(table, window=longer, by=by)
    keys = [str(name) for name in now if name not in _SIDE]
    before = _without_unrecorded(before, seen[seen["period"] == _first_day(earlier)], keys)
    if now[keys].equals(before[keys]):
        return pd.concat([now, before[list(_SIDE)].add_suffix(_BEFORE)], axis="columns")
    both = now.assign(place=range(len(now))).merge(
        before, how="outer", on=keys, suffixes=("", _BEFORE)
    )
    return both.sort_values("place").drop(columns="place")


def _current(frame: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The current period of a KPI, with the column `count`: its values where they are counts."""
    rows = frame[frame["period"] == _first_day(window)].drop(columns="period")
    value, measure = rows["value"].to_numpy(), rows["measure"].to_numpy(object)
    # What is everywhere its own number of records is a count.
    others = set(measure[value != rows["n"].to_numpy(float, na_value=np.nan)])
    # A stock changes by what came in and went out; no chance of counting lies in that.
    is_count = [not (name in others or frame.attrs.get("is_stock")) for name in measure]
    return rows.assign(count=np.where(is_count, value, np.nan)).reset_index(drop=True)


def _without_unrecorded(
    before: pd.DataFrame, seen: pd.DataFrame, keys: Sequence[str]
) -> pd.DataFrame:
    """Blank what that day got wrong for want of records, as is known by now.

    Parameters
    ----------
    before
        The earlier period as that day saw it.
    seen
        The same period as it is seen now.
    """
    blind = seen["value"].isna() | seen["mark"].eq("partial")
    if not blind.any():
        return before
    unrecorded = set(_rows(seen[blind], keys))
    is_blank = [row in unrecorded for row in _rows(before, keys)]
    before.loc[is_blank, ["value", "low", "high", "count"]] = np.nan
    return before


def _rows(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """The rows of some columns, as what can be looked up: what is missing is None."""
    columns = (frame[name].astype(object).where(frame[name].notna(), None) for name in names)
    return zip(*columns, strict=True)


def _changes(both: pd.DataFrame, level: float) -> dict[str, Any]:
    """Columns of the three results of each row, written below each other and not yet corrected."""
    now, before = _estimate(both, "", level), _estimate(both, _BEFORE, level)
    found = difference(*now, *before, level)
    n, n_before = (both[name].fillna(0).to_numpy(float) for name in ("n", f"n{_BEFORE}"))
    # Where nothing was recorded on either side there was nothing to look at.
    busy = n + n_before > 0
    low, high, p_value = (np.where(busy, one, np.nan) for one in (found.low, found.high, found.p))
    nothing = np.full(len(both), np.nan)
    mark, mark_before = (
        both[name].fillna("").to_numpy(object) for name in ("mark", f"mark{_BEFORE}")
    )
    of_each = {
        "value": (before[0], found.change, benjamini_hochberg(p_value)),
        "low": (both[f"low{_BEFORE}"].to_numpy(), low, nothing),
        "high": (both[f"high{_BEFORE}"].to_numpy(), high, nothing),
    }
    columns: dict[str, Any] = {name: np.stack(one, axis=1).ravel() for name, one in of_each.items()}
    columns["n"] = pd.Series(np.stack([n_before, n, n], axis=1).ravel()).astype("Int64")
    marks = np.stack([mark_before, mark, mark], axis=1).ravel()
    texts = {"measure": np.tile(np.array(_RESULTS, dtype=object), len(both)), "mark": marks}
    return columns | {name: pd.Series(one, dtype="str") for name, one in texts.items()}


def _estimate(both: pd.DataFrame, side: str, level: float) -> tuple[Floats, Floats, Floats]:
    """A side's values and the bounds to compare by.

    A rate has its own bounds, a count gets Poisson's, a sum has none.
    """
    value, low, high, count = (
        both[f"{name}{side}"].to_numpy(float) for name in ("value", "low", "high", "count")
    )
    poisson_low, poisson_high = poisson_interval(count, level)
    low = np.where(np.isnan(low), poisson_low, low)
    return value, low, np.where(np.isnan(high), poisson_high, high)


def _first_day(window: Window) -> pd.Timestamp:
    return pd.Timestamp(window.current.start)
