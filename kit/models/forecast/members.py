"""Members of a dimension as integer codes; a missing name is a member of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame


@dataclass(frozen=True)
class Members:
    """Combinations of names that occur.

    Attributes
    ----------
    names
        One row per member, one text column per dimension, sorted; missing ones last.
    """

    names: DataFrame

    def __len__(self) -> int:
        return len(self.names)

    def codes(self, records: DataFrame) -> np.ndarray:
        """Number of each record's member; -1 for one that is not among them.

        >>> teams = members_of(DataFrame({"team": ["Iberia", None, "DACH"]}), ["team"])
        >>> teams.codes(DataFrame({"team": [None, "Iberia", "Nordics"]})).tolist()
        [2, 1, -1]
        """
        columns = [str(name) for name in self.names]
        return pd.MultiIndex.from_frame(_text(self.names, columns).fillna(_MISSING)).get_indexer(
            pd.MultiIndex.from_frame(_text(records, columns).fillna(_MISSING))
        )


def members_of(records: DataFrame, columns: Sequence[str]) -> Members:
    """All members that occur in `records`; columns that are not there count as missing."""
    names = _text(records, columns).drop_duplicates().sort_values(list(columns), ignore_index=True)
    return Members(names)


_MISSING = "\0"
"""No name: text that no name can be, because cells of no format hold it."""


def _text(records: DataFrame, columns: Sequence[str]) -> DataFrame:
    empty = pd.Series(np.nan, index=records.index, dtype="str")
    return DataFrame(
        {name: records[name].astype("str") if name in records else empty for name in columns},
        index=records.index,
    )
