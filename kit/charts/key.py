"""A short key above the plot, for the few signs that cannot carry their own label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from matplotlib.axes import Axes

from kit import palette
from kit.charts.canvas import extent, write
from kit.charts.labels import width
from kit.charts.theme import TEXT

_SIGN = 14
_GAP = 16
_MARKERS = {
    "line": ("_", _SIGN),
    "upright": ("|", 11),
    "block": ("s", 8),
    "hollow block": ("s", 8),
    "hollow point": ("o", 8),
    "point": ("o", 8),
    "dot": ("o", 3),
    "cross": ("x", 6),
}


class Sign(NamedTuple):
    """One entry: its text, its theme colour, and how it is drawn."""

    text: str
    colour: str
    kind: Literal[
        "line", "upright", "block", "hollow block", "hollow point", "point", "dot", "cross"
    ]


def draw_key(ax: Axes, signs: Sequence[Sign], above: float = 13, beyond: float = 0) -> None:
    """Write the signs right-aligned in one row, `above` pixels over the plot.

    The row ends at the plot's right edge, or `beyond` pixels to the right of it.
    """
    right, height = extent(ax)
    right += beyond
    for sign in reversed(signs):
        text = width(sign.text, TEXT)
        write(ax, sign.text, (0, 0), (right, height + above), align="right", colour="muted")
        right -= text + 5
        _draw_sign(ax, sign, right - _SIGN / 2, height + above)
        right -= _SIGN + _GAP


def _draw_sign(ax: Axes, sign: Sign, x: float, y: float) -> None:
    """The sign itself, as a marker at a place given in pixels of the plot."""
    plot_width, plot_height = extent(ax)
    colour = palette.light(sign.colour)
    marker, size = _MARKERS[sign.kind]
    hollow = sign.kind.startswith("hollow")
    ax.plot(
        [x / plot_width],
        [y / plot_height],
        transform=ax.transAxes,
        clip_on=False,
        marker=marker,
        markersize=size,
        markeredgewidth=1.6,
        linestyle="none",
        markerfacecolor=palette.light("panel") if hollow else colour,
        markeredgecolor=colour,
    )
