from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kit.models.hazards.design import Design, design_of
from kit.models.hazards.exposure import Cells, Spells, count
from kit.models.hazards.months import months_of
from kit.models.hazards.penalised import _Margins, fit_cause
from kit.window import Window

EDGES = np.array([0.0, 5.0, 20.0])
PROFILES = np.array([[0, 0], [0, 1], [1, 0], [1, 2]])  # 2 stands for an unknown second member


@pytest.fixture(scope="module")
def counted() -> tuple[Cells, Design]:
    rng = np.random.default_rng(5)
    n = 600
    born = 20_000 + rng.uniform(0, 200, n)
    spells = Spells(
        born, np.zeros(n), np.minimum(rng.exponential(20, n) + 0.1, 20_240 - born),
        rng.integers(0, 3, n), rng.integers(0, 4, n),
    )  # fmt: skip
    months = months_of(20_000.0, Window(date.fromordinal(719_163 + 20_239)))
    cells = count(spells, EDGES, months, 4)
    return cells, design_of(cells, EDGES, months, 5.0, PROFILES, {"one": 2, "two": 2})


def dense(cells: Cells, design: Design) -> np.ndarray:
    """The matrix X that the margins stand for, one row a cell."""
    factors = [design.profiles[cells.profile][:, [k]] == np.arange(2) for k in range(2)]
    return np.hstack([design.time[cells.time], *factors]).astype(float)


def test_margins_are_those_of_the_whole_matrix(counted: tuple[Cells, Design]) -> None:
    cells, design = counted
    b = np.random.default_rng(1).normal(-2, 0.3, design.size)
    matrix = dense(cells, design)
    mean = cells.days * np.exp(matrix @ b)
    expected, curvature = _Margins(cells, design).at(b)
    assert expected == pytest.approx(matrix.T @ mean)
    assert curvature == pytest.approx(matrix.T @ (mean[:, None] * matrix))


def test_fitted_ends_add_up_to_those_observed(counted: tuple[Cells, Design]) -> None:
    # At the mode the penalties of independent blocks pull by Σb/τ², which the age takes up, so
    # that all ends together are met but for the loose prior of the level.
    cells, design = counted
    for row in range(2):
        mode = fit_cause(cells, design, row).mode
        fitted = (cells.days * np.exp(dense(cells, design) @ mode)).sum()
        assert fitted == pytest.approx(cells.ends_by_time[row].sum(), rel=0.01)


def test_the_mode_is_where_gradient_and_pull_of_the_prior_meet(
    counted: tuple[Cells, Design],
) -> None:
    cells, design = counted
    fitted = fit_cause(cells, design, 0)
    place = design.block("two").place
    matrix = dense(cells, design)[:, place]
    mean = cells.days * np.exp(dense(cells, design) @ fitted.mode)
    observed = np.bincount(
        PROFILES[:, 1], cells.ends_by_profile[0], minlength=3
    )[:2]  # fmt: skip
    gradient = observed - matrix.T @ mean
    assert gradient == pytest.approx(fitted.mode[place] / fitted.variances["two"], abs=0.05)


def test_a_cause_without_ends_stays_finite(counted: tuple[Cells, Design]) -> None:
    cells, design = counted
    without = Cells(
        cells.bins, cells.months, cells.time, cells.profile, cells.days,
        np.zeros_like(cells.ends_by_time), np.zeros_like(cells.ends_by_profile),
    )  # fmt: skip
    fitted = fit_cause(without, design, 0)
    assert np.isfinite(fitted.mode).all()
    assert (np.diag(fitted.covariance) > 0).all()
    assert (cells.days * np.exp(dense(cells, design) @ fitted.mode)).sum() < 2
