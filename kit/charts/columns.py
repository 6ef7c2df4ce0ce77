"""A complete count or sum by period, as columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts import axis
from kit.charts.canvas import PANEL_OVERHANG, Align, Margins, canvas, extent, nothing, say, write
from kit.charts.findings import compared, course
from kit.charts.key import Sign, draw_key
from kit.charts.labels import width
from kit.charts.lines import UNFINISHED
from kit.charts.references import References, Target, placed, recorded, references
from kit.charts.subject import Subject, period_tick, pick, undivided
from kit.charts.theme import TEXT, themed
from kit.language import N_, current

HEIGHT = 230
_THICK = 0.68
_RIGHT = 16


@themed
def columns(
    frame: pd.DataFrame,
    *,
    measure: str = "",
    previous: pd.DataFrame | None = None,
    target: Target = None,
    currency: str = "",
    ax: Axes | None = None,
) -> Axes:
    """One column per period from the first known one on; one that may still move is hollow.

    Parameters
    ----------
    frame
        Tidy frame of one KPI without further dimension.
    measure
        Which measure; by default ``value``, else the first one of the frame.
    previous
        Tidy frame of as many earlier periods, drawn as marks across the columns.
    target
        One value per period, as a number or as a tidy frame.
    currency
        Code of the currency of amounts.
    ax
        Axes to draw on instead of an own figure, as small multiples do.
    """
    shown, subject = pick(frame, measure, currency)
    shown = undivided(shown)
    rows = placed(shown if ax else recorded(shown))
    if not rows["value"].notna().any():
        return nothing(subject.label, ax)
    against = references(rows, target, previous, measure)
    numbers = pd.concat([rows["value"], rows["high"], against.numbers])
    values = axis.ticks(*axis.span(float(numbers.min()), float(numbers.max()), zero=True))
    is_panel = ax is not None
    signs = [] if is_panel else _signs(rows, against)
    left = axis.tick_room(values, subject, TEXT)
    ax = ax or canvas(HEIGHT, Margins(left, _RIGHT, 44 if signs else 24, 30))
    _draw_columns(ax, rows)
    ax.set_xlim(-0.5, rows["x"].max() + 0.5)
    axis.value_axis(ax, values, subject)
    ticks = [period_tick(one, rows) for one in rows["period"]]
    axis.label_positions(ax, ticks, TEXT, beyond=PANEL_OVERHANG if is_panel else _RIGHT - 2)
    _draw_levels(ax, against)
    if not is_panel:
        _label_newest(ax, rows, against, subject)
    draw_key(ax, signs, above=32)
    return say(ax, *course(rows, subject), compared(subject, against.last_target))


def _draw_columns(ax: Axes, rows: pd.DataFrame) -> None:
    accent, is_running = palette.light("accent"), rows["mark"].isin(UNFINISHED)
    whole, running = rows[~is_running & rows["value"].notna()], rows[is_running]
    ax.bar(whole["x"], whole["value"], _THICK, color=accent, linewidth=0)
    panel = palette.light("panel")
    ax.bar(running["x"], running["value"], _THICK, color=panel, edgecolor=accent, linewidth=1.5)
    ax.vlines(rows["x"], rows["low"], rows["high"], color=palette.light("muted"), linewidth=1.2)


def _draw_levels(ax: Axes, against: References) -> None:
    """Earlier values and targets as marks a little wider than the columns."""
    half = _THICK / 2 + 0.1
    if against.before is not None:
        at = against.before["x"]
        ax.hlines(
            against.before["value"], at - half, at + half, color=palette.light("rule"), linewidth=2
        )
    if against.target is not None:
        places = against.target.index.to_numpy(float)
        ax.hlines(
            against.target, places - half, places + half, color=palette.light("warn"), linewidth=2
        )


def _signs(rows: pd.DataFrame, against: References) -> list[Sign]:
    words = current()
    signs = []
    if against.target is not None:
        signs.append(Sign(words.text(N_("Target")), "warn", "line"))
    if against.before is not None:
        signs.append(Sign(against.before_label, "rule", "line"))
    if (rows["mark"].isin(UNFINISHED) & rows["value"].notna()).any():
        signs.append(
            Sign(words.text(N_("in part, or too early to judge")), "accent", "hollow block")
        )
    return signs


def _label_newest(ax: Axes, rows: pd.DataFrame, against: References, subject: Subject) -> None:
    """Write the newest complete value above its column, and a running one where it has room."""
    known = rows[rows["value"].notna()]
    is_open = known["mark"].isin(UNFINISHED)
    whole, running = known[~is_open].tail(1), known[is_open]
    room = extent(ax)[0] / len(rows)
    for _, row in whole.iterrows():
        _write(ax, row, rows, against, subject.text(row["value"]), "bold")
    for _, row in running.tail(1).iterrows():
        text = subject.text(row["value"])
        if width(text, TEXT) < room:
            _write(ax, row, rows, against, text, "normal")


def _write(
    ax: Axes, row: pd.Series, rows: pd.DataFrame, against: References, text: str, weight: str
) -> None:
    """The text above its column, on the side where no neighbour is taller; else above them."""
    columns_wide = width(text, TEXT) * 1.1 / extent(ax)[0] * (ax.get_xlim()[1] - ax.get_xlim()[0])
    half = _THICK / 2
    x, y = float(row["x"]), _top(row, against)
    places: list[tuple[Align, float]] = [
        ("center", x - columns_wide / 2),
        ("left", x - half),
        ("right", x + half - columns_wide),
    ]
    heights = []
    for align, start in places:
        end = start + columns_wide
        near = rows[(rows["x"] > start - half) & (rows["x"] < end + half)]
        inside = start >= ax.get_xlim()[0] and end <= ax.get_xlim()[1]
        heights.append((not inside, max(_top(one, against) for _, one in near.iterrows()), align))
    _, above, align = min(heights, key=lambda one: one[:2])
    shift = {"left": -half, "center": 0.0, "right": half}[align]
    at = (x + shift, max(y, above))
    write(ax, text, at, (0, 4), where="data", align=align, rise="bottom", weight=weight)


def _top(row: pd.Series, against: References) -> float:
    """Height from which the space above a column is free."""
    levels = [0.0, row["value"], row["high"]]
    if against.target is not None:
        levels.append(against.target.get(int(row["x"]), 0.0))
    if against.before is not None:
        levels.extend(against.before.loc[against.before["x"] == row["x"], "value"])
    return float(np.nanmax(levels))
