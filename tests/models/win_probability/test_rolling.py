from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.asof import records_known_at
from kit.models import hazards
from kit.models.win_probability.open_ones import open_ones
from kit.models.win_probability.rolling import month_ends, score_open_ones
from kit.models.win_probability.scores import scores
from kit.models.win_probability.standing import won_by
from kit.window import Window

Rows = Callable[..., pd.DataFrame]
WINDOW = Window(date(2025, 12, 31))


def test_a_score_is_that_of_the_chances_that_would_have_been_given(simulate: Rows) -> None:
    table = simulate()
    found = score_open_ones({"opportunities": table}, WINDOW, most=1).scores
    then = Window(date(2025, 9, 30))
    known = records_known_at({"opportunities": table}, then.as_of, then.calendar)["opportunities"]
    chances = open_ones(hazards.fit(known, then), known, None, then)
    won = won_by(table, chances.standing.records, date(2025, 12, 29), then.calendar)
    expected = scores(chances.within([90])[:, 0], won)
    row = found.query("method == 'kit' and horizon_days == 90").iloc[0]
    assert row["origin"] == pd.Timestamp("2025-09-30")
    assert row["n"] == expected.n
    assert row[["log_loss", "brier", "auc"]].tolist() == pytest.approx(
        [expected.log_loss, expected.brier, expected.auc]
    )


def test_every_method_is_scored_on_the_same_records(simulate: Rows) -> None:
    found = score_open_ones({"opportunities": simulate()}, WINDOW, most=2)
    table = found.scores.set_index(["origin", "horizon_days", "method"])["n"].unstack()  # noqa: PD010
    assert table.columns.tolist() == ["base_rate", "kit", "km_win_rate"]
    assert table.eq(table["kit"], axis=0).all(axis=None)
    assert (found.scores.query("method == 'base_rate'")["auc"] == 0.5).all()
    bins = found.reliability.groupby(["method", "horizon_days"])["n"].sum()
    assert (bins == table["kit"].groupby("horizon_days").sum().iloc[0]).all()


def test_stages_with_chances_are_a_method_of_their_own(simulate: Rows) -> None:
    stages = pd.DataFrame({"stage": ["New"], "probability": [0.25], "position": [1]})
    tables = {"opportunities": simulate(), "stages": stages}
    found = score_open_ones(tables, WINDOW, most=1).scores
    assert "stage_weighted" in set(found["method"])


def test_the_model_is_better_than_simple_ways_where_age_tells(simulate: Rows) -> None:
    found = score_open_ones({"opportunities": simulate(2_000)}, WINDOW, most=3).scores
    mean = found.query("horizon_days == 90").groupby("method")["log_loss"].mean()
    assert mean["kit"] < 0.95 * mean["base_rate"]
    assert mean["kit"] <= 1.02 * mean["km_win_rate"]


def test_month_ends_have_a_quarter_before_and_after() -> None:
    table = pd.DataFrame({"closed_at": pd.to_datetime(["2025-03-01", "2025-12-20"])})
    days = month_ends(table, WINDOW, 12)
    assert days == (
        date(2025, 5, 31),
        date(2025, 6, 30),
        date(2025, 7, 31),
        date(2025, 8, 31),
        date(2025, 9, 30),
    )
    assert month_ends(table, WINDOW, 2) == days[-2:]
    assert month_ends(table.assign(closed_at=pd.NaT), WINDOW, 2) == ()


def test_without_a_quarter_to_look_back_on_nothing_is_scored(simulate: Rows) -> None:
    young = simulate(start="2025-09-01", months=4, n=200)
    found = score_open_ones({"opportunities": young}, WINDOW)
    assert found.scores.empty
    assert found.reliability.empty
    assert np.array_equal(found.scores.columns[:3], ["method", "origin", "horizon_days"])
