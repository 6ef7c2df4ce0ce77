from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.models.hazards.exposure import Cells, Spells, count
from kit.models.hazards.months import months_of
from kit.window import Window

WINDOW = Window(date(2026, 3, 31))
END = (np.datetime64("2026-04-01") - np.datetime64("1970-01-01")).astype(float)
EDGES = np.array([0.0, 10.0, 30.0])


def counted(born: list[float], entry: list[float], exit: list[float], cause: list[int]) -> Cells:
    spells = Spells(
        END - np.array(born), np.array(entry), np.array(exit), np.array(cause),
        np.arange(len(born)) % 2,
    )  # fmt: skip
    return count(spells, EDGES, months_of(float(spells.born.min()), WINDOW), 2)


def rows(cells: Cells) -> set[tuple[int, int, int, float]]:
    return set(
        zip(
            cells.bins[cells.time].tolist(),
            cells.months[cells.time].tolist(),
            cells.profile.tolist(),
            cells.days.round(6).tolist(),
            strict=True,
        )
    )


def test_a_line_is_cut_where_a_month_and_where_a_bin_begins() -> None:
    # Born on 15 February 2026, still open at the end of March: 45 days, cut on 25 February (age
    # 10), 1 March (age 14) and 17 March (age 30).
    cells = counted([45.0], [0.0], [45.0], [0])
    assert rows(cells) == {(0, 3, 0, 10.0), (1, 3, 0, 4.0), (1, 4, 0, 16.0), (2, 4, 0, 15.0)}


def test_days_before_observation_began_do_not_count() -> None:
    cells = counted([45.0], [12.0], [20.0], [1])
    assert rows(cells) == {(1, 3, 0, 2.0), (1, 4, 0, 6.0)}


def test_a_line_through_many_months_within_one_bin_is_cut_at_each() -> None:
    cells = counted([151.0], [30.0], [151.0], [0])  # born on 1 November, seen from 1 December
    assert rows(cells) == {(2, 4, 0, 31.0), (2, 5, 0, 31.0), (2, 6, 0, 28.0), (2, 7, 0, 31.0)}


def test_ends_fall_to_the_bin_and_month_in_which_their_last_day_lies() -> None:
    cells = counted([45.0, 45.0, 20.0], [0.0] * 3, [14.0, 45.0, 5.0], [1, 2, 1])
    won = {(cells.bins[t], cells.months[t]): n for t, n in enumerate(cells.ends_by_time[0]) if n}
    assert won == {(1, 3): 1.0, (0, 4): 1.0}
    assert cells.ends_by_profile.tolist() == [[2.0, 0.0], [0.0, 1.0]]


def test_early_months_share_one_code_by_place_in_the_quarter() -> None:
    cells = counted([365.25 * 20], [0.0], [365.25 * 20], [0])
    assert sorted(set(cells.months.tolist())) == list(range(75))


@given(
    st.lists(
        st.tuples(st.floats(1, 4000), st.floats(0, 0.9), st.floats(0.1, 1), st.integers(0, 2)),
        min_size=1,
        max_size=30,
    )
)
def test_no_day_is_lost_and_none_counts_twice(
    records: list[tuple[float, float, float, int]],
) -> None:
    born, entry, exit, cause = (list(column) for column in zip(*records, strict=True))
    first = [age * share * until for age, share, until in zip(born, entry, exit, strict=True)]
    last = [age * until for age, until in zip(born, exit, strict=True)]
    cells = counted(born, first, last, cause)
    observed = np.subtract(last, first)
    assert cells.days.sum() == pytest.approx(observed.sum(), abs=1e-6)
    by_profile = np.bincount(cells.profile, cells.days, minlength=2)
    assert by_profile[0] == pytest.approx(observed[::2].sum(), abs=1e-6)
    assert cells.ends_by_time.sum(axis=1).tolist() == [cause.count(1), cause.count(2)]


def test_days_in_early_months_are_split_by_their_place_in_the_quarter() -> None:
    # From 1 January 2000 to 31 March 2020, all before the last 72 months: 21 quarters and no less.
    born, until = [float(END - 10_957)], float(END - 10_957 - (END - 18_353))
    cells = counted(born, [0.0], [until], [0])
    early = np.bincount(cells.months[cells.time], cells.days, minlength=3)[:3]
    first = np.datetime64("2000-01-01") + np.arange(int(until))
    place = first.astype("datetime64[M]").astype(int) % 3
    before = first < np.datetime64("2020-04-01")
    assert early.tolist() == np.bincount(place[before], minlength=3).tolist()
