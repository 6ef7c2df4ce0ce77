from __future__ import annotations

import numpy as np
import pytest

from kit.models.win_probability.scores import scores


def test_scores_are_those_worked_out_by_hand() -> None:
    found = scores([0.8, 0.6, 0.4, 0.1], [True, False, True, False])
    assert found.n == 4
    assert found.log_loss == pytest.approx(-np.log([0.8, 0.4, 0.4, 0.9]).mean())
    assert found.brier == pytest.approx((0.04 + 0.36 + 0.36 + 0.01) / 4)
    assert found.auc == 0.75  # of four pairs one is the wrong way round


def test_equal_chances_are_a_coin_toss() -> None:
    assert scores([0.3] * 5, [True, False, False, True, False]).auc == 0.5


def test_a_sure_error_costs_much_but_not_everything() -> None:
    assert scores([0.0], [True]).log_loss == pytest.approx(np.log(1e6))


def test_one_outcome_has_no_order_to_be_right_about() -> None:
    found = scores([0.2, 0.3], [False, False])
    assert np.isnan(found.auc)
    assert found.brier == pytest.approx(0.065)


def test_nobody_has_no_score() -> None:
    found = scores([], [])
    assert found.n == 0
    assert np.isnan([found.log_loss, found.brier, found.auc]).all()


@pytest.mark.parametrize("chance", [[1.2, 0.5], [np.nan, 0.5], [0.5]])
def test_what_is_no_probability_is_refused(chance: list[float]) -> None:
    with pytest.raises(ValueError, match="probabilities"):
        scores(chance, [True, False])
