from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.models.forecast.arrivals import Arrivals, fit_arrivals, templates
from kit.models.forecast.months import Ahead

START = date(2024, 1, 1)


def arrivals(
    per_day: np.ndarray, as_of: date, teams: int = 1, shares: tuple[float, ...] = (1.0,)
) -> Arrivals:
    random = np.random.default_rng(3)
    days = np.repeat(np.arange(len(per_day)), random.poisson(per_day))
    created = pd.Series(np.datetime64(START, "us") + days * np.timedelta64(1, "D"))
    codes = random.choice(teams, len(days), p=shares)
    return fit_arrivals(created, codes, teams, START, as_of, 1)


def test_as_many_come_as_came_lately() -> None:
    found = arrivals(np.full(366, 5.0), date(2024, 12, 31))
    drawn = found.draw(Ahead(date(2024, 12, 31), 3), 4_000, np.random.default_rng(0))
    assert drawn.mean(axis=2)[0] == pytest.approx([0.0, 155.0, 140.0, 155.0], rel=0.12)
    assert found.thin_since is None


def test_teams_get_their_shares() -> None:
    found = arrivals(np.full(366, 20.0), date(2024, 12, 31), 2, (0.8, 0.2))
    drawn = found.draw(Ahead(date(2024, 12, 31), 1), 2_000, np.random.default_rng(0))
    assert drawn[0, 1].mean() / drawn[:, 1].sum(axis=0).mean() == pytest.approx(0.8, abs=0.03)


def test_a_file_that_thins_out_at_its_end_is_found_out() -> None:
    per_day = np.concatenate([np.full(305, 25.0), np.full(61, 6.0)])
    found = arrivals(per_day, date(2024, 12, 31))
    assert found.thin_since == date(2024, 11, 1)
    drawn = found.draw(Ahead(date(2024, 12, 31), 1), 4_000, np.random.default_rng(0))[0, 1]
    # Half of the paths believe that arrivals were not recorded yet, half that they did not come.
    assert np.quantile(drawn, 0.9) > 700
    assert np.quantile(drawn, 0.1) < 350


def test_a_slow_decline_is_no_thin_end() -> None:
    assert arrivals(np.linspace(30, 15, 366), date(2024, 12, 31)).thin_since is None


def test_few_arrivals_are_no_thin_end() -> None:
    per_day = np.concatenate([np.full(335, 0.1), np.full(31, 0.0)])
    assert arrivals(per_day, date(2024, 12, 31)).thin_since is None


def test_nothing_for_years_leaves_finite_and_few() -> None:
    per_day = np.concatenate([np.full(60, 3.0), np.zeros(700)])
    found = arrivals(per_day, date(2026, 1, 29))
    drawn = found.draw(Ahead(date(2026, 1, 29), 12), 1_000, np.random.default_rng(0))
    assert np.isfinite(drawn).all()
    assert drawn.sum(axis=(0, 1)).mean() < 30


def test_templates_stand_for_equal_parts_of_what_a_team_gets() -> None:
    created = pd.DataFrame(
        {"product": ["A"] * 90 + ["B"] * 30 + ["C"] * 8, "region": "EMEA", "team": "x"}
    )
    teams = np.array([0] * 120 + [1] * 8)
    names = pd.DataFrame({"region": ["EMEA", "EMEA"], "team": ["Iberia", "DACH"]})
    effect = np.repeat([0.5, 0.1, -0.2], [90, 30, 8])
    like, owners = templates(created, teams, names, effect, 8)
    assert like["team"].tolist() == ["Iberia"] * 8 + ["DACH"] * 8
    assert (like["product"][owners == 0] == "A").sum() == 6
    # Eight of its own and eight like the company's.
    assert (like["product"][owners == 1] == "C").sum() in (4, 5)
