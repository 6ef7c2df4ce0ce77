"""Records sorted into groups by period and dimensions, counted and summed without loss.

Codes are plain integers, so that a million records are grouped in milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.data.money import grouped_total


@dataclass(frozen=True)
class Groups:
    """Which group each record is in.

    Attributes
    ----------
    keys
        One row per group that occurs: its `period` where there is one, and its dimensions.
    codes
        The number of each record's group, -1 where the record is in none.
    """

    keys: pd.DataFrame
    codes: np.ndarray

    def count(self, where: pd.Series | None = None) -> np.ndarray:
        """Count the records of each group, where a condition is given those that hold."""
        inside = self.codes >= 0
        if where is not None:
            inside &= where.to_numpy(dtype=bool)
        return np.bincount(self.codes[inside], minlength=len(self.keys))

    def total(self, amount: pd.Series) -> np.ndarray:
        """Add up the amounts of each group exactly; missing ones add nothing."""
        inside = self.codes >= 0
        return grouped_total(amount[inside], self.codes[inside], len(self.keys))

    def split(self, *columns: np.ndarray) -> list[list[np.ndarray]]:
        """Cut columns into the part of each group, in the records' order."""
        # Short numbers are sorted by their digits, which is many times faster.
        short = np.int16 if len(self.keys) <= np.iinfo(np.int16).max else np.int64
        order = np.argsort(self.codes.astype(short), kind="stable")
        ends = np.searchsorted(self.codes[order], np.arange(len(self.keys) + 1))
        parts = [np.split(column[order], ends)[1:-1] for column in columns]
        return [list(part) for part in zip(*parts, strict=True)]

    def rows(self, **columns: Any) -> pd.DataFrame:
        """Add columns to the groups' keys: rows for `finish`."""
        return self.keys.assign(**columns)


def group(
    records: pd.DataFrame, by: Sequence[str] = (), *, period: pd.Series | None = None
) -> Groups:
    """Sort records into groups.

    Parameters
    ----------
    records
        Any canonical table.
    by
        Its columns to group by, categorical; missing values are a group of their own.
    period
        First days of periods, as `in_periods` gives them; records without one are left out.
    """
    names = list(by)
    dimensions = [pd.Categorical(records[name]) for name in names]
    inside = np.ones(len(records), dtype=bool)
    if period is not None:
        names.insert(0, "period")
        dimensions.insert(0, pd.Categorical(period))
        inside = period.notna().to_numpy()
    codes = np.zeros(len(records), dtype=np.int64)
    for dimension in dimensions:
        codes = codes * (len(dimension.categories) + 1) + dimension.codes + 1
    codes[inside], seen = pd.factorize(codes[inside])
    codes[~inside] = -1
    return Groups(_keys(seen, names, dimensions), codes)


def _keys(seen: np.ndarray, names: list[str], dimensions: list[pd.Categorical]) -> pd.DataFrame:
    """Undo the packing of several codes into one number."""
    columns = {}
    for name, dimension in zip(reversed(names), reversed(dimensions), strict=True):
        seen, code = np.divmod(seen, len(dimension.categories) + 1)
        columns[name] = pd.Categorical.from_codes(code - 1, dtype=dimension.dtype)
    keys = pd.DataFrame({name: columns[name] for name in names}, index=range(len(seen)))
    return keys.assign(period=keys["period"].astype("datetime64[us]")) if "period" in keys else keys
