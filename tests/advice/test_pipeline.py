"""Missing opportunities and hopeful closes: around the limit, and without evidence."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit import advice
from kit.window import Window

WINDOW = Window(date(2026, 5, 15), "quarter", 8)


def covered(low: float, n: int = 50) -> pd.DataFrame:
    frame = pd.DataFrame({"measure": ["missing_opportunities", "still_needed"]})
    numbers = {"value": [low + 5, 90_000.0], "low": [low, None], "high": [low + 9, None]}
    return frame.assign(period=pd.Timestamp("2026-04-01"), n=[n, 3], **numbers)


def cycles(wins: int = 100) -> pd.DataFrame:
    frame = pd.DataFrame({"measure": ["median", "p25", "p75"], "value": [60.0, 40.0, 90.0]})
    return frame.assign(n=wins)


def open_ones(*, hasty: int = 0, overdue: int = 0, sound: int = 0, old: int = 0) -> pd.DataFrame:
    """Open opportunities of 100 each, created on May 1st; the old ones two years before."""
    kinds = [("2026-05-31", "2026-05-01")] * hasty + [("2026-05-10", "2026-05-01")] * overdue
    kinds += [("2026-07-30", "2026-05-01")] * sound + [("2024-06-01", "2024-05-01")] * old
    frame = pd.DataFrame(kinds, columns=["expected_close_date", "created_at"])
    return frame.apply(pd.to_datetime).assign(status="open", amount=100.0)


def test_missing_opportunities_are_counted_when_their_lower_bound_clears_the_limit() -> None:
    (said,) = advice.pipeline_coverage(covered(10.0))
    assert (said.rule, said.facts["missing"].value) == ("pipeline_too_thin", 15.0)
    assert said.facts["open"].value == 50.0


@pytest.mark.parametrize("low", [9.9, 0.0, float("nan")])
def test_a_target_within_reach_is_silent(low: float) -> None:
    assert advice.pipeline_coverage(covered(low)) == ()


def test_without_a_target_nothing_is_said() -> None:
    assert advice.pipeline_coverage(covered(10.0).head(0)) == ()


def test_closes_expected_too_soon_or_overdue_are_counted_with_their_amount() -> None:
    frame = open_ones(hasty=30, overdue=10, sound=20, old=15)
    (said,) = advice.expected_closes(frame, cycles(), WINDOW)
    facts = {name: value.value for name, value in said.facts.items()}
    assert facts == {
        "count": 40.0,
        "n": 60.0,
        "amount": 4_000.0,
        "overdue": 10,
        "hasty": 30,
        "quick": 40.0,
    }


@pytest.mark.parametrize(
    ("frame", "wins"),
    [
        (open_ones(hasty=36, sound=64), 100),
        (open_ones(hasty=29), 100),
        (open_ones(hasty=30, overdue=10, sound=20), 29),
        (open_ones(old=50), 100),
    ],
    ids=["usual share", "few open ones", "few wins", "old ones only"],
)
def test_a_usual_share_or_thin_evidence_is_silent(frame: pd.DataFrame, wins: int) -> None:
    assert advice.expected_closes(frame, cycles(wins), WINDOW) == ()
