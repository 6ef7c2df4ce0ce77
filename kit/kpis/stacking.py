"""Rows of several measures of the same groups, made in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    measure = pd.array(list(measures), dtype="str").repeat(size)
    return beside(keys, np.tile(np.arange(size), count), {"measure": measure, **whole})


def beside(
    keys: pd.DataFrame, rows: Sequence[int] | np.ndarray, columns: Mapping[str, Any]
) -> pd.DataFrame:
    """Rows of `keys`, by their positions, with further columns beside them.

    >>> keys = pd.DataFrame({"n": [1, 2]})
    >>> beside(keys, [1, 1, 0], {"value": [0.5, 1.5, 2.5]}).values.tolist()
    [[2.0, 0.5], [2.0, 1.5], [1.0, 2.5]]
    """
    places = np.asarray(rows, dtype=np.int64)
    own = {str(name): column.array.take(places) for name, column in keys.items()}
    return pd.DataFrame(own | dict(columns), index=range(len(places)))
