"""Rows of a log in their order: where a value is entered anew, and what stood before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.crms import Previous, Runs
from kit.data.readers.parsed import distinct, spread

Clock = Callable[[pd.Series], pd.Series]
"""Distinct texts of times → instants."""
Rows = npt.NDArray[np.intp]


def first_of_runs(texts: pd.DataFrame, runs: Runs, clock: Clock) -> npt.NDArray[np.bool_]:
    """Mask of the rows that do not repeat the row before them of the same record.

    Parameters
    ----------
    texts
        Canonical columns as text.
    runs
        Which columns name the record, order its rows, and are kept where they change.
    clock
        Reads the texts of the ordering column.
    """
    of, order = _in_order(texts, runs.of, runs.by, clock)
    kept = texts[runs.keep].fillna("").to_numpy()[order]
    again = np.zeros(len(texts), dtype=bool)
    again[1:] = (of[order][1:] == of[order][:-1]) & (kept[1:] == kept[:-1])
    first = np.ones(len(texts), dtype=bool)
    first[order] = ~again
    return first


def with_previous(
    texts: pd.DataFrame, previous: Previous, clock: Clock
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Each row with the value of the row before it.

    Returns
    -------
    DataFrame, mask
        All rows, and which of them are changes: the first of each is how it began.
    """
    of, order = _in_order(texts, previous.of, previous.by, clock)
    follows = np.zeros(len(texts), dtype=bool)
    follows[order[1:]] = of[order][1:] == of[order][:-1]
    before = texts[previous.value].iloc[order].shift().set_axis(texts.index[order])
    old = before.reindex(texts.index).astype("str")
    return texts.assign(**{previous.into: old}), follows


def _in_order(
    texts: pd.DataFrame, names: Sequence[str], by: str, clock: Clock
) -> tuple[npt.NDArray[np.integer], Rows]:
    """Number of the record that each row is of, and the order of rows by record and time."""
    codes, uniques = distinct(texts[by].str.strip())
    at = spread(clock(uniques), codes).fillna(pd.Timestamp(0, tz="UTC"))
    of = texts.groupby(list(names), dropna=False, sort=False).ngroup().to_numpy()
    return of, np.lexsort((np.arange(len(texts)), at, of))
