"""What one file of the store holds: rows in the types of their kinds, in one order, as Parquet."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
from pandas import BooleanDtype, CategoricalDtype, DataFrame, DatetimeTZDtype, Int64Dtype, Series

from kit.data.frames import all_columns
from kit.schemas import BY_NAME, Kind

_ARROW: dict[Kind, pa.DataType] = {
    "id": pa.string(),
    "text": pa.string(),
    "category": pa.string(),
    "date": pa.timestamp("us"),
    "money": pa.float64(),
    "number": pa.float64(),
    "count": pa.int64(),
    "flag": pa.bool_(),
}
_LARGE = 100_000
"""Rows from which on a table is turned into a frame column by column."""
_NULLABLE = {pa.int64(): Int64Dtype(), pa.bool_(): BooleanDtype()}


def parquet(table: pa.Table) -> bytes:
    """Bytes that depend on nothing but the rows."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", version="2.6", store_schema=False)
    return sink.getvalue()


def rows_in(
    data: bytes,
    table: str,
    columns: Sequence[str] | None = None,
    categories: Collection[str] = (),
) -> pa.Table:
    """The rows of `table` that `parquet` made `data` of.

    Parameters
    ----------
    columns
        Only those of these that there are, in this order; all, unless given.
    categories
        Declared columns of text that stand there as dictionaries.
    """
    # A file is opened by itself: as a data set of one file it would take many times longer.
    about = pq.read_metadata(pa.BufferReader(data))
    words = [name for name in _texts(table) if name in categories and name in about.schema.names]
    file = pq.ParquetFile(pa.BufferReader(data), metadata=about, read_dictionary=words)
    if columns is None:
        return file.read(use_threads=False)
    there = [name for name in columns if name in about.schema.names]
    return file.read(columns=there, use_threads=False).select(there)


@cache
def _texts(table: str) -> tuple[str, ...]:
    """Declared columns of `table` that hold texts."""
    declared = all_columns(table) if table in BY_NAME else ()
    return tuple(column.name for column in declared if _ARROW.get(column.kind) == pa.string())


def arrow(table: str, frame: DataFrame) -> pa.Table:
    """Columns in declared order, each in the type of its kind and in one piece."""
    kinds = {column.name: column.kind for column in all_columns(table)} if table in BY_NAME else {}
    names = [name for name in kinds if name in frame]
    names += sorted(str(name) for name in frame if name not in kinds)
    columns = {name: _array(frame[name], kinds.get(name)) for name in names}
    # Rows are taken many times more slowly from columns that lie in several pieces.
    return pa.table(columns).combine_chunks()


def in_order(table: str, rows: pa.Table) -> pa.Table:
    """Rows by key, then by all other columns."""
    key = BY_NAME[table].key if table in BY_NAME else ()
    first = [name for name in key if name in rows.column_names]
    order = first + [name for name in rows.column_names if name not in first]
    return rows.sort_by([(name, "ascending") for name in order]) if len(rows) else rows


def _array(column: Series, kind: Kind | None) -> pa.Array:
    if isinstance(column.dtype, CategoricalDtype):
        column = column.astype("str")
    if kind == "instant":
        zone = "UTC" if isinstance(column.dtype, DatetimeTZDtype) else None
        return pa.Array.from_pandas(column, type=pa.timestamp("us", tz=zone))
    if kind is None and column.dtype != "str":
        return pa.Array.from_pandas(column)
    return pa.Array.from_pandas(column, type=_ARROW[kind or "text"])


def frame_of(table: str, pieces: list[pa.Table]) -> DataFrame:
    """Rows of several parts of one table as a frame; an event that several hold stands once.

    `pieces` are taken out of their list: of a large table each column is let go once it is read.
    """
    whole = pa.concat_tables(pieces, promote_options="default")
    pieces.clear()
    thrifty = {"split_blocks": True, "self_destruct": True} if len(whole) > _LARGE else {}
    frame = whole.to_pandas(types_mapper=_NULLABLE.get, use_threads=False, **thrifty)
    if table in BY_NAME and BY_NAME[table].sharing == "events":
        frame = frame.drop_duplicates(list(BY_NAME[table].key), ignore_index=True)
    return frame
