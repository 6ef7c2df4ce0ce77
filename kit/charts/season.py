"""One year over another: months side by side, so that what recurs can be seen."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from babel.dates import get_month_names
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import Margins, canvas, extent, nothing, say, write
from kit.charts.findings import extremes, unfinished
from kit.charts.labels import width
from kit.charts.lines import UNFINISHED, EndLabel, Line, draw_line, end_labels, point
from kit.charts.subject import Subject, latest, period_name, pick, undivided
from kit.charts.theme import TEXT, themed
from kit.errors import ParamError
from kit.language import N_, current

MOST = 6
"""Years that one chart shows, the newest."""

_AXIS = "month_of_year"
_PLOT = 180
_UNDER = 26
"""Pixels that a point's value takes below it."""
_SHORTEST_DAYS = 27


@themed
def season(frame: pd.DataFrame, *, measure: str = "", currency: str = "") -> Axes:
    """The months of the year from left to right, one line per year, the newest standing out.

    A frame with the axis `month_of_year` is one line, read against 100 %.

    Parameters
    ----------
    frame
        Tidy frame of one KPI by month or quarter, or with the axis `month_of_year`.
    measure
        Which measure; by default ``value``, else the first one of the frame.
    currency
        Code of the currency of amounts.

    Raises
    ------
    ParamError
        If the frame's periods are shorter than months, or it is split by anything else.
    """
    shown, about = pick(frame, measure, currency)
    shown = shown.astype({"value": "float64", "low": "float64", "high": "float64"})
    if not shown["value"].notna().any():
        return nothing(about.label)
    if _AXIS in shown:
        rows = undivided(latest(shown), _AXIS)
        return _of_index(rows.assign(x=rows[_AXIS].astype("float64")).sort_values("x"), about)
    shown = undivided(shown)
    days = shown["period"].drop_duplicates().sort_values().diff().dt.days
    if days.min() < _SHORTEST_DAYS:
        raise ParamError("A season is drawn of months or quarters: ask for `period: month`.")
    return _of_years(
        shown.assign(
            year=shown["period"].dt.year, x=shown["period"].dt.month.astype("float64")
        ).sort_values("period"),
        about,
    )


def _of_index(rows: pd.DataFrame, about: Subject) -> Axes:
    """One line around what is usual, its highest and lowest month named."""
    usual = 1.0 if about.unit == "ratio" else float(rows["value"].mean())
    label = EndLabel(usual, about.whole(usual), "accent2", "normal")
    ax = _sheet(rows, about, [usual], [label], under=_UNDER)
    ax.axhline(usual, color=palette.light("accent2"), linewidth=1.5, zorder=1.5)
    draw_line(ax, Line("", "accent", rows))
    ranked = rows[rows["value"].notna()].sort_values("value", ascending=False, kind="stable")
    top, bottom = ranked.iloc[0], ranked.iloc[-1]
    _name_point(ax, top, about.whole(top["value"]), is_above=True)
    if len(ranked) > 1:
        height = (bottom["value"] - ax.get_ylim()[0]) / float(np.ptp(ax.get_ylim())) * _PLOT
        _name_point(ax, bottom, about.whole(bottom["value"]), is_above=height < _UNDER)
    months = _months("wide")
    ends = [(months[int(one["x"])], one) for one in (top, bottom)[: len(ranked)]]
    return say(ax, *extremes(ends, about))


def _of_years(rows: pd.DataFrame, about: Subject) -> Axes:
    """The newest year in front of those before."""
    years = sorted(rows.loc[rows["value"].notna(), "year"].unique())[-MOST:]
    drawn = [
        Line(str(year), _colour(len(years) - 1 - place), rows[rows["year"] == year])
        for place, year in enumerate(years)
    ]
    newest = drawn[-1]
    is_short = newest.end["x"] < rows.loc[rows["year"].isin(years), "x"].max()
    labels = [EndLabel(float(one.end["value"]), one.label, "muted", "normal") for one in drawn[:-1]]
    if not is_short:
        text = f"{newest.label} {about.text(newest.end['value'])}"
        labels.append(EndLabel(float(newest.end["value"]), text, "accent", "bold"))
    ax = _sheet(rows[rows["year"].isin(years)], about, [], labels)
    for one in drawn:
        _draw(ax, one)
    if is_short:
        _label_newest(ax, drawn, about)
    return say(ax, *_said(drawn, about, rows))


def _colour(age: int) -> str:
    return ("accent", "muted")[age] if age < 2 else "rule"


def _draw(ax: Axes, line: Line) -> None:
    """The line; values that may still move are hollow at the end of a dotted one."""
    is_open = line.rows["mark"].isin(UNFINISHED)
    masked = line.rows.assign(
        **{name: line.rows[name].mask(is_open) for name in ("value", "low", "high")}
    )
    if masked["value"].notna().any():
        draw_line(ax, Line(line.label, line.colour, masked))
    colour = palette.light(line.colour)
    known = line.rows[line.rows["value"].notna()]
    running = known[known["mark"].isin(UNFINISHED)]
    if len(running):
        tail = known.tail(len(running) + 1)
        ax.plot(tail["x"], tail["value"], color=colour, linewidth=1.5, linestyle=(0, (1, 2.2)))
        ax.vlines(running["x"], running["low"], running["high"], color=colour, alpha=0.45)
    if line.colour == "accent":
        point(ax, line.end["x"], line.end["value"], "accent", hollow=len(running) > 0)


def _label_newest(ax: Axes, drawn: list[Line], about: Subject) -> None:
    """The newest year's end in the plot, away from the year before and from its own line."""
    end = drawn[-1].end
    beside = [one.rows.loc[one.rows["x"].sub(end["x"]).abs() <= 1, "value"] for one in drawn[:-1]]
    near = pd.concat(beside) if beside else pd.Series(dtype="float64")
    is_above = not len(near) or bool((near > end["value"]).mean() <= 0.5)
    text = f"{drawn[-1].label} {about.text(end['value'])}"
    _name_point(ax, end, text, is_above=is_above, is_beside=True)


def _name_point(
    ax: Axes, row: pd.Series, text: str, *, is_above: bool, is_beside: bool = False
) -> None:
    """Write over or under a point, right of it where it is the end of a line; inside the plot."""
    wide, room = width(text, TEXT) * 1.1, extent(ax)[0]
    low, high = ax.get_xlim()
    at = (row["x"] - low) / (high - low) * room
    start = at + 4 if is_beside else at - wide / 2
    shift = min(max(start, 0.0), room - wide) - at
    point(ax, row["x"], row["value"], "accent", hollow=row["mark"] in UNFINISHED)
    write(
        ax,
        text,
        (row["x"], row["value"]),
        (shift, 9 if is_above else -9),
        where="data",
        rise="bottom" if is_above else "top",
        colour="accent",
        weight="bold",
    )


def _sheet(
    rows: pd.DataFrame,
    about: Subject,
    extra: list[float],
    labels: list[EndLabel],
    under: float = 0,
) -> Axes:
    """Twelve months from left to right, and room for the labels at their ends.

    `under` is how many pixels what is written below the lowest point takes.
    """
    numbers = pd.concat(
        [rows["value"], rows["low"], rows["high"], pd.Series(extra, dtype="float64")]
    )
    is_size = about.unit in ("count", "money")
    values = axis.ticks(*axis.span(float(numbers.min()), float(numbers.max()), zero=is_size))
    values = _with_room(values, float(rows["value"].min()), under)
    right = max((width(label.text, TEXT) for label in labels), default=0) * 1.06 + 16
    left = max(axis.tick_room(values, about, TEXT), 20)
    margins = Margins(left, right, 22, 26)
    ax = canvas(_PLOT + margins.top + margins.bottom, margins)
    ax.set_xlim(0.7, 12.3)
    axis.value_axis(ax, values, about)
    months = _months("narrow")
    ax.set_xticks(range(1, 13), labels=[months[month] for month in range(1, 13)])
    end_labels(ax, labels)
    return ax


def _with_room(values: list[float], lowest: float, under: float) -> list[float]:
    """The ticks, and one more below them where `under` pixels do not fit beneath `lowest`.

    >>> _with_room([0.5, 1.0, 1.5], 0.55, 24)
    [0.0, 0.5, 1.0, 1.5]
    """
    room = (lowest - values[0]) / (values[-1] - values[0]) * _PLOT
    return [2 * values[0] - values[1], *values] if room < under and values[0] else values


def _months(style: Literal["narrow", "wide"]) -> dict[int, str]:
    """Names of the months in the page's language: narrow (one letter) or wide."""
    return dict(get_month_names(style, "stand-alone", current().code))


def _said(drawn: list[Line], about: Subject, rows: pd.DataFrame) -> list[str]:
    """The newest complete value, that of the year before, and how often this year is above."""
    words, newest = current(), drawn[-1]
    known = newest.rows[newest.rows["value"].notna()]
    is_open = known["mark"].isin(UNFINISHED)
    said = unfinished(known[is_open].tail(1), about, rows)
    whole = known[~is_open]
    if whole.empty:
        return said
    end = whole.iloc[-1]
    period = period_name(end["period"], rows)
    newest_value = N_("{label}: {value} in {period}.")
    values = {"label": about.label, "value": about.bounded(end), "period": period}
    against = _against(whole, drawn[-2], newest.label, about, rows) if len(drawn) > 1 else []
    return [words.text(newest_value, **values), *against, *said]


def _against(
    whole: pd.DataFrame, before: Line, year: str, about: Subject, rows: pd.DataFrame
) -> list[str]:
    """The same months of the year before."""
    words = current()
    earlier = before.rows.drop_duplicates("x").set_index("x")["value"]
    starts = before.rows.drop_duplicates("x").set_index("x")["period"]
    at, said = whole["x"].iloc[-1], []
    if pd.notna(earlier.get(at)):
        same = {"value": about.text(earlier[at]), "period": period_name(starts[at], rows)}
        said.append(words.text(N_("It was {value} in {period}."), **same))
    both = whole.set_index("x")["value"].sub(earlier).dropna()
    if len(both) > 1:
        counts = {"n": words.number(int(both.gt(0).sum())), "all": words.number(len(both))}
        message = N_("{year} lies above {before} in {n} of {all} periods.")
        said.append(words.text(message, year=year, before=before.label, **counts))
    return said
