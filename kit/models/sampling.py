"""So many records as a fit gains by, of companies that have many more.

A standard error falls with the root of the number of records, the cost of a fit rises with the
number itself. docs/models.md tells which fits take a sample, and what it was measured to change.
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

ENOUGH = 200_000
"""Opportunities that tell rates of a company to a percent, and those of each of 200 teams to a few
percent."""


def at_most(records: DataFrame, most: int) -> DataFrame:
    """All records, or `most` of them in their order, chosen by nothing but chance.

    The same records give the same choice.

    Examples
    --------
    >>> table = DataFrame({"n": range(1_000)})
    >>> len(at_most(table, 2_000)), at_most(table, 3)["n"].is_monotonic_increasing
    (1000, True)
    """
    if len(records) <= most:
        return records
    chosen = np.random.default_rng(0).permutation(len(records))[:most]
    return records.iloc[np.sort(chosen)]
