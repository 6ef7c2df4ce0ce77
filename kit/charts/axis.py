"""Value axes and period axes: few ticks, quiet lines, labels in the page's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from kit.charts.canvas import Align, extent, write
from kit.charts.labels import width
from kit.charts.subject import Subject
from kit.language import N_, current

_STEPS = (1, 2, 2.5, 5, 10)
_IN_FULL = 10_000
"""Where a tick lies below this amount, all of its axis are written out."""
_CLOSE_UP = 0.3
"""A line's axis shows at least this share of its greatest value, so that noise stays small."""


def span(low: float, high: float, *, zero: bool) -> tuple[float, float]:
    """Limits of an axis that shows `low` to `high`; with `zero`, it starts there.

    >>> span(40.0, 100.0, zero=True)
    (0.0, 100.0)
    """
    if not zero and low > high * (1 - _CLOSE_UP):
        middle, half = (low + high) / 2, abs(high) * _CLOSE_UP / 2
        return max(0.0, middle - half) if low >= 0 else middle - half, middle + half
    if zero or low < high * _CLOSE_UP:
        low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if high > low else (low, low + 1)


def ticks(low: float, high: float, count: int = 4, steps: Sequence[float] = _STEPS) -> list[float]:
    """About `count` round values that enclose `low` to `high`.

    >>> ticks(0.0, 0.62)
    [0.0, 0.2, 0.4, 0.6, 0.8]
    """
    found = MaxNLocator(nbins=count, steps=list(steps)).tick_values(low, high)
    return [round(float(value), 12) + 0.0 for value in found]


def tick_texts(values: Sequence[float], subject: Subject) -> list[str]:
    """The ticks' labels, with as many decimals as tell them apart."""
    return [_formatter(values, subject)(value) for value in values]


def value_axis(ax: Axes, values: Sequence[float], subject: Subject, *, labels: bool = True) -> None:
    """Give the vertical axis these ticks, grid lines, and the unit where ticks do not say it."""
    ax.set_ylim(values[0], values[-1])
    ax.set_yticks(values, labels=tick_texts(values, subject) if labels else [""] * len(values))
    ax.grid(True, axis="y")
    caption = _caption(subject)
    if caption and labels:
        write(ax, caption, (0, 1), (0, 7), rise="bottom", colour="muted")


def tick_room(values: Sequence[float], subject: Subject, size: float) -> float:
    """Width that the labels of a vertical axis need."""
    return max(width(text, size) for text in tick_texts(values, subject)) + 8


def label_positions(
    ax: Axes, labels: Sequence[str], size: float, *, beyond: float = np.inf
) -> None:
    """Label the positions 0, 1, 2 … of the horizontal axis, the last one and as many as fit.

    No label reaches more than `beyond` pixels over the plot's right edge, where another panel or
    the sheet ends, nor over its left one.
    """
    low, high = ax.get_xlim()
    room = extent(ax)[0]
    at = [(position - low) / (high - low) * room for position in range(len(labels))]
    widths = [width(label, size) for label in labels]
    aligned = [_aligned(x, wide, room, beyond) for x, wide in zip(at, widths, strict=True)]
    starts = [
        x - {"left": 0.0, "center": wide / 2, "right": wide}[side]
        for x, wide, side in zip(at, widths, aligned, strict=True)
    ]
    shown = fitting(starts, widths)
    ax.set_xticks(shown, labels=[labels[position] for position in shown])
    for text, position in zip(ax.get_xticklabels(), shown, strict=True):
        text.set_horizontalalignment(aligned[position])


def fitting(starts: Sequence[float], widths: Sequence[float], gap: float = 12) -> list[int]:
    """Which of the labels fit side by side, at even steps back from the last one.

    >>> fitting([0, 30, 60, 90, 120], [25, 25, 25, 25, 25])
    [0, 2, 4]
    """
    count = len(starts)
    for step in range(1, count + 1):
        shown = list(range(count - 1, -1, -step))[::-1]
        if all(
            starts[one] + widths[one] + gap <= starts[following]
            for one, following in pairwise(shown)
        ):
            return shown
    return []


def _aligned(x: float, wide: float, room: float, beyond: float) -> Align:
    """On which side of its tick a label stands so that it stays near the plot."""
    if x + wide / 2 > room + beyond:
        return "right"
    return "left" if x + beyond < wide / 2 else "center"


def _formatter(values: Sequence[float], subject: Subject) -> Callable[[float], str]:
    words = current()
    step = min(np.diff(values), default=1.0)
    if subject.unit == "ratio":
        return lambda value: words.percent(value, _decimals(step * 100))
    if subject.unit == "money":
        if min((abs(value) for value in values if value), default=0.0) < _IN_FULL:
            return lambda value: words.money(value, subject.currency, _decimals(step))
        return lambda value: words.money(
            value, subject.currency, _compact_decimals(value), compact=value != 0
        )
    return lambda value: words.number(value, _decimals(step))


def _decimals(step: float) -> int:
    """Decimals that a step needs to be exact: none for 5, one for 2.5, two for 0.25; at most four.

    >>> [_decimals(step) for step in (5, 2.5, 0.25, 0.1)]
    [0, 1, 2, 1]
    """
    return next((n for n in range(4) if abs(step - round(step, n)) < 1e-9 * max(1.0, step)), 4)


def _compact_decimals(value: float) -> int:
    """As many decimals as thousands, millions … of the amount need, at most two."""
    size = 1000.0 ** int(np.log10(max(abs(value), 1)) / 3)
    return _decimals(round(abs(value) / size, 2))


def _caption(subject: Subject) -> str:
    named = {"days": N_("days"), "hours": N_("hours")}.get(subject.unit, "")
    return current().text(named) if named else ""
