"""Lines with their bands, gaps and end points, and the labels that name them where they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kit import palette
from kit.charts.canvas import extent, write
from kit.charts.labels import distinct

GAP = 15.0
"""Least distance of two labels above each other, in pixels."""

NAME_LIMIT = 18
UNFINISHED = ("partial", "immature")
"""Marks of values that may still move: a period that runs, a cohort that is too young."""

_DRAWN = ("x", "value", "low", "high")
_BAND, _QUIET_BAND = 0.16, 0.07
_TEXT_COLOURS = ("ink", "muted", "warn", *palette.SERIES[:3])


class EndLabel(NamedTuple):
    """A text at a height in the data, with the theme colour of what it names."""

    y: float
    text: str
    colour: str
    weight: str


@dataclass(frozen=True)
class Line:
    """One line: its label, its theme colour and its rows, oldest first.

    Rows have `x`, `value`, `low`, `high`, `mark`; a line beyond the theme's colours has none of
    them and stays grey and unnamed. One in ``muted`` is named, and stays behind the others.
    """

    label: str
    colour: str
    rows: pd.DataFrame

    @cached_property
    def end(self) -> pd.Series:
        """The last row with a value."""
        return self.rows[self.rows["value"].notna()].iloc[-1]

    @property
    def is_named(self) -> bool:
        """Whether the line has a colour of its own."""
        return self.colour != "rule"

    @property
    def is_quiet(self) -> bool:
        """Whether the eye should pass it over."""
        return self.colour in ("rule", "muted")


def lines(rows: pd.DataFrame, hue: str) -> list[Line]:
    """One line per member of `hue` that has any value; colours follow the members' order."""
    if not hue:
        return [Line("", "accent", rows)] if rows["value"].notna().any() else []
    names = members(rows[hue])
    colours = [*palette.SERIES, *["rule"] * len(names)]
    found = []
    for name, label, colour in zip(names, distinct(names, NAME_LIMIT), colours, strict=False):
        mine = rows_of(rows, hue, name)
        if mine["value"].notna().any():
            found.append(Line(label, colour, mine))
    return sorted(found, key=lambda line: line.is_named)


def rows_of(rows: pd.DataFrame, by: str, name: object) -> pd.DataFrame:
    """The rows of one member; a missing member is a member too."""
    return rows[rows[by].isna() if name is None else rows[by] == name]


def members(column: pd.Series) -> list[object]:
    """The members of a dimension in the frame, categories in their own order; None is missing."""
    seen: list[object] = [None if pd.isna(name) else name for name in pd.unique(column)]
    if isinstance(column.dtype, pd.CategoricalDtype):
        order = {name: position for position, name in enumerate(column.dtype.categories)}
        seen.sort(key=lambda name: order.get(name, len(order)))
    return seen


def draw_line(ax: Axes, line: Line, *, steps: bool = False) -> None:
    """Draw band, line and lone points; a missing value leaves a gap."""
    colour = palette.light(line.colour)
    x, value, low, high = (line.rows[name].to_numpy("float64") for name in _DRAWN)
    ax.fill_between(
        x,
        low,
        high,
        color=colour,
        alpha=_QUIET_BAND if line.is_quiet else _BAND,
        linewidth=0,
        step="post" if steps else None,
    )
    runs = _runs(x, value)
    for run in runs:
        ax.plot(
            x[run],
            value[run],
            color=colour,
            linewidth=1 if line.is_quiet else 2,
            drawstyle="steps-post" if steps else "default",
        )
    lone = [run[0] for run in runs if len(run) == 1]
    ax.vlines(x[lone], low[lone], high[lone], color=colour, linewidth=1.5)
    ax.scatter(x[lone], value[lone], s=18, color=colour, zorder=3)


def _runs(x: np.ndarray, value: np.ndarray) -> list[np.ndarray]:
    """The places of the values between two gaps, by `x`; of two at one, the lower comes first."""
    is_known = ~np.isnan(value)
    run = np.cumsum(~is_known)
    places = np.lexsort((value, x, run))
    places = places[is_known[places]]
    ends = np.flatnonzero(np.diff(run[places])) + 1
    return [part for part in np.split(places, ends) if len(part)]


def point(ax: Axes, x: float, y: float, colour: str, *, hollow: bool = False) -> None:
    """The point to which the eye goes; hollow where the period still runs."""
    value = palette.light(colour)
    ax.scatter(
        [x],
        [y],
        s=44,
        zorder=4,
        linewidth=2,
        edgecolor=value,
        facecolor=palette.light("panel") if hollow else value,
        clip_on=False,
    )


def end_labels(ax: Axes, labels: Sequence[EndLabel], offset: float = 10) -> None:
    """Write the labels right of the plot, each near its height, none over another.

    A label that had to move is tied to its height by a thin line in its colour.
    """
    low, high = ax.get_ylim()
    height = extent(ax)[1]
    wanted = [(label.y - low) / (high - low) * height for label in labels]
    for label, at, moved in zip(labels, wanted, apart(wanted, height), strict=True):
        colour = text_colour(label.colour)
        write(ax, label.text, (1, 0), (offset, moved), colour=colour, weight=label.weight)
        if abs(at - moved) > 3:
            _tie(ax, at / height, moved / height, offset, label.colour)


def text_colour(colour: str) -> str:
    """The colour for text about something drawn in `colour`: the same where it can be read."""
    return colour if colour in _TEXT_COLOURS else "ink"


def _tie(ax: Axes, start: float, end: float, offset: float, colour: str) -> None:
    right = 1 + (offset - 2) / extent(ax)[0]
    ax.plot(
        [1, right],
        [start, end],
        transform=ax.transAxes,
        color=palette.light(colour),
        linewidth=1,
        clip_on=False,
    )


def apart(wanted: Sequence[float], height: float, gap: float = GAP) -> list[float]:
    """Heights near the wanted ones, at least `gap` from each other, inside 0 … `height`.

    >>> apart([10, 12, 90], 100)
    [10.0, 25.0, 90.0]
    """
    order = np.argsort(wanted, kind="stable")
    placed = np.asarray(wanted, dtype=float)[order]
    for position in range(1, len(placed)):
        placed[position] = max(placed[position], placed[position - 1] + gap)
    ceiling = max(height, gap * (len(placed) - 1))
    for position in range(len(placed) - 1, -1, -1):
        placed[position] = min(placed[position], ceiling)
        ceiling = placed[position] - gap
    result = np.empty_like(placed)
    result[order] = placed
    return [float(value) for value in result]
