"""The listing of open opportunities with their chances."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kit import kpis
from kit.data.frames import empty
from kit.window import Window

MARCH = Window(date(2026, 3, 10), "month", 1)


@pytest.fixture
def stock(opportunities: Any) -> pd.DataFrame:
    return opportunities(
        "a open 100 - EMEA Iberia Ann",
        "b open 900 - EMEA DACH Ben",
        "c open 400 - EMEA DACH Ben",
        "d won 800 2026-02-01 EMEA DACH Ben",
    )


@pytest.fixture
def known(chances: Any) -> pd.DataFrame:
    return chances(
        "a 0.5 0.6 0.2 100 0.45 model", "b 0.1 0.3 0.05 900 - model", "d 0.9 0.9 0.9 800 - model"
    )


def why(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["opportunity_id", "factor", "member", "points"])
    return frame.assign(rank=range(len(frame)))


def listed(stock: Any, known: Any, **more: Any) -> pd.DataFrame:
    history = empty("stage_history")
    return kpis.open_opportunities(stock, history, MARCH, win_probabilities=known, **more)


def test_what_promises_most_stands_first_and_what_has_no_chance_is_left_out(
    stock: Any, known: Any
) -> None:
    frame = listed(stock, known)
    assert frame["opportunity_id"].tolist() == ["b", "a"]
    assert frame["weighted_amount"].tolist() == [90.0, 50.0]
    assert frame["period_amount"].tolist() == [45.0, 20.0]


def test_the_change_is_against_the_snapshot_before(stock: Any, known: Any) -> None:
    change = listed(stock, known).set_index("opportunity_id")["chance_change"]
    assert change["a"] == pytest.approx(0.05)
    assert pd.isna(change["b"])


def test_the_first_snapshot_has_nothing_to_compare_with(stock: Any, known: Any) -> None:
    first = known.drop(columns=["previous_90", "previous_as_of"])
    frame = listed(stock, first)
    assert frame["chance_change"].isna().all()
    assert frame["previous_as_of"].isna().all()


def test_reasons_leave_out_the_base_and_trifles_and_stop_at_three(stock: Any, known: Any) -> None:
    reasons = why(
        ("a", "base", "", 0.3),
        ("a", "age", "", 0.1),
        ("a", "stage", "New", -0.2),
        ("a", "team", "Iberia", 0.004),
        ("a", "source", "Web", 0.05),
        ("a", "product", "Plus", 0.02),
    )
    found = listed(stock, known, win_reasons=reasons).set_index("opportunity_id")["reasons"]
    assert found["a"] == (("stage", "New", -0.2), ("age", "", 0.1), ("source", "Web", 0.05))
    assert found["b"] == ()


def test_a_base_rate_has_no_reasons_of_its_own(stock: Any, chances: Any) -> None:
    pooled = chances("a 0.5 0.6 0.2 100 - pooled")
    found = listed(stock, pooled, win_reasons=why(("a", "age", "", 0.1)))
    assert found["reasons"].tolist() == [()]


def test_without_chances_of_the_day_there_is_no_row(stock: Any, known: Any) -> None:
    for asked in (None, known.assign(as_of=pd.Timestamp("2026-03-09"))):
        frame = listed(stock, asked)
        assert frame.empty
        assert frame.attrs["listing"] == "open_opportunities"


@pytest.mark.parametrize(
    ("followed", "won", "state"), [(500.0, 0.0, "stale"), (20.0, 0.0, "cannot_tell")]
)
def test_what_next_to_none_was_won_from_is_stale(
    stock: Any, known: Any, followed: float, won: float, state: str
) -> None:
    company = pd.DataFrame(
        {"as_of": pd.Timestamp("2026-03-10"), "stage": [None], "age_days": 0.0}
    ).assign(followed=followed, won=won, chance=0.0)
    assert set(listed(stock, known, win_chances=company)["state"]) == {state}


def test_what_is_alive_has_no_state(stock: Any, known: Any) -> None:
    company = pd.DataFrame(
        {"as_of": pd.Timestamp("2026-03-10"), "stage": [None], "age_days": 0.0}
    ).assign(followed=500.0, won=200.0, chance=0.4)
    assert listed(stock, known, win_chances=company)["state"].isna().all()


def test_limit_keeps_the_first(stock: Any, known: Any) -> None:
    assert listed(stock, known, limit=1)["opportunity_id"].tolist() == ["b"]
