from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from kit.estimates.curves import at, incidence, kaplan_meier

RECORDS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 12), st.integers(0, 2)), min_size=2)


def test_aalen_johansen_of_five_records_by_hand():
    curves = incidence([0] * 5, [1, 2, 2, 3, 4], [1, 2, 1, 0, 2])
    # Open: 1 → 4/5 → 4/5·2/4 → · 0; won: 1/5, + 4/5·1/4, + 0; lost: 0, + 4/5·1/4, + 2/5·1/1.
    np.testing.assert_allclose(curves.incidence[0], [0.8, 0.4, 0.0])
    np.testing.assert_allclose(curves.incidence[1], [0.2, 0.4, 0.4])
    np.testing.assert_allclose(curves.incidence[2], [0.0, 0.2, 0.6])


@given(RECORDS)
def test_survival_with_delayed_entry_equals_statsmodels(records):
    entry, spell, cause = (np.array(part) for part in zip(*records, strict=True))
    exits, event = entry + spell, cause > 0
    ours = kaplan_meier(entry, exits, event, minimum_at_risk=0)
    if not event.any() or 0 in ours.survival[:-1]:
        return
    theirs = SurvfuncRight(exits, event.astype(int), entry=entry)
    np.testing.assert_array_equal(ours.time, theirs.surv_times)
    np.testing.assert_array_equal(ours.at_risk, theirs.n_risk)
    np.testing.assert_allclose(ours.survival, theirs.surv_prob, atol=1e-12)
    known = ours.survival > 0
    errors = np.sqrt(ours.variance[0][known])
    np.testing.assert_allclose(errors, theirs.surv_prob_se[known], atol=1e-12)


def test_incidence_without_delayed_entry_equals_statsmodels():
    generator = np.random.default_rng(7)
    exits, cause = generator.integers(0, 40, 300).astype(float), generator.integers(0, 3, 300)
    exits[np.argmax(exits)] += 5
    cause[np.argmax(exits)] = 0
    ours, theirs = incidence(np.zeros(300), exits, cause), CumIncidenceRight(exits, cause)
    shown = np.isin(theirs.times, ours.time)
    for number in (1, 2):
        np.testing.assert_allclose(
            ours.incidence[number], theirs.cinc[number - 1][shown], atol=1e-12
        )
        errors = np.sqrt(ours.variance[number])
        np.testing.assert_allclose(errors, theirs.cinc_se[number - 1][shown], atol=1e-9)


@given(RECORDS, st.permutations(range(5)))
def test_shares_add_up_and_bounds_hold_them(records, order):
    entry, spell, cause = (np.array(part) for part in zip(*records, strict=True))
    curves = incidence(entry, entry + spell, cause)
    np.testing.assert_allclose(curves.incidence.sum(axis=0), 1.0)
    assert ((curves.low >= 0) & (curves.low <= curves.incidence + 1e-9)).all()
    assert ((curves.high <= 1) & (curves.high >= curves.incidence - 1e-9)).all()


def truncated_world(generator, size=4000):
    """Ends by hazards 0.010 (won) and 0.005 (lost) a day; some seen late or never."""
    end = generator.exponential(1 / 0.015, size)
    cause = np.where(generator.random(size) < 2 / 3, 1, 2)
    entry = np.where(generator.random(size) < 0.5, generator.uniform(0, 120, size), 0.0)
    limit = entry + generator.uniform(60, 200, size)
    seen = end > entry
    closed = end <= limit
    return entry[seen], np.minimum(end, limit)[seen], np.where(closed, cause, 0)[seen]


def test_delayed_entry_recovers_a_known_incidence_that_the_naive_estimate_misses():
    entry, exits, cause = truncated_world(np.random.default_rng(8), size=20_000)
    truth = 2 / 3 * (1 - np.exp(-0.015 * 90))
    ours = at(incidence(entry, exits, cause), [90]).value[1, 0]
    naive = at(incidence(np.zeros_like(entry), exits, cause), [90]).value[1, 0]
    assert ours == pytest.approx(truth, abs=0.012)
    assert naive < truth - 0.05


def test_intervals_cover_as_often_as_they_say():
    generator, ages = np.random.default_rng(9), [30, 90]
    truth = np.array([2 / 3, 1 / 3])[:, None] * (1 - np.exp(-0.015 * np.array(ages)))
    covered = []
    for _ in range(300):
        points = at(incidence(*truncated_world(generator, size=80), level=0.90), ages)
        covered.append((points.low[1:] <= truth) & (truth <= points.high[1:]))
    assert np.mean(covered, axis=0) == pytest.approx(np.full((2, 2), 0.90), abs=0.05)


def test_early_risk_sets_that_are_tiny_do_not_collapse_the_curve():
    entry, exits = np.array([0, *[20] * 40]), np.array([5, *range(21, 61)])
    curves = incidence(entry, exits, np.where(exits % 2, 1, 2))
    assert curves.table.start == 20
    points = at(curves, [10, 30])
    assert np.isnan(points.value[:, 0]).all()
    assert points.value[0, 1] == pytest.approx(0.75)


def test_beyond_the_last_age_under_observation_nothing_is_said():
    points = at(incidence([0, 0, 0], [10, 20, 30], [1, 0, 0]), [5, 30, 31])
    assert points.is_reached.tolist() == [True, True, False]
    assert points.n.tolist() == [3, 1, 0]
    assert np.isnan(points.value[:, 2]).all()


def test_when_all_have_ended_the_shares_stay():
    points = at(incidence([0, 0], [10, 20], [1, 2]), [400])
    assert points.value[:, 0].tolist() == [0.0, 0.5, 0.5]


def test_none_won_so_far_keeps_an_upper_bound():
    points = at(incidence([0] * 20, [50] * 20, [0] * 20, level=0.90), [40])
    assert points.value[1, 0] == 0
    assert 0.05 < points.high[1, 0] < 0.2


def test_no_records_give_no_curve():
    points = at(incidence([], [], []), [0, 30])
    assert np.isnan(points.value).all()
    assert points.n.tolist() == [0, 0]
