"""Curves, tests and effects on public survival data: the figures that others have printed.

The data come inside lifelines and scikit-survival; both also give a second opinion. lifelines'
Aalen-Johansen is not asked: it moves ties apart by chance.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_leukemia, load_lung, load_rossi, load_waltons
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import survdiff

from kit.estimates import incidence, kaplan_meier, quantile

pytest.importorskip("sksurv", reason="scikit-survival: has no wheels for this Python")

from sksurv.compare import compare_survival
from sksurv.datasets import load_bmt, load_gbsg2, load_veterans_lung_cancer
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.nonparametric import cumulative_incidence_competing_risks
from sksurv.util import Surv


def curve(months: pd.Series, event: pd.Series, level: float = 0.95):
    return kaplan_meier(np.zeros(len(months)), months, event, level)


def cox(time: np.ndarray, covariates: pd.DataFrame, event: np.ndarray):
    return PHReg(
        np.asarray(time, float), covariates.astype(float), np.asarray(event, int), ties="efron"
    ).fit()


@pytest.fixture(scope="module")
def lung() -> pd.DataFrame:
    """228 patients of the North Central Cancer Treatment Group."""
    return load_lung()


@pytest.fixture(scope="module")
def veterans() -> tuple[pd.DataFrame, np.ndarray]:
    """137 veterans with lung cancer (Kalbfleisch and Prentice)."""
    return load_veterans_lung_cancer()


@pytest.mark.parametrize(("sex", "median", "low", "high"), [(1, 270, 212, 310), (2, 426, 348, 550)])
def test_median_survival_of_lung_cancer_patients(lung, sex, median, low, high):
    group = lung[lung["sex"].eq(sex)]
    found = quantile(curve(group["time"], group["status"]), 0.5)
    assert (found.value, found.low, found.high) == (median, low, high)


def test_remission_of_leukaemia_under_a_drug_is_that_of_the_textbook():
    drug = load_leukemia().query("Rx == 0")
    found = curve(drug["t"], drug["status"])
    # Freireich and others 1963, as printed in every textbook.
    assert found.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.survival.round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]


@pytest.mark.parametrize("level", [0.90, 0.95])
def test_curves_and_their_bounds_are_those_of_lifelines(level):
    _, outcome = load_gbsg2()
    time, event = outcome["time"], outcome["cens"].astype(bool)
    ours = curve(time, event, level)
    theirs = KaplanMeierFitter(alpha=1 - level).fit(time, event)
    at = theirs.confidence_interval_.loc[ours.time]
    np.testing.assert_allclose(ours.survival, theirs.predict(ours.time), atol=1e-12)
    np.testing.assert_allclose(ours.low[0], at.iloc[:, 0], atol=1e-9)
    np.testing.assert_allclose(ours.high[0], at.iloc[:, 1], atol=1e-9)
    assert len(time) == 686
    assert quantile(ours, 0.5).value == 1807


def test_competing_ends_after_bone_marrow_transplants_are_those_of_scikit_survival():
    _, outcome = load_bmt()
    ours = incidence(np.zeros(len(outcome)), outcome["ftime"], outcome["status"])
    times, shares = cumulative_incidence_competing_risks(outcome["status"], outcome["ftime"])
    place = np.searchsorted(times, ours.time)
    np.testing.assert_allclose(ours.incidence[1:], shares[1:, place], atol=1e-12)
    np.testing.assert_allclose(1 - ours.survival, shares[0, place], atol=1e-12)
    # Scrucca, Santucci and Aversa 2010: 35 patients; by hand, the first three deaths and relapses.
    assert ours.incidence[1, :2].tolist() == pytest.approx([1 / 35, 2 / 35])
    assert ours.incidence[2, :3].tolist() == pytest.approx([1 / 35, 2 / 35, 3 / 35])
    assert ours.incidence[1:, -1].round(3).tolist() == [0.273, 0.481]


def test_two_curves_differ_as_much_as_printed(lung):
    assert survdiff(lung["time"], lung["status"], lung["sex"])[0] == pytest.approx(10.3, abs=0.05)
    leukaemia = load_leukemia()
    drug = survdiff(leukaemia["t"], leukaemia["status"], leukaemia["Rx"])
    assert drug[0] == pytest.approx(16.79, abs=0.005)
    freed = load_rossi()
    chi_squared, p = survdiff(freed["week"], freed["arrest"], freed["fin"])
    assert (round(chi_squared, 2), round(p, 4)) == (3.84, 0.0501)


def test_two_curves_differ_as_much_as_scikit_survival_says():
    flies = load_waltons()
    outcome = Surv.from_arrays(flies["E"].astype(bool), flies["T"])
    theirs, _ = compare_survival(outcome, flies["group"].to_numpy())
    ours, _ = survdiff(flies["T"].to_numpy(), flies["E"].to_numpy(), flies["group"].to_numpy())
    assert ours == pytest.approx(theirs, rel=1e-9)
    assert round(ours, 3) == 122.249


def test_effects_on_rearrest_are_those_of_the_published_table():
    freed = load_rossi()
    names = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
    fitted = cox(freed["week"], freed[names], freed["arrest"])
    # Fox and Weisberg, Cox regression for survival data in R: coef and se(coef).
    assert fitted.params.round(4).tolist() == [
        *(-0.3794, -0.0574, 0.3139, -0.1498, -0.4337, -0.0849, 0.0915)
    ]
    assert fitted.bse.round(4).tolist() == [
        *(0.1914, 0.0220, 0.3080, 0.2122, 0.3819, 0.1958, 0.0286)
    ]


def test_effects_on_lung_cancer_patients_are_the_printed_ones(lung):
    names = ["age", "sex", "ph.ecog"]
    known = lung.dropna(subset=names)
    fitted = cox(known["time"], known[names], known["status"])
    assert fitted.params.round(6).tolist() == [0.011067, -0.552612, 0.463728]
    assert fitted.bse.round(6).tolist() == [0.009267, 0.167739, 0.113577]


def test_effects_on_veterans_are_the_printed_ones_and_those_of_scikit_survival(veterans):
    people, outcome = veterans
    columns = pd.DataFrame(
        {
            "test": people["Treatment"].eq("test"),
            **{name: people["Celltype"].eq(name) for name in ("smallcell", "adeno", "large")},
            "karnofsky": people["Karnofsky_score"],
            "months": people["Months_from_Diagnosis"],
            "age": people["Age_in_years"],
            "prior": people["Prior_therapy"].eq("yes") * 10,
        }
    ).astype(float)
    fitted = cox(outcome["Survival_in_days"], columns, outcome["Status"])
    theirs = CoxPHSurvivalAnalysis(ties="efron", tol=1e-12).fit(columns, outcome)
    np.testing.assert_allclose(fitted.params, theirs.coef_, atol=1e-7)
    assert fitted.params[:5].round(4).tolist() == [0.2946, 0.8616, 1.1961, 0.4013, -0.0328]
