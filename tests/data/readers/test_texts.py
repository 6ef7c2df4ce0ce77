import numpy as np
import pyarrow as pa

from kit.data.readers.texts import as_cells, keep_rows, missing_where_blank


def column(*cells):
    return pa.chunked_array([pa.array(cells, pa.large_string())])


def test_blank_cells_are_missing_and_rows_of_nothing_are_left_out():
    columns = [column("a", " ", None, "b"), column("", "\t", None, " 2 ")]
    cells, lines = as_cells(columns, np.array([2, 3, 4, 5]))
    assert cells.fillna("-").to_numpy().tolist() == [["a", "-"], ["b", " 2 "]]
    assert (lines.tolist(), cells.index.tolist()) == ([2, 5], [0, 1])
    assert set(cells.dtypes.map(str)) == {"str"}


def test_the_columns_are_given_away():
    columns = [column("a"), column("b")]
    as_cells(columns, np.array([2]))
    assert columns == []


def test_a_column_without_blank_cells_is_not_copied():
    cells = column("a", None, "b c")
    assert missing_where_blank(cells) is cells


def test_cells_of_which_all_are_kept_are_not_copied():
    cells, lines = as_cells([column("a", "b")], np.array([2, 3]))
    assert keep_rows(cells, lines, np.array([True, True]))[0] is cells


def test_rows_are_taken_from_one_block_however_many_the_file_had():
    blocks = pa.chunked_array([["a"], ["b"]], pa.large_string())
    cells, _ = as_cells([blocks], np.array([2, 3]))
    assert isinstance(pa.array(cells[0]), pa.Array)  # several blocks give a ChunkedArray
