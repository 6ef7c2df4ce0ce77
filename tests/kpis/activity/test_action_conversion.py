"""Touches against untouched records of the same age and step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis import action_conversion
from kit.window import Window

Make = Callable[..., pd.DataFrame]
YEAR = Window(date(2026, 12, 31), "year", periods=1)
START = pd.Timestamp("2026-01-01", tz="UTC")


def values(frame: pd.DataFrame) -> dict[str, float]:
    return dict(zip(frame["measure"], frame["value"], strict=True))


def instants(days: np.ndarray) -> pd.Series:
    found = START + pd.to_timedelta(np.round(days * 86_400), unit="s")
    return pd.Series(found).astype("datetime64[us, UTC]")


def leads_of(created: np.ndarray, qualified: np.ndarray, converted: np.ndarray) -> pd.DataFrame:
    ids = [f"l{number}" for number in range(len(created))]
    frame = pd.DataFrame(
        {
            "lead_id": ids,
            "created_at": instants(created),
            "qualified_at": instants(qualified),
            "converted_at": instants(converted),
        }
    )
    return completed(frame, "leads")


def touches_at(lead: np.ndarray, at: np.ndarray, channel: str = "call") -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "activity_id": [f"t{number}" for number in range(len(lead))],
            "occurred_at": instants(at),
            "channel": channel,
            "lead_id": [f"l{number}" for number in lead],
        }
    )
    return completed(frame, "activities")


def compared(leads: pd.DataFrame, touches: pd.DataFrame, **how: object) -> pd.DataFrame:
    nothing = (empty("opportunities"), empty("stage_history"))
    return action_conversion(touches, leads, *nothing, YEAR, by=[], **how)


def simulated(effect: float, seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leads that are slow to qualify and quick to convert; qualified ones are touched 6 times more.

    A touch multiplies the hazard of the next step by `effect` for 14 days.
    """
    draw = np.random.default_rng(seed)
    n, step, horizon = 4000, 0.5, 200
    created = draw.uniform(0, 100, n)
    stage, felt = np.zeros(n, dtype=int), np.full(n, -np.inf)
    moved = np.full((2, n), np.nan)
    touched: list[tuple[np.ndarray, np.ndarray]] = []
    for tick in np.arange(0, horizon, step):
        alive = stage < 2
        hazard = np.where(stage == 0, 0.008, 0.05) * np.where(felt > tick, effect, 1.0)
        moves = alive & (draw.random(n) < 1 - np.exp(-hazard * step))
        moved[stage[moves], np.flatnonzero(moves)] = (created + tick + draw.random(n) * step)[moves]
        stage = stage + moves
        touch = (stage < 2) & ~moves & (draw.random(n) < np.where(stage == 0, 0.005, 0.03) * step)
        touched.append((np.flatnonzero(touch), (created + tick + step)[touch]))
        felt = np.where(touch, tick + step + 14, felt)
    lead, at = (np.concatenate(part) for part in zip(*touched, strict=True))
    return leads_of(created, *moved), touches_at(lead, at)


def test_without_an_effect_the_ratio_is_1_though_later_steps_are_touched_more() -> None:
    ratio = compared(*simulated(1.0)).query("measure == 'ratio'").iloc[0]
    assert ratio["value"] == pytest.approx(1.0, abs=0.08)
    assert ratio["low"] < 1.0 < ratio["high"]
    assert ratio["n"] > 1000


def test_an_effect_is_seen() -> None:
    ratio = compared(*simulated(2.0)).query("measure == 'ratio'").iloc[0]
    assert ratio["low"] > 1.4
    assert ratio["value"] < 2.2


def test_touching_only_those_who_lived_long_brings_no_ratio_above_1() -> None:
    # Most steps come early, touches come late: whoever is touched had to live until then.
    draw = np.random.default_rng(5)
    n = 4000
    created, age = draw.uniform(0, 100, n), draw.weibull(0.6, n) * 40
    leads = leads_of(created, created + age, created * np.nan)
    at = created + draw.uniform(0, 80, n)
    late = (at < created + age) & (draw.random(n) < 0.5)
    frame = compared(leads, touches_at(np.flatnonzero(late), at[late]))
    ratio = frame.query("measure == 'ratio'").iloc[0]
    assert ratio["value"] == pytest.approx(1.0, abs=0.12)


def test_the_untouched_chance_is_that_of_the_same_step_and_age() -> None:
    # Untouched time between the 2nd and the 3rd day: one lead whole, one until it qualified.
    leads = leads_of(np.zeros(3), np.array([4.0, 3.0, np.nan]), np.full(3, np.nan))
    found = values(compared(leads, touches_at(np.array([0]), np.array([2.0]))))
    assert found["touched"] == 1.0
    assert found["untouched"] == pytest.approx(1 - np.exp(-1 / 2))
    assert found["ratio"] == pytest.approx(1 / (1 - np.exp(-1 / 2)))


def test_a_record_counts_once_in_its_step_however_often_it_is_touched() -> None:
    leads = leads_of(np.zeros(2), np.array([40.0, np.nan]), np.full(2, np.nan))
    often = touches_at(np.array([0, 0, 0]), np.array([1.0, 2.0, 30.0]))
    frame = compared(leads, often)
    assert frame["n"].tolist() == [1, 1, 1]
    # Seen from the first touch, the step on the 40th day comes too late.
    assert values(frame)["touched"] == 0.0


def test_touches_whose_days_are_not_over_are_left_out(touches_of: Make) -> None:
    leads = leads_of(np.array([340.0, 0.0]), np.array([355.0, np.nan]), np.full(2, np.nan))
    frame = compared(leads, touches_at(np.array([0]), np.array([354.0])))
    assert frame["n"].tolist() == [0, 0, 0]
    assert frame["value"].isna().all()


def test_a_stage_entered_for_the_first_time_is_a_step_a_return_or_a_loss_is_none() -> None:
    opportunities = completed(
        pd.DataFrame(
            {
                "opportunity_id": list("abcde"),
                "created_at": instants(np.zeros(5)),
                "closed_at": instants(np.array([np.nan, 12.0, 12.0, np.nan, np.nan])),
                "status": ["open", "lost", "won", "open", "open"],
            }
        ),
        "opportunities",
    )
    history = completed(
        pd.DataFrame(
            {
                "opportunity_id": ["a", "a", "a", "b", "b", "c", "c", "d", "e", "e"],
                "entered_at": instants(np.array([0, 5, 12, 0, 12, 0, 12, 0, 0, 5.0])),
                "stage": [
                    "New",
                    "Offer",
                    "New",
                    "New",
                    "Lost",
                    "New",
                    "Won",
                    "New",
                    "New",
                    "Offer",
                ],
            }
        ),
        "stage_history",
    )
    for one, has_moved in (("a", 0.0), ("b", 0.0), ("c", 1.0)):
        touch = touches_at(np.array([0]), np.array([10.0])).assign(opportunity_id=one)
        frame = action_conversion(touch, empty("leads"), opportunities, history, YEAR, by=[])
        assert values(frame)["touched"] == has_moved


def test_what_reached_nobody_is_no_touch() -> None:
    leads = leads_of(np.zeros(2), np.array([4.0, np.nan]), np.full(2, np.nan))
    touch = touches_at(np.array([0]), np.array([2.0])).assign(outcome="no_answer")
    assert compared(leads, touch)["n"].tolist() == [0, 0, 0]
