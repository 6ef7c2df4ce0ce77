"""The sheet that charts are drawn on: a figure of its own with fixed margins.

Lengths are CSS pixels of the design width; a page scales the drawing as a whole. Pyplot is not
used, so that no figure is kept, shown or drawn a second time.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, cast

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from kit import palette
from kit.charts.theme import PIXELS_PER_INCH, themed
from kit.language import N_, current

WIDTH = 400
PANEL_OVERHANG = 10
"""Pixels that a period's label may reach over the edge of a small panel."""

Place = Literal["plot", "x", "y", "data"]
Align = Literal["left", "center", "right"]
Rise = Literal["bottom", "center", "top"]
_TICKS = (6, 8)
"""Ticks along either axis that prepared axes have: as many as most charts need."""
_prepared: list[Axes] = []


class Margins(NamedTuple):
    """Room around the plot for its labels."""

    left: float
    right: float
    top: float
    bottom: float


def prepare(count: int) -> None:
    """Make empty axes that `canvas` then only has to place, each of them once.

    Axes and their ticks are the larger part of what a chart costs. The process that pages are
    copied from makes them for all of its copies.
    """
    _prepared.extend(_unplaced() for _ in range(count))


@themed
def _unplaced() -> Axes:
    ax = plot(sheet(WIDTH), 0, 0, WIDTH, WIDTH)
    for axis, ticks in zip((ax.xaxis, ax.yaxis), _TICKS, strict=True):
        axis.get_major_ticks(ticks)
    return ax


def canvas(height: float, margins: Margins, width: float = WIDTH) -> Axes:
    """Empty axes on a figure of `width` × `height`, `margins` away from its edges."""
    edges = (margins.left, margins.top, width - margins.right, height - margins.bottom)
    if not _prepared:
        return plot(sheet(height, width), *edges)
    ax = _prepared.pop()
    figure_of(ax).set_size_inches(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH)
    ax.set_position(_shares(figure_of(ax), *edges))
    return ax


def sheet(height: float, width: float = WIDTH) -> Figure:
    """A figure without axes."""
    figure = Figure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH))
    FigureCanvasSVG(figure)
    return figure


def plot(figure: Figure, left: float, top: float, right: float, bottom: float) -> Axes:
    """Axes on `figure` between these distances from its left and upper edges."""
    ax = figure.add_axes(_shares(figure, left, top, right, bottom))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_label_coords(0, 0)  # no axis has a name: else room for it is sought at each draw
    return ax


def _shares(
    figure: Figure, left: float, top: float, right: float, bottom: float
) -> tuple[float, float, float, float]:
    """Left and lower edge, width and height of a plot as shares of its figure's."""
    width, height = size(figure)
    return left / width, 1 - bottom / height, (right - left) / width, (bottom - top) / height


def size(figure: Figure) -> tuple[int, int]:
    """Width and height of the design."""
    width, height = (float(inches) * PIXELS_PER_INCH for inches in figure.get_size_inches())
    return round(width), round(height)


def figure_of(ax: Axes) -> Figure:
    """The figure that the axes were made on."""
    return cast(Figure, ax.figure)


def beside(ax: Axes) -> float:
    """Pixels between the plot's right edge and that of the sheet."""
    return (1.0 - ax.get_position().x1) * size(figure_of(ax))[0]


def extent(ax: Axes) -> tuple[float, float]:
    """Width and height of the plot itself."""
    width, height = size(figure_of(ax))
    box = ax.get_position()
    return box.width * width, box.height * height


def write(
    ax: Axes,
    text: str,
    at: tuple[float, float],
    offset: tuple[float, float] = (0, 0),
    *,
    where: Place = "plot",
    align: Align = "left",
    rise: Rise = "center",
    colour: str = "ink",
    weight: str = "normal",
) -> None:
    """Write a line of text.

    Parameters
    ----------
    at
        Where the text goes: shares of the plot's width and height, or data along the axes that
        `where` names.
    offset
        Pixels to the right and upwards from there.
    colour
        Name of a theme colour.
    """
    along = {name: "data" if where in (name, "data") else "axes fraction" for name in ("x", "y")}
    ax.annotate(
        text,
        at,
        offset,
        xycoords=(along["x"], along["y"]),
        textcoords="offset points",
        ha=align,
        va=rise,
        color=palette.light(colour),
        fontweight=weight,
    )


def say(ax: Axes, *sentences: str) -> Axes:
    """Attach what the chart shows, one sentence per line, the main one first; return the axes."""
    figure_of(ax).set_label("\n".join(sentence for sentence in sentences if sentence))
    return ax


def alt(ax: Axes) -> str:
    """The finding that a chart shows, one sentence per line: its caption, and its alt text."""
    return alt_of(figure_of(ax))


def alt_of(figure: Figure) -> str:
    """The finding attached to a figure; empty where a figure was made elsewhere."""
    return str(figure.get_label() or "")


def nothing(label: str, ax: Axes | None = None) -> Axes:
    """A chart that says, in words, that there is nothing to draw."""
    ax = ax or canvas(96, Margins(0, 0, 0, 0))
    ax.set_axis_off()
    words = current()
    write(ax, words.text(N_("No data")), (0.5, 0.5), align="center", colour="muted")
    if not label:
        return say(ax, words.text(N_("No data")))
    return say(ax, words.text(N_("{label}: no data."), label=label))
