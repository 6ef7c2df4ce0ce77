from __future__ import annotations

import numpy as np

from kit.demo import columns


def test_a_record_number_of_zero_has_no_id():
    assert columns.ids("O", np.array([12, 0])).to_pylist() == ["O0000012", None]


def test_ids_grow_beyond_their_width():
    assert columns.ids("O", np.array([12_345_678])).to_pylist() == ["O12345678"]


def test_instants_are_utc_to_the_second():
    seconds = np.array([1_782_853_199, columns.MISSING])
    assert columns.instants(seconds).to_pylist() == ["2026-06-30T20:59:59Z", None]


def test_amounts_have_two_decimals():
    amounts = np.array([0.1 + 0.2, 1e7, 0.05, np.nan])
    assert columns.cents(amounts).to_pylist() == ["0.30", "10000000.00", "0.05", None]


def test_a_negative_position_has_no_name():
    assert columns.labels(np.array([0, -1]), ("open", "won")).to_pylist() == ["open", None]


def test_running_numbers_start_again_with_each_group():
    assert columns.running(np.array([7, 7, 7, 2, 9, 9])).tolist() == [1, 2, 3, 1, 1, 2]
    assert columns.running(np.zeros(0, np.int64)).tolist() == []
