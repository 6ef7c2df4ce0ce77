from __future__ import annotations

import numpy as np
import pandas as pd

from kit.demo import WORLD
from kit.demo.targets import targets_table


def test_every_team_has_a_target_for_each_quarter_and_two_ahead(crm):
    rows = crm.table("targets")
    assert len(rows) == 6 * 14
    assert rows["period_start"].max() == pd.Timestamp("2026-10-01")
    assert rows["period_end"].max() == pd.Timestamp("2026-12-31")
    assert set(rows["measure"]) == {"bookings"}


def test_targets_lie_a_little_above_what_is_booked(large):
    rows = large.table("targets").query("period_end < '2026-07-01'")
    won = large.table("opportunities").query("status == 'won'")
    rate = won["currency"].map({"EUR": 1.0, "USD": 0.92, "GBP": 1.17})
    assert 0.95 < rows["amount"].sum() / (won["amount"] * rate).sum() < 1.15


def test_targets_follow_a_teams_share_and_the_quarter():
    booked = np.zeros((6, 14))
    booked[0, :12], booked[1, :12] = 300_000.0, 100_000.0
    rng = np.random.default_rng(1)
    rows = targets_table(WORLD, rng, booked).to_pandas()
    amounts = pd.to_numeric(rows["amount"]).to_numpy().reshape(6, 14)
    ambition, growth = WORLD.plans.ambition, WORLD.arrivals.growth
    assert np.allclose(amounts[0, :12], 300_000 * ambition, rtol=0.3)
    assert np.allclose(amounts[1, 12:], 100_000 * ambition * growth, rtol=0.3)
    assert (amounts[2:] == WORLD.plans.round_to).all()
