"""Rows of several measures of the same groups, made in one go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

_BLANK = {"mark": ""}
"""What a column holds where a measure says nothing of it; numbers are missing."""


def stacked(keys: pd.DataFrame, measures: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Rows for `finish`: those of each measure below the ones of the measure before.

    One frame is made instead of one for each measure, because making frames is most of what
    small groups cost.

    Parameters
    ----------
    keys
        One row per group.
    measures
        By name of the measure its columns, `value` among them: one number for all groups or an
        array of one for each.

    Examples
    --------
    >>> keys = pd.DataFrame({"owner": ["Ada", "Bo"]})
    >>> stacked(keys, {"count": {"value": [1.0, 2.0]}, "none": {"value": 0.0}}).values.tolist()
    [['Ada', 'count', 1.0], ['Bo', 'count', 2.0], ['Ada', 'none', 0.0], ['Bo', 'none', 0.0]]
    """
    size, count = len(keys), len(measures)
    names = dict.fromkeys(name for columns in measures.values() for name in columns)
    whole = {
        name: np.concatenate(
            [
                np.broadcast_to(columns.get(name, _BLANK.get(name, np.nan)), size)
                for columns in measures.values()
            ]
        )
        for name in names
    }
    rows = keys.iloc[np.tile(np.arange(size), count)].reset_index(drop=True)
    measure = pd.array(list(measures), dtype="str").repeat(size)
    return rows.assign(measure=measure, **whole)
