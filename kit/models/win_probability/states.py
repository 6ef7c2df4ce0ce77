"""What is known of an open opportunity on a day, as rows of a design: age, stage, time there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pandas import DataFrame, Index
from scipy.sparse import csr_array, hstack

from kit.estimates import normal_quantile
from kit.estimates.intervals import Floats
from kit.models.win_probability.logit import Logit

FIXED = {0: 0.5, 3: 0.5}
"""Standard deviations of the level and of the slope by time in stage, which are one effect each."""
_AGES = 10


@dataclass(frozen=True)
class States:
    """Bins of age, names of stages, and the typical logarithm of the time in a stage."""

    ages: Floats
    stages: Index
    typical: float

    def block(self) -> np.ndarray:
        """Block of each column: 0 level, 1 ages, 2 stages, 3 time in stage, 4 the same by stage."""
        many = len(self.stages)
        return np.repeat(np.arange(5), [1, len(self.ages) + 1, many, 1, many])

    def age_bin(self, age: Floats) -> np.ndarray:
        """Number of the bin that each age lies in."""
        return np.searchsorted(self.ages, age, side="right")

    def design(self, age: Floats, at: DataFrame) -> csr_array:
        """One row per record; where the stage is missing or not known its columns are all 0.

        Parameters
        ----------
        age
            Days since creation.
        at
            `stage` and `days` in it.
        """
        size = len(age)
        code = self.stages.get_indexer(Index(at["stage"], dtype=object))
        known = np.flatnonzero(code >= 0)
        time = np.log1p(at["days"].to_numpy(float)[known]) - self.typical
        shape = (size, len(self.stages))
        place = (known, code[known])
        bins = (np.arange(size), self.age_bin(age))
        parts = [
            csr_array(np.ones((size, 1))),
            csr_array((np.ones(size), bins), shape=(size, len(self.ages) + 1)),
            csr_array((np.ones(len(known)), place), shape=shape),
            csr_array((time, (known, np.zeros_like(known))), shape=(size, 1)),
            csr_array((time, place), shape=shape),
        ]
        return csr_array(hstack(parts))

    def stage_table(self, logit: Logit, level: float) -> DataFrame:
        """member, value, low, high: log odds that each stage adds after the typical time there."""
        own = self.block() == 2
        value, error = logit.coefficients[own], np.sqrt(np.diag(logit.covariance)[own])
        half = normal_quantile(level) * error
        names = self.stages.astype("str")
        return DataFrame(
            {"member": names, "value": value, "low": value - half, "high": value + half}
        )


def states_of(age: Floats, at: DataFrame) -> States:
    """Bins that hold about equally many of the ages, and the stages that occur.

    Examples
    --------
    >>> at = DataFrame({"stage": ["Offer", None, "Offer"], "days": [0.0, np.nan, 0.0]})
    >>> found = states_of(np.array([3.0, 5.0, 9.0]), at)
    >>> found.stages.tolist(), found.design(np.array([4.0]), at[:1]).sum()
    (['Offer'], np.float64(3.0))
    """
    ages = np.unique(np.quantile(age, np.arange(1, _AGES) / _AGES))
    known = at[at["stage"].notna()]
    typical = float(np.log1p(known["days"]).mean()) if len(known) else 0.0
    return States(ages, Index(sorted(known["stage"].unique()), dtype=object), typical)
