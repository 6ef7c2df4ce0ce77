"""What becomes of the target: around the limits, and without evidence."""

from __future__ import annotations

import pandas as pd
import pytest

from kit import advice


def chances(chance: float | None, missing: float = 5_000.0) -> pd.DataFrame:
    frame = pd.DataFrame({"measure": ["value", "target", "missing"], "ahead": 0})
    value = [chance, 90_000.0, missing] if chance is not None else [None, None, None]
    return frame.assign(value=pd.Series(value, dtype="float64"))


def needed(more: float) -> pd.DataFrame:
    rows = [("needed", 7, 2.0), ("needed", 8, more), ("target_wins", 7, None)]
    frame = pd.DataFrame([*rows, ("target_wins", 8, 8.0)], columns=["measure", "k", "value"])
    return frame.astype({"value": "float64"})


@pytest.mark.parametrize(
    ("chance", "rule"),
    [
        (0.8, "target_likely"),
        (0.79, "target_open"),
        (0.2, "target_open"),
        (0.19, "target_out_of_reach"),
    ],
)
def test_a_target_is_likely_open_or_out_of_reach(chance: float, rule: str) -> None:
    assert [one.rule for one in advice.target_outlook(chances(chance))] == [rule]


def test_opportunities_that_are_missing_for_the_target_are_counted() -> None:
    (said,) = advice.target_outlook(chances(0.1), needed(31.0))
    assert [value.value for _, value in said.evidence] == [0.1, 5_000.0, 31.0]


def test_without_a_target_nothing_is_said() -> None:
    assert advice.target_outlook(chances(None), needed(3.0)) == ()
    assert advice.target_outlook(chances(0.5).head(0)) == ()
