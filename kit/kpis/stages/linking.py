"""From ids to the positions of the records that they name."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def rows_of(ids: pd.Series, records: pd.Series) -> NDArray[np.int64]:
    """Position in `records` of what each of `ids` names; -1 where it names none.

    Tables that belong to records hold the same id in many rows below each other; it is looked up
    once for each such run.

    Examples
    --------
    >>> rows_of(pd.Series(["b", "b", None, "x"]), pd.Series(["a", "b"])).tolist()
    [1, 1, -1, -1]
    """
    if not len(ids):
        return np.empty(0, dtype=np.int64)
    values = ids.array
    changes = np.asarray(values[1:] != values[:-1], dtype=bool)
    heads = np.flatnonzero(np.concatenate([[True], changes]))
    found = pd.Index(records.array).get_indexer(pd.Index(values[heads]))
    found = np.where(np.asarray(pd.isna(values[heads])), -1, found)
    return np.repeat(found, np.diff(np.append(heads, len(ids))))
