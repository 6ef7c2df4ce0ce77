import numpy as np
import pandas as pd

from kit.data.readers.parsed import Parsed, distinct, read_odd, spread


def test_a_column_is_taken_apart_and_put_together_again():
    texts = pd.Series(["b", None, "a", "b"], dtype="str")
    codes, uniques = distinct(texts)
    assert codes.tolist() == [0, -1, 1, 0]
    pd.testing.assert_series_equal(spread(uniques, codes), texts)


def test_a_column_of_nothing_has_no_distinct_texts():
    codes, uniques = distinct(pd.Series([None, None], dtype="str"))
    assert (codes.tolist(), len(uniques)) == ([-1, -1], 0)
    assert spread(uniques, codes).isna().all()


def test_masks_say_which_rows_hold_a_problem_or_a_change():
    parsed = Parsed(pd.Series([1.0, 2.0]), problems={1: "bad"}, changes={0: "changed"})
    bad, changed = parsed.masks(np.array([0, 1, -1, 1]))
    assert bad.tolist() == [False, True, False, True]
    assert changed.tolist() == [True, False, False, False]


def test_odd_texts_are_read_one_by_one():
    values, problems = read_odd(pd.Series(["1", "x", "2"]), np.array([False, True, True]), int)
    assert values == {2: 2}
    assert list(problems) == [1]
