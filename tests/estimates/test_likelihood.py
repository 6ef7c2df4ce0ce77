from __future__ import annotations

import numpy as np
import pytest

from kit.estimates.likelihood import least


def test_the_bottom_of_a_bowl_and_its_curvature_are_found():
    matrix = np.array([[4.0, 1.0], [1.0, 3.0]])
    middle = np.array([0.7, -1.2])
    best, curvature = least(
        lambda at: float((at - middle) @ matrix @ (at - middle) / 2), np.zeros(2), 9.0
    )
    np.testing.assert_allclose(best, middle, atol=1e-6)
    np.testing.assert_allclose(curvature, matrix, atol=1e-4)


def test_a_slope_without_a_bottom_ends_at_the_bound_and_has_no_curvature():
    best, curvature = least(lambda at: float(-at[0]), np.zeros(1), 4.0)
    assert best.tolist() == pytest.approx([4.0])
    assert curvature.tolist() == [[pytest.approx(0.0, abs=1e-6)]]
