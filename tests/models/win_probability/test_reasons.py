from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.models import hazards
from kit.models.win_probability.open_ones import OpenChances, open_ones
from kit.models.win_probability.reasons import points, reasons
from kit.window import Window

Rows = Callable[..., pd.DataFrame]
WINDOW = Window(date(2025, 12, 31))


@pytest.fixture(scope="module")
def found(simulate: Rows, stages_of: Rows) -> OpenChances:
    """One team wins far more than the other three; products and sources do not differ."""
    table = simulate(1_500)
    good = table["region"].eq("East") & table["team"].eq("One")
    ended = table["status"].ne("open")
    won = np.random.default_rng(9).random(len(table)) < np.where(good, 0.9, 0.3)
    table["status"] = table["status"].mask(ended, np.where(won, "won", "lost"))
    history = stages_of(table, np.arange(len(table)) % 3 == 0)
    return open_ones(hazards.fit(table, WINDOW), table, history, WINDOW)


@pytest.mark.parametrize("days", [30, 90, 1_000])
def test_points_add_up_to_the_chance(found: OpenChances, days: int) -> None:
    total = np.sum(list(points(found, days).values()), axis=0)
    assert total == pytest.approx(found.within([days])[:, 0], abs=1e-12)


def test_the_base_is_the_same_for_all_and_the_mean_by_age(found: OpenChances) -> None:
    parts = points(found, 90)
    assert np.ptp(parts["base"]) == 0
    assert parts["age"].mean() == pytest.approx(0, abs=1e-12)


def test_the_good_team_is_the_reason(found: OpenChances) -> None:
    parts, records = points(found, 90), found.standing.records
    good = (records["region"].eq("East") & records["team"].eq("One")).to_numpy()
    young = found.standing.age < 60
    assert (parts["team"][good & young] > 0.05).all()
    assert (parts["team"][~good & young] < 0).all()
    assert np.abs(parts["product"]).max() < 0.05 < np.abs(parts["team"]).max()


def test_reasons_name_the_member_and_stand_by_weight(found: OpenChances) -> None:
    table = reasons(found, 90)
    first = found.standing.records.iloc[0]
    own = table[table["opportunity_id"].eq(first["opportunity_id"])].set_index("factor")
    assert own["rank"].tolist() == list(range(len(own)))
    assert own.index[0] == "base"
    weight = own["points"].abs().to_numpy()[1:]
    assert (np.diff(weight) <= 0).all()
    assert own["member"]["team"] == f"{first['region']}/{first['team']}"
    assert own["member"]["product"] == first["product"]
    assert own["member"]["age"] == str(int(found.standing.age[0]))
    assert own["member"]["stage"] in ("New", "Offer")
    assert own["member"]["base"] == ""


def test_factors_that_are_the_same_for_all_are_no_reason(simulate: Rows) -> None:
    table = simulate().assign(product="Desk", source=None)
    chances = open_ones(hazards.fit(table, WINDOW), table, None, WINDOW)
    factors = set(reasons(chances, 90)["factor"])
    assert not factors & {"product", "source", "stage"}
    total = np.sum(list(points(chances, 90).values()), axis=0)
    assert total == pytest.approx(chances.within([90])[:, 0], abs=1e-12)
