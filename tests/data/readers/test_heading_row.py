import numpy as np
import pandas as pd
import pytest

from kit.data.readers.heading_row import find_heading, without_repeated_headings

EXPECTED = ("Deal ID", "Amount")


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["Deal ID", "Amount"], ["1", "2"]], 0),
        ([["Report"], [""], ["deal id", " AMOUNT "]], 2),
        ([["Amount"], ["Deal  ID", "Amount"]], 1),
        ([["x", "y"], ["1", "2"]], 0),
    ],
)
def test_the_row_with_most_expected_headings_is_the_heading(rows, place):
    assert find_heading(rows, EXPECTED).place == place


def test_only_the_first_rows_are_looked_at():
    rows = [["x"]] * 20 + [["Deal ID", "Amount"]]
    assert find_heading(rows, EXPECTED).place == 0
    assert find_heading(rows[1:], EXPECTED).place == 19


def test_names_are_trimmed_and_no_rows_give_no_heading():
    assert find_heading([[" Amount ", ""]], EXPECTED).names == ("Amount", "")
    assert find_heading([], EXPECTED).names == ()


def test_a_heading_that_stands_again_is_left_out_where_all_its_cells_agree():
    cells = pd.DataFrame([["a", None], ["a", "x"], ["1", None]], dtype="str")
    left, lines, (fault,) = without_repeated_headings(cells, np.array([2, 3, 4]), ("a", ""), "f")
    assert (left[0].tolist(), lines.tolist(), fault.line) == (["a", "1"], [3, 4], 2)
