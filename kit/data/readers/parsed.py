"""Reading each distinct text once, and handing the result to every row that holds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa


@dataclass
class Parsed:
    """What a list of distinct texts means.

    Attributes
    ----------
    meant
        One value for each text; missing where it cannot be read.
    problems
        Position of a text that cannot be read → why, as a sentence.
    changes
        Position of a text that was read in another form → what was done, as a sentence.
    """

    meant: pd.Series
    problems: dict[int, str] = field(default_factory=dict)
    changes: dict[int, str] = field(default_factory=dict)

    def masks(self, codes: npt.NDArray[np.integer]) -> tuple[npt.NDArray[np.bool_], ...]:
        """For rows with these codes: which cannot be read, which were changed."""
        return _rows(self.problems, codes), _rows(self.changes, codes)


def distinct(texts: pd.Series) -> tuple[npt.NDArray[np.integer], pd.Series]:
    """Codes of the rows (-1 where missing) and the distinct texts they stand for.

    >>> codes, words = distinct(pd.Series(["a", None, "b", "a"], dtype="str"))
    >>> codes.tolist(), words.tolist()
    ([0, -1, 1, 0], ['a', 'b'])
    """
    encoded = arrow(texts).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return codes, encoded.dictionary.to_pandas().astype("str")


def spread(values: pd.Series, codes: npt.NDArray[np.integer]) -> pd.Series:
    """One value for each row; missing where the code is -1.

    >>> spread(pd.Series([10.0, 20.0]), np.array([1, -1, 0])).tolist()
    [20.0, nan, 10.0]
    """
    return pd.Series(values.array.take(codes, allow_fill=True))


def arrow(texts: pd.Series) -> pa.Array:
    """The texts as one Arrow array of strings."""
    found = pa.array(texts, type=pa.string(), from_pandas=True)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def read_odd(
    texts: pd.Series, odd: npt.NDArray[np.bool_], read: Callable[[str], object]
) -> tuple[dict[int, object], dict[int, str]]:
    """Read the few texts that the fast path leaves, one by one.

    Returns
    -------
    dict, dict
        Position → value of those that can be read; position → problem of the others, for which
        `read` raised ValueError.
    """
    values: dict[int, object] = {}
    problems: dict[int, str] = {}
    for position in np.flatnonzero(odd).tolist():
        try:
            values[position] = read(texts.iloc[position])
        except ValueError as error:
            problems[position] = str(error)
    return values, problems


def _rows(positions: dict[int, str], codes: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    return np.isin(codes, np.fromiter(positions, dtype=np.int64, count=len(positions)))
