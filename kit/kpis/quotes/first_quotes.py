"""When each opportunity got its first quote."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.kpis.known import known
from kit.kpis.stages.clock import MISSING, Moments, on_one_clock
from kit.window import Window


def first_quotes(
    records: pd.DataFrame, quotes: pd.DataFrame, window: Window
) -> tuple[Moments, Moments, int]:
    """Moments at which opportunities were created and first quoted, and the end of `as_of`.

    Parameters
    ----------
    records
        Opportunities as `known` gives them.
    quotes
        Canonical table.

    Returns
    -------
    tuple
        Created, quoted (`MISSING` where it was not) and the end, all on one clock.
    """
    issued = known(quotes, window, table="quotes", read=["opportunity_id"])
    (created, moments), seen = on_one_clock(window, records["created_at"], issued["issued_at"])
    row = positions(issued["opportunity_id"], records["opportunity_id"])
    inside = (row >= 0) & (moments != MISSING)
    never = np.iinfo(np.int64).max
    first = np.full(len(records), never)
    np.minimum.at(first, row[inside], moments[inside])
    return created, np.where(first == never, MISSING, first), seen
