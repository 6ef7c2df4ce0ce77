from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.models import hazards, win_probability
from kit.models.win_probability import OpenChances
from kit.window import Window

Rows = Callable[..., pd.DataFrame]
WINDOW = Window(date(2025, 11, 20))


@pytest.fixture(scope="module")
def table(simulate: Rows) -> pd.DataFrame:
    rows = simulate()
    rows.loc[rows.index[rows["status"].eq("open")][:3], "created_at"] = pd.NaT
    return rows


@pytest.fixture(scope="module")
def chances(table: pd.DataFrame) -> OpenChances:
    return win_probability.open_ones(hazards.fit(table, WINDOW), table, None, WINDOW)


@pytest.fixture(scope="module")
def made(table: pd.DataFrame, chances: OpenChances) -> pd.DataFrame:
    return win_probability.win_probabilities(chances, table, None, WINDOW)


def test_there_is_one_row_for_each_open_opportunity_that_has_begun(
    made: pd.DataFrame, chances: OpenChances
) -> None:
    at = chances.standing
    ids = at.records["opportunity_id"][at.is_dated]
    assert made["opportunity_id"].tolist() == ids.tolist()
    assert made["as_of"].unique().tolist() == [pd.Timestamp("2025-11-20")]
    assert set(made["basis"]) == {"model"}


def test_months_end_where_the_calendar_says(made: pd.DataFrame, chances: OpenChances) -> None:
    has_begun = chances.standing.is_dated
    by_hand = chances.within([10, 41, 375])[
        has_begun
    ]  # 30 November, 31 December, 30 November of next year
    assert made["won_by_0"].to_numpy() == pytest.approx(by_hand[:, 0])
    assert made["won_by_1"].to_numpy() == pytest.approx(by_hand[:, 1])
    assert made["won_by_12"].to_numpy() == pytest.approx(by_hand[:, 2])


def test_chances_grow_with_the_horizon_and_lie_in_their_bounds(made: pd.DataFrame) -> None:
    months = made[[f"won_by_{ahead}" for ahead in range(13)]].to_numpy()
    assert (np.diff(months, axis=1) >= 0).all()
    assert made.eval("within_30 <= within_90 <= eventually").all()
    assert made.eval("low_90 <= within_90 <= high_90").all()
    assert (made["expected_amount"] > 0).all()


def test_reasons_add_up_to_the_chance(made: pd.DataFrame, chances: OpenChances) -> None:
    why = win_probability.win_reasons(chances)
    total = why.groupby("opportunity_id")["points"].sum()
    expected = made.set_index("opportunity_id")["within_90"]
    assert total[expected.index].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-12)
    assert why[["region", "team"]].notna().all(axis=None)
    assert set(why["opportunity_id"]) == set(made["opportunity_id"])


def test_those_that_have_not_begun_have_no_chance_of_their_own(
    made: pd.DataFrame, chances: OpenChances
) -> None:
    at = chances.standing
    undated = set(at.records.loc[~at.is_dated, "opportunity_id"])
    assert len(undated) == 3
    assert not undated & set(made["opportunity_id"])
    assert len(made) == len(at.records) - 3
    assert made["age_days"].notna().all()


def test_effects_are_of_nobody_and_name_no_team(chances: OpenChances) -> None:
    shared = win_probability.effects(chances)
    assert len(shared)
    assert "team" not in set(shared["factor"])
    assert shared[["region", "team"]].isna().all(axis=None)


def test_stages_are_among_the_effects(simulate: Rows, stages_of: Rows) -> None:
    rows = simulate(900)
    history = stages_of(rows, np.arange(900) % 2 == 0)
    chances = win_probability.open_ones(hazards.fit(rows, WINDOW), rows, history, WINDOW)
    found = win_probability.effects(chances).query("factor == 'stage'")
    assert found["member"].tolist() == ["New", "Offer"]
    assert (found["n"] > 0).all()


def test_tables_of_scores_have_their_types(table: pd.DataFrame) -> None:
    rolling = win_probability.score_open_ones({"opportunities": table}, WINDOW, most=1)
    scored = win_probability.win_scores(rolling)
    assert scored.dtypes.astype(str)["origin"] == "datetime64[us]"
    assert scored["horizon_days"].unique().tolist() == [30, 90]
    bins = win_probability.reliability(rolling)
    assert bins.eval("low <= observed <= high").all()


def test_where_nothing_was_ever_closed_nothing_is_said(simulate: Rows) -> None:
    rows = simulate().assign(status="open")
    rows["closed_at"] = rows["closed_at"].mask(rows["closed_at"].notna())
    found = hazards.fit(rows, WINDOW)
    chances = win_probability.open_ones(found, rows, None, WINDOW)
    assert chances.state == "none"
    said = [
        win_probability.win_probabilities(chances, rows, None, WINDOW),
        win_probability.win_reasons(chances),
        win_probability.effects(chances),
        win_probability.win_scores(
            win_probability.score_open_ones({"opportunities": rows}, WINDOW)
        ),
    ]
    assert [len(one) for one in said] == [0] * 4
    assert all({"region", "team"} <= set(one) for one in said)
