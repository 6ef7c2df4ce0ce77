"""Named rows of a horizontal chart, and the quiet lines of text above and below them."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from kit import palette
from kit.charts.canvas import WIDTH, write


def name_rows(ax: Axes, labels: Sequence[str]) -> None:
    """Give the plot one row per label, the first one on top, and take away its lower edge."""
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.set_yticks(range(len(labels)), labels=labels)
    ax.tick_params(axis="y", labelcolor=palette.light("ink"))
    ax.spines["bottom"].set_visible(False)


def note(ax: Axes, text: str, away: float, *, above: bool = False) -> None:
    """A quiet line from the sheet's left edge, `away` pixels over or under the plot."""
    left = ax.get_position().x0 * WIDTH
    write(ax, text, (0, float(above)), (2 - left, away if above else -away), colour="muted")
