"""Numbers for the rows of one record, where the source has none."""

from __future__ import annotations

from pandas import DataFrame

from kit.schemas import Schema


def numbered(frame: DataFrame, schema: Schema, texts: DataFrame) -> DataFrame:
    """Number the rows of each record from 1, by time and then as the source has them.

    Parameters
    ----------
    frame
        Typed canonical columns, one row for each that was read.
    schema
        Says which column numbers rows, if any.
    texts
        What the source has; a column that is there is left alone.
    """
    column = schema.numbered
    if not column or column in texts:
        return frame
    others = [name for name in schema.key if name != column]
    record = [name for name in others if schema[name].kind != "instant"]
    times = [name for name in others if schema[name].kind == "instant"]
    ordered = frame.sort_values(times, kind="stable") if times else frame
    count = ordered.groupby(record, dropna=False, sort=False).cumcount() + 1
    return frame.assign(**{column: count.reindex(frame.index).astype("Int64")})
