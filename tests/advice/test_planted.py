"""Planted problems are found, and teams without one are left in peace."""

from __future__ import annotations

import pytest

from tests.benchmarks.findings import Score, looks, measure

MIDDLE = 1
SEED = 300
"""Neither tuned on nor part of the evaluation."""

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def score() -> Score:
    return measure(looks(1, SEED, sizes=(MIDDLE,)))


def test_most_middle_sized_problems_are_found(score: Score) -> None:
    assert score.planted.total() == 14
    assert score.recall(MIDDLE) >= 0.75


def test_what_is_said_was_planted(score: Score) -> None:
    assert score.precision >= 0.85


def test_teams_without_a_problem_are_left_in_peace(score: Score) -> None:
    assert score.clean == 10
    assert score.loud <= 1
