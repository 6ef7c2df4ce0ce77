"""Scores of chances, and whether they came true."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kit import kpis
from kit.data.frames import empty
from kit.window import Window

JUNE = Window(date(2026, 6, 30), "month", 1)


@pytest.fixture
def nobody() -> pd.DataFrame:
    return empty("opportunities")


def scores(*lines: str) -> pd.DataFrame:
    """Lines of `method origin days n log_loss brier auc`; ``-`` is missing."""
    names = ["method", "origin", "horizon_days", "n", "log_loss", "brier", "auc"]
    frame = pd.DataFrame([line.split() for line in lines], columns=names)
    numbers = {name: pd.to_numeric(frame[name].replace("-", None)) for name in names[2:]}
    return frame.assign(**numbers, origin=pd.to_datetime(frame["origin"]))


def test_days_are_weighed_by_their_opportunities(nobody: Any) -> None:
    found = scores("kit 2026-01-31 90 100 0.6 0.2 0.6", "kit 2026-02-28 90 300 0.4 0.1 0.8")
    frame = kpis.win_probability_accuracy(nobody, JUNE, win_scores=found)
    assert frame["measure"].tolist() == ["brier", "log_loss", "auc"]
    assert frame["value"].tolist() == pytest.approx([0.125, 0.45, 0.75])
    assert set(frame["n"]) == {400}


def test_a_day_without_an_order_counts_for_the_other_scores(nobody: Any) -> None:
    found = scores("kit 2026-01-31 90 100 0.6 0.2 -", "kit 2026-02-28 90 100 0.4 0.1 0.8")
    frame = kpis.win_probability_accuracy(nobody, JUNE, win_scores=found).set_index("measure")
    assert frame.loc["auc", ["value", "n"]].tolist() == [0.8, 100]
    assert frame.loc["brier", "n"] == 200


def test_outcomes_that_were_not_known_yet_do_not_count(nobody: Any) -> None:
    # 90 days after the 1st of April is the 30th of June, after the 2nd the 1st of July.
    found = scores("kit 2026-04-01 90 100 0.6 0.2 0.6", "kit 2026-04-02 90 900 0.1 0.1 0.9")
    frame = kpis.win_probability_accuracy(nobody, JUNE, win_scores=found)
    assert set(frame["n"]) == {100}


def test_only_one_horizon_is_scored_at_a_time(nobody: Any) -> None:
    found = scores("kit 2026-01-31 90 100 0.6 0.2 0.6", "kit 2026-01-31 30 100 0.2 0.1 0.9")
    frame = kpis.win_probability_accuracy(nobody, JUNE, days=30, win_scores=found)
    assert frame.set_index("measure").loc["brier", "value"] == 0.1


def test_the_model_stands_before_those_it_is_compared_with(nobody: Any) -> None:
    lines = [f"{one} 2026-01-31 90 100 0.6 0.2 0.6" for one in ("base_rate", "other", "kit")]
    frame = kpis.win_probability_accuracy(nobody, JUNE, win_scores=scores(*lines))
    assert frame["method"].unique().tolist() == ["kit", "base_rate", "other"]


def groups() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "method": ["kit", "kit", "base_rate"],
            "horizon_days": 90,
            "bin": [0, 1, 0],
            "predicted": [0.1, 0.5, 0.3],
            "observed": [0.12, 0.4, 0.3],
            "low": [0.08, 0.33, 0.2],
            "high": [0.18, 0.47, 0.4],
            "n": [200, 100, 300],
        }
    )


def test_groups_show_what_was_given_beside_what_came(nobody: Any) -> None:
    frame = kpis.reliability(nobody, JUNE, reliability=groups())
    observed = frame[frame["measure"].eq("observed")]
    assert observed[["bin", "value", "low", "high", "n"]].to_numpy().tolist() == [
        [0, 0.12, 0.08, 0.18, 200],
        [1, 0.4, 0.33, 0.47, 100],
    ]
    assert frame[frame["measure"].eq("predicted")]["value"].tolist() == [0.1, 0.5]


@pytest.mark.parametrize(("fitted", "is_known"), [("2026-06-30", True), ("2026-07-01", False)])
def test_groups_of_a_later_day_know_too_much(nobody: Any, fitted: str, is_known: bool) -> None:
    states = pd.DataFrame({"model": ["hazards"], "as_of": pd.to_datetime([fitted])})
    frame = kpis.reliability(nobody, JUNE, reliability=groups(), model_states=states)
    assert frame["value"].notna().any() == is_known


def test_neither_is_known_of_owners(opportunities: Any) -> None:
    sold = opportunities("a won 60 2026-03-02 EMEA Iberia Ann")
    found = scores("kit 2026-01-31 90 100 0.6 0.2 0.6")
    for frame in (
        kpis.reliability(sold, JUNE, by=["owner"], reliability=groups()),
        kpis.win_probability_accuracy(sold, JUNE, by=["owner"], win_scores=found),
    ):
        assert frame["value"].isna().all()
        assert set(frame["mark"]) == {"unattributed"}
