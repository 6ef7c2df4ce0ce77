"""Pure statistics: arrays in, arrays or frozen results out; no tables, no files, no text."""

from kit.estimates.bands import conditional
from kit.estimates.comparison import Difference, benjamini_hochberg, compare
from kit.estimates.curves import Curves, Points, at, incidence, kaplan_meier
from kit.estimates.intervals import (
    bootstrap_ratio,
    mover,
    newcombe,
    normal_quantile,
    poisson_interval,
    weighted_rate,
    wilson,
)
from kit.estimates.shrinkage import Ranks, ShrunkenRates, ranks, shrink_rates
from kit.estimates.spans import Estimate, distribution, quantile, restricted_mean

__all__ = [
    "Curves",
    "Difference",
    "Estimate",
    "Points",
    "Ranks",
    "ShrunkenRates",
    "at",
    "benjamini_hochberg",
    "bootstrap_ratio",
    "compare",
    "conditional",
    "distribution",
    "incidence",
    "kaplan_meier",
    "mover",
    "newcombe",
    "normal_quantile",
    "poisson_interval",
    "quantile",
    "ranks",
    "restricted_mean",
    "shrink_rates",
    "weighted_rate",
    "wilson",
]
