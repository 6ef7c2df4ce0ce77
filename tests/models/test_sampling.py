from __future__ import annotations

from pandas import DataFrame

from kit.models.sampling import at_most

TABLE = DataFrame({"n": range(10_000)})


def test_as_many_records_as_there_may_be_are_all_looked_at() -> None:
    assert at_most(TABLE, 10_000) is TABLE


def test_of_more_a_sample_is_that_leans_nowhere() -> None:
    some = at_most(TABLE, 1_000)["n"]
    assert len(some) == some.nunique() == 1_000
    assert abs(some.mean() - TABLE["n"].mean()) < 3 * TABLE["n"].std() / 1_000**0.5
    assert some.is_monotonic_increasing


def test_the_same_records_give_the_same_sample() -> None:
    assert at_most(TABLE, 50).equals(at_most(TABLE.copy(), 50))
