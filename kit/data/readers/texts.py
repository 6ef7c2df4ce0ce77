"""Columns of text as a sheet holds them: blank cells missing, rows of nothing left out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def as_cells(
    columns: list[pa.ChunkedArray], lines: npt.NDArray[np.int64]
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Cells by row and position, and the lines of the rows that hold something.

    Parameters
    ----------
    columns
        Strings, one column for each heading. The list is emptied on the way, so that a large
        file is never held twice.
    lines
        Line of the file for each row.

    Examples
    --------
    >>> cells, lines = as_cells([pa.array(["a", " ", "b"]), pa.array(["", None, "2"])],
    ...                         np.array([2, 3, 4]))
    >>> cells.fillna("-").to_numpy().tolist(), lines.tolist()
    ([['a', '-'], ['b', '2']], [2, 4])
    """
    filled = np.zeros(len(lines), dtype=bool)
    series: list[pd.Series] = []
    while columns:
        column = _in_one_piece(missing_where_blank(columns.pop(0)))
        filled |= pc.is_valid(column).to_numpy(zero_copy_only=False)
        series.append(pd.Series(pd.array(column, dtype="str")))
        del column
    cells = pd.concat(series, axis=1, ignore_index=True)
    return keep_rows(cells, lines, filled)


def keep_rows(
    cells: pd.DataFrame, lines: npt.NDArray[np.int64], kept: npt.NDArray[np.bool_]
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """The rows that are kept, numbered anew; nothing is copied where all of them are."""
    if kept.all():
        return cells, lines
    return cells[kept].reset_index(drop=True), lines[kept]


def _in_one_piece(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Blocks of a file put together: taking rows from a column in several is many times slower."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def missing_where_blank(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells that hold only spaces are empty; a column without such cells is given back as it is."""
    blank = pc.or_(pc.equal(pc.binary_length(column), 0), pc.ascii_is_space(column))
    if not pc.any(blank).as_py():
        return column
    return pc.if_else(blank, pa.scalar(None, column.type), column)
