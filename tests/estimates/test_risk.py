from __future__ import annotations

import numpy as np
import pytest

from kit.estimates.risk import risk_table


def test_four_records_by_hand():
    table = risk_table([0, 0, 3, 0], [2, 5, 5, 9], [1, 2, 1, 0], causes=2)
    assert table.time.tolist() == [2, 5]
    assert table.at_risk.tolist() == [3, 3]
    assert table.ends.tolist() == [[1, 1], [0, 1]]
    assert (table.start, table.until) == (0.0, 9.0)


def test_who_ends_at_age_0_was_at_risk_then():
    table = risk_table([0, 0], [0, 4], [1, 0])
    assert table.time.tolist() == [0]
    assert table.at_risk.tolist() == [2]


def test_nobody_is_at_risk_at_the_age_of_entry():
    table = risk_table([2, 0, 0], [7, 2, 9], [0, 1, 0], minimum_at_risk=1)
    assert table.at_risk.tolist() == [2]


def test_the_average_at_risk_is_exposure_by_time():
    table = risk_table([0, 0, 3], [2, 6, 6], [1, 0, 0])
    # Until age 6: 2 + 6 + 3 days of exposure in 6 days; until age 4: 2 + 4 + 1 in 4.
    assert table.average_at_risk([6, 4]).tolist() == pytest.approx([11 / 6, 7 / 4])


def test_a_table_starts_where_enough_records_are_under_observation():
    entry = [0, 0, *range(40, 60)]
    table = risk_table(entry, [5, 45, *[100] * 20], [1, 1, *[2] * 20], causes=2, minimum_at_risk=10)
    # 2 at risk from the start; one more a day from 40 on, one less at 45: 10 after age 49.
    assert table.start == 49
    assert table.time.tolist() == [100]


def test_without_delayed_entries_a_table_starts_at_0_however_few_there_are():
    assert risk_table([0, 0], [5, 6], [1, 1], minimum_at_risk=10).start == 0


def test_a_minimum_that_is_never_met_starts_at_the_largest_risk_set():
    table = risk_table([3, 5, 5], [9, 9, 12], [1, 1, 1], minimum_at_risk=10)
    assert table.start == 5
    assert table.at_risk.tolist() == [3, 1]


def test_no_records_make_an_empty_table():
    table = risk_table([], [], [], causes=2)
    assert table.ends.shape == (2, 0)
    assert np.isnan(table.until)


def test_a_record_that_leaves_before_it_enters_is_refused():
    with pytest.raises(ValueError, match="before it enters"):
        risk_table([5], [3], [0])
