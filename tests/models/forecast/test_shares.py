from __future__ import annotations

import numpy as np
import pytest

from kit.models.forecast.shares import fit_shares


def test_shares_are_those_of_many_records() -> None:
    months = np.random.default_rng(0).multinomial(400, [0.5, 0.3, 0.2], 24).T.astype(float)
    assert fit_shares(months).mean == pytest.approx([0.5, 0.3, 0.2], abs=0.02)


def test_without_records_all_teams_have_the_same_share() -> None:
    assert fit_shares(np.zeros((4, 12))).mean == pytest.approx([0.25] * 4)


def test_a_team_that_stopped_has_next_to_nothing() -> None:
    stopped = np.repeat([40.0, 0.0], [24, 12])
    assert fit_shares(np.vstack([stopped, np.full(36, 40.0)])).mean[0] < 0.02


def test_a_team_with_one_record_is_drawn_towards_the_others() -> None:
    share = fit_shares(np.array([[1.0], [0.0], [0.0]])).mean
    assert 1 / 3 < share[0] < 0.8


def test_drawn_shares_add_up_to_one_on_every_path() -> None:
    months = np.array([[3.0, 0.0, 9.0], [0.0, 0.0, 0.0], [30.0, 20.0, 25.0]])
    drawn = fit_shares(months).draw(13, 300, np.random.default_rng(1))
    assert drawn.shape == (3, 13, 300)
    assert drawn.sum(axis=0) == pytest.approx(np.ones((13, 300)))
    assert (drawn >= 0).all()


def test_a_single_team_has_it_all() -> None:
    assert fit_shares(np.ones((1, 5))).draw(2, 10, np.random.default_rng(0)).min() == 1
