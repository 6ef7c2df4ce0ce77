"""The same chart once per member, side by side on one scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kit.charts import axis
from kit.charts.canvas import WIDTH, extent, nothing, plot, say, sheet, write
from kit.charts.columns import columns
from kit.charts.findings import dated, extremes, left_out, unmeasured
from kit.charts.labels import LIMIT, distinct, short, width
from kit.charts.lines import UNFINISHED, members, rows_of
from kit.charts.references import recorded
from kit.charts.subject import period_name, pick
from kit.charts.theme import TEXT, themed
from kit.charts.trend import trend

MOST = 12
_ACROSS = 2
_PLOT = 84
_TITLE = 32
_FOOT = 30
_NOTE = 14
_GAP = 24
_SIDE = 8
_SHORTEST = 6
_BOLD = 1.1


@themed
def multiples(
    frame: pd.DataFrame,
    *,
    by: str,
    chart: Callable[..., Axes] = trend,
    measure: str = "",
    currency: str = "",
    **options: Any,
) -> Axes:
    """One small chart per member of `by`, all on the same scale, at most twelve.

    Parameters
    ----------
    frame
        Tidy frame of one KPI.
    by
        Dimension with one panel per member that has any value.
    chart
        `trend` or `columns`.
    measure
        Which measure; by default ``value``, else the first one of the frame.
    currency
        Code of the currency of amounts.
    **options
        Passed on to `chart`.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the first panel.
    """
    shown, subject = pick(frame, measure, currency)
    shown = recorded(shown)
    names = members(shown[by])
    parts = [(name, rows_of(shown, by, name)) for name in names]
    known = [(name, part) for name, part in parts if part["value"].notna().any()]
    if not known:
        return nothing(subject.label)
    labels = distinct([name for name, _ in known])
    ends = [_newest(part) for _, part in known]
    values = _scale(shown, zero=chart is columns)
    rest = left_out(max(0, len(known) - MOST))
    panels = _panels(
        min(len(known), MOST), axis.tick_room(values, subject, TEXT), _NOTE * bool(rest)
    )
    for ax, label, (_, part), end in zip(panels, labels, known, ends, strict=False):
        chart(part, ax=ax, measure=measure, currency=currency, **options)
        _head(ax, label, subject.text(end["value"]))
    for place, ax in enumerate(panels):
        axis.value_axis(ax, values, subject, labels=place % _ACROSS == 0)
    if rest:
        write(panels[-1], rest, (1, 0), (0, -34), align="right", colour="muted")
    ranked = sorted(zip(labels, ends, strict=True), key=lambda one: -one[1]["value"])
    missing = [name for name, part in parts if not part["value"].notna().any()]
    newest = {period_name(end["period"], shown) for end in ends}
    period = newest.pop() if len(newest) == 1 else ""
    return say(panels[0], *extremes(ranked, subject), dated(period), unmeasured(missing), rest)


def _newest(part: pd.DataFrame) -> pd.Series:
    """The newest complete row with a value; the running one where there is no other."""
    known = part[part["value"].notna()].sort_values("period", kind="stable")
    whole = known[~known["mark"].isin(UNFINISHED)]
    return (whole if len(whole) else known).iloc[-1]


def _scale(rows: pd.DataFrame, *, zero: bool) -> list[float]:
    numbers = pd.concat([rows[name].astype("float64") for name in ("value", "low", "high")])
    return axis.ticks(*axis.span(float(numbers.min()), float(numbers.max()), zero=zero), count=3)


def _panels(count: int, left: float, note: float) -> list[Axes]:
    """Axes in two columns, tick labels left of the first."""
    rows = -(-count // _ACROSS)
    figure = sheet(rows * (_TITLE + _PLOT + _FOOT) + note)
    across = (WIDTH - left - _GAP - _SIDE) / _ACROSS
    panels = []
    for place in range(count):
        row, column = divmod(place, _ACROSS)
        x, y = left + column * (across + _GAP), row * (_TITLE + _PLOT + _FOOT) + _TITLE
        panels.append(plot(figure, x, y, x + across, y + _PLOT))
    return panels


def _head(ax: Axes, name: str, value: str) -> None:
    """The panel's name on the left, as long as its newest complete value on the right permits."""
    room = extent(ax)[0] - width(value, TEXT) - 10
    limits = range(LIMIT, _SHORTEST, -1)
    fits = (
        short(name, limit) for limit in limits if width(short(name, limit), TEXT) * _BOLD < room
    )
    name = next(fits, short(name, _SHORTEST))
    write(ax, name, (0, 1), (0, 9), rise="bottom", weight="bold")
    write(ax, value, (1, 1), (0, 9), rise="bottom", align="right")
