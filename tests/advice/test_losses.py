"""Losses that gather in a phase are spoken of; a phase that only looks worse is not."""

from __future__ import annotations

import pandas as pd
import pytest

from kit import advice

QUARTERS = pd.date_range("2024-07-01", periods=8, freq="QS")
PHASES = ("early", "middle", "late")


def phases(
    before: tuple[int, int, int], now: tuple[int, int, int], won: int = 20, bulk: int = 0
) -> pd.DataFrame:
    """Losses by phase in each of six quarters before and of two recent ones, and wins."""
    rows = []
    for turn, period in enumerate(QUARTERS):
        lost = now if turn > 5 else before
        for place, phase in enumerate(PHASES):
            reached = sum(lost[place:]) + won
            values = [
                ("hazard", lost[place] / reached, reached),
                ("share", lost[place] / sum(lost), sum(lost)),
                ("count", lost[place], lost[place]),
                ("bulk", bulk, bulk),
            ]
            rows += [(period, phase, *value) for value in values]
    return pd.DataFrame(rows, columns=["period", "phase", "measure", "value", "n"])


@pytest.mark.parametrize(
    ("now", "rule"),
    [((36, 6, 2), "early_losses"), ((10, 30, 4), "middle_losses"), ((16, 8, 20), "late_losses")],
)
def test_the_phase_that_took_over_the_losses_is_named(now: tuple, rule: str) -> None:
    assert [one.rule for one in advice.losses(phases((20, 14, 6), now))] == [rule]


def test_losses_that_stay_as_they_were_are_silent() -> None:
    assert advice.losses(phases((20, 14, 6), (20, 14, 6))) == ()


def test_a_phase_is_not_worse_because_the_others_got_better() -> None:
    assert advice.losses(phases((60, 42, 18), (10, 7, 18), won=60)) == ()


def test_few_losses_and_losses_closed_in_bulk_are_silent() -> None:
    assert advice.losses(phases((4, 3, 1), (4, 3, 7))) == ()
    assert advice.losses(phases((20, 14, 6), (36, 6, 2), bulk=5)) == ()


def test_without_stages_nothing_is_said() -> None:
    assert advice.losses(phases((1, 1, 1), (1, 1, 1)).head(0)) == ()
