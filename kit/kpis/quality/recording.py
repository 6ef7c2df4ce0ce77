"""From when on things were written down.

Many systems hold every opportunity that was still open when recording began, and none of those
closed before. Taken at face value such a file says that early opportunities never closed young.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kit.estimates.intervals import Floats
from kit.estimates.risk import risk_table

_SURPRISE = float(np.log(1000))
"""Closes expected before the first recorded one that make chance an explanation in 1 of 1,000."""


def is_late_start(entry: Floats, exit: Floats, has_ended: np.ndarray) -> bool:
    """Whether the first close came so late that closes before it cannot have been recorded.

    `entry` is each record's age when the first close was recorded. From then on closes happened at
    some rate by age; at that rate, so many would have been expected earlier, among those already
    there, that recording none of them by chance would happen less than once in a thousand files.

    Parameters
    ----------
    entry, exit
        Ages in days at the first recorded close (0 for later creations), and when last seen.
    has_ended
        Which were won or lost; all three have one element per record.
    """
    table = risk_table(entry, exit, has_ended)
    hazard = np.concatenate([[0.0], np.cumsum(table.ends[0] / table.at_risk)])
    expected = hazard[np.searchsorted(table.time, entry[entry > 0], side="right")].sum()
    return bool(expected > _SURPRISE)


def first_day(closed: pd.Series) -> date | None:
    """Day of the first close; None where nothing closed. `closed` holds days."""
    first = closed.min()
    return None if pd.isna(first) else first.date()
