"""Tidy frame → headline tile: the newest value, its interval, its change, its recent course."""

from __future__ import annotations

from typing import cast

import pandas as pd

from kit import catalogue, language
from kit.charts.subject import joined, period_ahead
from kit.language import N_
from kit.results import Headline, Tone
from kit.window import Window

_WITHIN_A_QUARTER = ("week", "month")
"""Periods whose ups and downs repeat every quarter in most companies: no praise, no blame."""


def tile(
    frame: pd.DataFrame,
    window: Window,
    *,
    measure: str = "",
    changes: pd.DataFrame | None = None,
    currency: str = "",
) -> Headline:
    """The headline of one KPI that is not split by anything.

    Parameters
    ----------
    frame
        Tidy KPI frame, one row per period.
    window
        The report's window; a frame that remembers its own comes first.
    measure
        Which measure to show; by default the first one of the catalogue.
    changes
        What `kpis.compare` gave, where a change is to be shown.
    currency
        Code of the currency that amounts are in.

    Examples
    --------
    >>> from datetime import date
    >>> from kit import kpis
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": ["won", "lost"],
    ...     "created_at": pd.to_datetime(["2026-01-02", "2026-01-03"]),
    ...     "closed_at": pd.to_datetime(["2026-01-20", "2026-01-25"])})
    >>> window = Window(date(2026, 1, 31), periods=1)
    >>> tile(kpis.win_rate(table, window), window).text
    '50.0%'
    """
    window = frame.attrs.get("window", window)
    kpi = catalogue.find(str(frame["kpi"].iloc[0]))
    shown = kpi.measure(measure)
    course = frame[frame["measure"] == shown.name].sort_values("period")
    newest = course.iloc[-1]
    words = language.current()
    value, low, high = (_number(newest[name]) for name in ("value", "low", "high"))
    n = None if pd.isna(newest["n"]) else int(newest["n"])
    change, tone = _change(changes, kpi, shown, window, currency)
    return Headline(
        kpi=kpi.name,
        label=words.text(shown.headline),
        value=value,
        text=words.value(value, shown.unit, currency, compact=True),
        low=low,
        high=high,
        interval=_interval(low, high, shown.unit, currency),
        n=None if n == value else n,  # a count that says itself
        period=_ahead(newest, frame, window) or _period(window, is_stock=kpi.is_stock),
        change=change
        if value is not None
        else words.text(shown.absent or N_("Not enough records to tell.")),
        tone=tone,
        spark=_spark(course) if len(course) > 2 else (),
        mark=str(newest["mark"]),
        definition=words.text(kpi.definition),
    )


def _spark(course: pd.DataFrame) -> tuple[float | None, ...]:
    """The course without periods that were recorded only in part, but for the running one."""
    whole = course["mark"].ne("partial") | (course["period"] == course["period"].max())
    return tuple(_number(value) for value in course["value"].where(whole))


def _interval(low: float | None, high: float | None, unit: str, currency: str) -> str:
    if low is None or high is None:
        return ""
    words = language.current()
    if unit == "money":
        first, last = (words.value(one, unit, currency, compact=True) for one in (low, high))
        return words.text(N_("{low} – {high}"), low=first, high=last)
    bound = {
        "ratio": lambda one: words.number(100 * one, 1),
        "points": lambda one: words.number(one, 1),
        "count": words.number,
    }
    first = bound.get(unit, words.span_number)(low)
    return joined(first, words.value(high, unit), low)


def _ahead(newest: pd.Series, frame: pd.DataFrame, window: Window) -> str:
    """The period that a forecast is of; empty for anything else."""
    if "ahead" not in frame:
        return ""
    return period_ahead(int(newest["ahead"]), frame, window)


def _period(window: Window, *, is_stock: bool) -> str:
    words = language.current()
    if window.start is not None:
        return words.span(window)
    if is_stock:
        return words.text(N_("as of {day}"), day=words.date(window.as_of, "short"))
    period = words.period(window.current.start, window.period, window.calendar)
    if window.is_partial:
        return words.text(
            N_("{period}, up to {day}"), period=period, day=words.date(window.as_of, "short")
        )
    return period


def _change(
    changes: pd.DataFrame | None,
    kpi: catalogue.Kpi,
    shown: catalogue.Measure,
    window: Window,
    currency: str,
) -> tuple[str, Tone]:
    """The sentence on the change, and whether it is for the better; neutral where unsupported."""
    if changes is None:
        return "", "neutral"
    mine = changes[(changes["kpi"] == kpi.name) & (changes["of"] == shown.name)]
    found = {str(row["measure"]): row for _, row in mine.iterrows()}
    change = _number(found["change"]["value"]) if "change" in found else None
    before = _number(found["before"]["value"]) if "before" in found else None
    if change is None or before is None:
        return "", "neutral"
    p_value = _number(found["p_value"]["value"])
    is_supported = p_value is not None and p_value < 1 - window.level
    words = language.current()
    values = {
        "change": words.change(change, shown.unit, currency),
        "before": words.value(before, shown.unit, currency, compact=True),
    }
    if change == 0:
        return words.text(N_("as in the period before")), "neutral"
    if p_value is None:
        return words.text(N_("{change} from {before} the period before"), **values), "neutral"
    if not is_supported:
        return (
            words.text(N_("{change} from {before}: within what chance alone explains"), **values),
            "neutral",
        )
    if window.period in _WITHIN_A_QUARTER:
        said = N_("{change} from {before}: more than chance explains, but the season may")
        return words.text(said, **values), "neutral"
    rises = {"higher": "good", "lower": "bad"}.get(kpi.better, "neutral")
    falls = {"higher": "bad", "lower": "good"}.get(kpi.better, "neutral")
    return (
        words.text(N_("{change} from {before}: more than chance explains"), **values),
        cast(Tone, rises if change > 0 else falls),
    )


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
