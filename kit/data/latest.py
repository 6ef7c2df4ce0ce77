"""Looking up what was valid on a day: an owner's team, a currency's rate."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pandas import Index, Series

_EVER = np.int64(1) << 31
_NEVER = -(np.int64(1) << 30)


def latest_rows(
    keys: Series, days: Series, table_keys: Series, table_days: Series
) -> npt.NDArray[np.intp]:
    """Position of the last row of a table that has the key and starts by the day.

    Parameters
    ----------
    keys, days
        What is looked up: a key and a naive day each; n of both.
    table_keys, table_days
        The table: a key, and the day from which a row holds; missing means since ever.

    Returns
    -------
    array of int, shape (n,)
        -1 where there is none, or where key or day is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(pd.Series(["2026-01-01", "2026-02-01"]))
    >>> table_days = pd.to_datetime(pd.Series([None, "2026-01-15"]))
    >>> latest_rows(Series(["a", "a"]), days, Series(["a", "a"]), table_days).tolist()
    [0, 1]
    """
    known = Index(table_keys.drop_duplicates().dropna())
    if not len(known) or not len(keys):
        return np.full(len(keys), -1, dtype=np.intp)
    table_codes, codes = known.get_indexer(Index(table_keys)), known.get_indexer(Index(keys))
    starts = _joined(table_codes, table_days)
    order = np.argsort(starts, kind="stable")
    last = np.searchsorted(starts[order], _joined(codes, days), side="right") - 1
    found = order[np.maximum(last, 0)]
    is_found = (last >= 0) & (codes >= 0) & (table_codes[found] == codes) & days.notna().to_numpy()
    return np.where(is_found, found, -1)


def _joined(codes: npt.NDArray[np.intp], days: Series) -> npt.NDArray[np.int64]:
    """One number that sorts by code, then by day."""
    numbers = days.to_numpy("datetime64[D]").astype(np.int64)
    return codes.astype(np.int64) * 2 * _EVER + np.maximum(numbers, _NEVER) + _EVER
