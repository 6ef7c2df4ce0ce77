"""Parquet files: typed columns become text that says exactly the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kit.data.quality import refusal
from kit.data.readers.arrow_texts import instants_written, numbers_written
from kit.data.readers.headings import folded
from kit.data.readers.sheet import Sheet
from kit.data.readers.texts import as_cells
from kit.errors import DataError, Fault
from kit.params import Source

LARGEST = 4 * 2**30
"""Most bytes that the columns of one file may hold when unpacked."""

MOST_ROWS = 50_000_000
"""Most rows of one file; a value that repeats takes no room, so bytes alone are no limit."""


def read(path: Path, file: str, source: Source, expected: Sequence[str]) -> Sheet:
    """Read one Parquet file; row 1 counts as line 2, as in a sheet with a heading.

    Parameters
    ----------
    path, file
        The file, and how messages name it.
    source
        Declares the decimal sign that numbers are written with.
    expected
        Headings that should be there; of these, nested columns are refused. Others are left out
        and said.

    Raises
    ------
    DataError
        If the file is damaged, too large, has no rows, or an expected column is no plain value.
    """
    table = _table(path, file)
    size = table.num_rows
    columns, kept, faults = [], [], []
    for field in table.schema:
        # Each column is let go of when its text is there.
        written = _written(table.column(0), source.decimal or ".")
        table = table.remove_column(0)
        if written is None:
            faults.append(_nested_fault(field, expected, file))
        else:
            columns.append(written)
            kept.append(field)
    if not columns:
        raise refusal("no column of the file holds plain values.", file)
    headings = tuple(field.name.strip() for field in kept)
    types = tuple(_type_name(field.type) for field in kept)
    cells, lines = as_cells(columns, np.arange(2, size + 2, dtype=np.int64))
    return Sheet(file, headings, cells, lines, (), tuple(faults), (), types)


def _table(path: Path, file: str) -> pa.Table:
    try:
        with pq.ParquetFile(path, arrow_extensions_enabled=True) as handle:
            _check_size(handle.metadata, file)
            table = handle.read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise refusal(
            f"the Parquet file is corrupt or truncated ({error}).", file, fix="Export it again."
        ) from error
    if not table.num_rows:
        raise refusal("the file has no rows.", file, fix="Export it again.")
    return table


def _check_size(metadata: pq.FileMetaData, file: str) -> None:
    groups = range(metadata.num_row_groups)
    size = sum(metadata.row_group(group).total_byte_size for group in groups)
    if size > LARGEST or metadata.num_rows > MOST_ROWS:
        raise refusal(
            f"the file is too large: {metadata.num_rows} rows, {size / 2**30:.1f} GiB unpacked; "
            f"the most are {MOST_ROWS} rows and {LARGEST / 2**30:g} GiB.",
            file,
            fix="Split it into several files; a source may name them with `*`.",
        )


def _nested_fault(field: pa.Field, expected: Sequence[str], file: str) -> Fault:
    message = f"it holds {field.type} in each row, not one plain value"
    if folded(field.name) in map(folded, expected):
        fault = Fault("error", f"{message}.", file=file, column=field.name, fix="Flatten it.")
        raise DataError(message, [fault])
    return Fault("warning", f"{message}; the column is left out.", file=file, column=field.name)


def _type_name(kind: pa.DataType) -> str:
    """Name of a type; text is `string` however it is stored."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return "string" if _is_text(kind) else str(kind)


def _is_text(kind: pa.DataType) -> bool:
    return any(
        check(kind)
        for check in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    )


def _written(column: pa.ChunkedArray, decimal: str) -> pa.ChunkedArray | None:
    """Text of a column; None where a cell is more than one value."""
    kind, is_ = column.type, pa.types
    if isinstance(kind, pa.UuidType):
        return pa.chunked_array([[_text(value) for value in column.to_pylist()]], pa.large_string())
    if isinstance(kind, pa.BaseExtensionType):
        return _written(pc.cast(column, kind.storage_type), decimal)
    if is_.is_dictionary(kind):
        return _written(pc.cast(column, kind.value_type), decimal)
    if is_.is_floating(kind) or is_.is_decimal(kind):
        return pa.chunked_array([numbers_written(column.combine_chunks(), decimal)])
    if is_.is_timestamp(kind):
        return instants_written(column)
    if is_.is_date(kind):
        return pc.cast(pc.cast(column, pa.date32()), pa.large_string())
    if is_.is_time(kind):
        return pc.replace_substring_regex(pc.cast(column, pa.large_string()), r"\.0+$", "")
    if is_.is_boolean(kind) or is_.is_integer(kind) or is_.is_null(kind):
        return pc.cast(column, pa.large_string())
    if _is_text(kind):
        return pc.cast(column, pa.large_string())
    if is_.is_binary(kind) or is_.is_large_binary(kind):
        return _decoded(column)
    return None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Bytes that are text, as some programs write it."""
    try:
        return pc.cast(column, pa.large_string())
    except pa.ArrowInvalid:
        return None
