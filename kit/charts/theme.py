"""The settings that every chart is drawn under, whatever an analyst or a style sheet has set."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from matplotlib import rcParams, rcParamsDefault

from kit import palette

TEXT = 12.0
"""Height of text in CSS pixels."""
PIXELS_PER_INCH = 72

_FAMILIES = (
    "axes",
    "figure",
    "font",
    "grid",
    "lines",
    "markers",
    "patch",
    "path",
    "savefig",
    "scatter",
    "svg",
    "text",
    "xaxis",
    "xtick",
    "yaxis",
    "ytick",
)
_STYLE: dict[Any, Any] = {
    # What an analyst or a style sheet has set elsewhere changes no chart.
    **{name: rcParamsDefault[name] for name in rcParamsDefault if name.split(".")[0] in _FAMILIES},
    "figure.dpi": PIXELS_PER_INCH,
    "savefig.dpi": "figure",
    "savefig.bbox": "standard",
    "svg.fonttype": "none",
    "svg.hashsalt": "kit",
    "text.parse_math": False,
    "text.usetex": False,
    "text.color": palette.light("ink"),
    "font.family": ["DejaVu Sans"],  # only measures; the page's own font is drawn
    "font.size": TEXT,
    "axes.edgecolor": palette.light("rule"),
    "axes.facecolor": "none",
    "axes.labelcolor": palette.light("muted"),
    "axes.linewidth": 1.0,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "figure.facecolor": "none",
    "grid.color": palette.light("faint"),
    "grid.linewidth": 1.0,
    "lines.solid_capstyle": "round",
    "xtick.color": palette.light("rule"),
    "ytick.color": palette.light("rule"),
    "xtick.labelcolor": palette.light("muted"),
    "ytick.labelcolor": palette.light("muted"),
    "xtick.labelsize": TEXT,
    "ytick.labelsize": TEXT,
    "xtick.major.size": 4,
    "ytick.major.size": 0,
    "xtick.major.pad": 5,
    "ytick.major.pad": 6,
}

P = ParamSpec("P")
R = TypeVar("R")


def themed(draw: Callable[P, R]) -> Callable[P, R]:
    """Run `draw` under the theme's settings, whatever the analyst's own are."""

    @wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        others = {name: rcParams[name] for name, own in _STYLE.items() if rcParams[name] != own}
        rcParams.update({name: _STYLE[name] for name in others})
        try:
            return draw(*args, **kwargs)
        finally:
            rcParams.update(others)

    return inside
