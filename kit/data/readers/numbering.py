"""Numbers for the rows of one record, where the source has none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Series

from kit.schemas import Schema


def numbered(
    frame: DataFrame, schema: Schema, texts: DataFrame, file_of: npt.NDArray[np.integer]
) -> DataFrame:
    """Number the rows of each record from 1, by time and then as the source has them.

    Parameters
    ----------
    frame
        Typed canonical columns, one row for each that was read.
    schema
        Says which column numbers rows, if any.
    texts
        What the source has; a column that is there is left alone.
    file_of
        File of each row. A row that an earlier file holds just as often gets the same number, so
        that it is found to be a copy; two alike in one file are two.
    """
    column = schema.numbered
    if not column or column in texts:
        return frame
    others = [name for name in schema.key if name != column]
    record = [name for name in others if schema[name].kind != "instant"]
    times = [name for name in others if schema[name].kind == "instant"]
    first = _first_held(frame.drop(columns=column), file_of)
    own = frame[first.index == first]
    ordered = own.sort_values(times, kind="stable") if times else own
    count = ordered.groupby(record, dropna=False, sort=False).cumcount() + 1
    return frame.assign(**{column: first.map(count).astype("Int64")})


def _first_held(frame: DataFrame, file_of: npt.NDArray[np.integer]) -> Series:
    """For each row the index of the one that it is a copy of; its own where it is none."""
    own = Series(frame.index, index=frame.index)
    if not len(file_of) or (file_of == file_of[0]).all():
        return own
    names = list(frame.columns)
    rows = frame.assign(file=file_of)
    again = rows.groupby([*names, "file"], dropna=False, sort=False, observed=True).cumcount()
    alike = rows.assign(again=again).groupby([*names, "again"], dropna=False, sort=False)
    return own.groupby(alike.ngroup().to_numpy(), sort=False).transform("first")
