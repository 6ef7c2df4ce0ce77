from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kit.models.win_probability.landmark import landmark_effects
from kit.models.win_probability.standing import Standing, stages_on
from kit.window import Window

Rows = Callable[..., pd.DataFrame]


def half(at: Standing) -> np.ndarray:
    """What hazards that know nothing would say."""
    return np.full(len(at.records), 0.5)


def sold(simulate: Rows, has_offer: np.ndarray) -> pd.DataFrame:
    """Of those with an offer nine of ten are won when they end, of others one of ten."""
    table = simulate(len(has_offer), open_share=0.0)
    rng = np.random.default_rng(7)
    won = rng.random(len(table)) < np.where(has_offer, 0.9, 0.1)
    ended = table["status"].ne("open")
    return table.assign(status=table["status"].mask(ended, np.where(won, "won", "lost")))


def test_stages_that_win_more_are_found(simulate: Rows, stages_of: Rows, window: Window) -> None:
    has_offer = np.arange(1_500) % 2 == 0
    table = sold(simulate, has_offer)
    found = landmark_effects(table, stages_of(table, has_offer), window, half)
    assert found is not None
    value = found.stages.set_index("member")["value"]
    assert value["Offer"] > value["New"] + 1
    assert found.stages.eval("low < value < high").all()
    assert found.landmarks == 4


def test_without_a_history_only_ages_have_effects(simulate: Rows, window: Window) -> None:
    table = simulate(800)
    found = landmark_effects(table, None, window, half)
    assert found is not None
    assert found.stages.empty
    nowhere = stages_on(table, None, window)
    shifts = found.shifts(np.full(len(table), 30.0), nowhere)
    assert not shifts["stage"].any()
    assert (shifts["recalibration"] + shifts["age"] < 0).all()  # far less than a half are won


def test_right_chances_need_next_to_no_shift(simulate: Rows, window: Window) -> None:
    table = simulate(2_000, open_share=0.0).assign(product="")
    # Everybody ends after 20 to 99 days: of those of one age the same share wins in a quarter.
    ended = table["status"].ne("open")
    won = np.where(np.arange(len(table)) % 5 < 2, "won", "lost")
    table["status"] = table["status"].mask(ended, won)
    found = landmark_effects(table, None, window, lambda at: np.full(len(at.age), 0.4))
    assert found is not None
    shifts = found.shifts(np.array([5.0, 30.0, 60.0]), stages_on(table[:3], None, window))
    assert shifts["recalibration"] + shifts["age"] == pytest.approx(np.zeros(3), abs=0.25)


def test_stages_entered_later_tell_nothing(simulate: Rows, stages_of: Rows, window: Window) -> None:
    has_offer = np.arange(600) % 2 == 0
    table = sold(simulate, has_offer)
    history = stages_of(table, has_offer)
    # An entry at the close that only won ones have would give everything away.
    told = table[table["status"].eq("won")]
    entries = pd.DataFrame({"opportunity_id": told["opportunity_id"], "stage": "Signed"})
    entries["entered_at"] = told["closed_at"]
    entries["sequence"] = pd.array([9] * len(told), dtype="Int64")
    leaking = pd.concat([history, entries], ignore_index=True)
    plain, other = (landmark_effects(table, one, window, half) for one in (history, leaking))
    assert plain is not None
    assert other is not None
    assert other.stages["member"].tolist() == ["New", "Offer"]
    assert other.logit.coefficients == pytest.approx(plain.logit.coefficients, abs=1e-6)


def test_too_few_wins_tell_nothing(simulate: Rows, stages_of: Rows, window: Window) -> None:
    table = simulate(400).assign(closed_at=pd.NaT, status="open")
    table["closed_at"] = table["closed_at"].astype("datetime64[us]")
    assert landmark_effects(table, None, window, half) is None
    lost = simulate(400)
    lost["status"] = lost["status"].replace("won", "lost")
    history = stages_of(lost, np.zeros(400, dtype=bool))
    assert landmark_effects(lost, history, window, half) is None


def test_days_before_closes_were_recorded_do_not_count(simulate: Rows, window: Window) -> None:
    table = simulate(1_500)
    whole = landmark_effects(table, None, window, half)
    unrecorded = table["closed_at"] < "2025-06-01"
    late = landmark_effects(table[~unrecorded].reset_index(drop=True), None, window, half)
    assert whole is not None
    assert late is not None
    assert (whole.landmarks, late.landmarks) == (4, 2)  # September and June, not March
