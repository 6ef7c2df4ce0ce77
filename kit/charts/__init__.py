"""Tidy frame → chart on the axes of an own figure → page SVG.

Every chart takes a KPI's tidy frame, reads label and unit from the catalogue, and carries the
finding it shows as words (`alt`). Nothing here computes a statistic, shows a figure or saves one.
"""

from kit.charts.age_bands import age_bands
from kit.charts.bars import bars
from kit.charts.canvas import alt
from kit.charts.columns import columns
from kit.charts.curve import curve
from kit.charts.dots import dots
from kit.charts.fan import fan
from kit.charts.flow import flow
from kit.charts.funnel_plot import funnel_plot
from kit.charts.heat import heat
from kit.charts.multiples import multiples
from kit.charts.page_svg import page_svg
from kit.charts.pareto import pareto
from kit.charts.ratios import ratios
from kit.charts.reliability import reliability
from kit.charts.season import season
from kit.charts.steps import steps
from kit.charts.subject import use
from kit.charts.theme import themed
from kit.charts.trend import trend
from kit.charts.waterfall import waterfall

__all__ = [
    "age_bands",
    "alt",
    "bars",
    "columns",
    "curve",
    "dots",
    "fan",
    "flow",
    "funnel_plot",
    "heat",
    "multiples",
    "page_svg",
    "pareto",
    "ratios",
    "reliability",
    "season",
    "steps",
    "themed",
    "trend",
    "use",
    "waterfall",
]


def __dir__() -> list[str]:
    """What the Tab key offers: charts, and not the files behind them."""
    return __all__
