"""Landmarks worked out by hand, and worlds in which it is known what an answer does."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.kpis import conversion_by_response_time
from kit.window import Calendar, Window

WINDOW = Window(date(2026, 6, 30), "month", 3, Calendar("UTC"))
DAY = date(2026, 3, 2)


def table(**columns: list[object]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    for name in [one for one in frame if str(one).endswith("_at")]:
        frame[name] = pd.to_datetime(frame[name], utc=True, format="ISO8601").astype(
            "datetime64[us, UTC]"
        )
    return frame


def leads_of(*lines: str) -> pd.DataFrame:
    """Lines of `converted disqualified source`, all created on 2 March 2026 at noon."""
    rows = [[None if word == "-" else word for word in line.split()] for line in lines]
    converted, disqualified, source = zip(*rows, strict=True)
    return table(
        lead_id=[str(number) for number in range(len(rows))],
        created_at=["2026-03-02T12:00Z"] * len(rows),
        converted_at=list(converted),
        disqualified_at=list(disqualified),
        source=list(source),
    )


def touches_of(**answers: str) -> pd.DataFrame:
    return table(
        lead_id=[name.removeprefix("lead_") for name in answers],
        occurred_at=list(answers.values()),
        direction=["outbound"] * len(answers),
        outcome=["reached"] * len(answers),
        is_automatic=[False] * len(answers),
    )


LEADS = leads_of(
    "2026-03-20T12:00Z - Web",  # 0: answered in minutes, converted
    "- - Web",  # 1: answered in minutes, not converted
    "2026-03-02T12:30Z - Web",  # 2: converted after half an hour without an answer
    "- 2026-03-02T12:02Z Web",  # 3: disqualified after two minutes
    "2026-04-20T12:00Z - Fair",  # 4: answered after three hours, converted
    "2026-06-20T12:00Z - Fair",  # 5: never answered, converted after 110 days
    "- - Fair",  # 6: never answered
)
TOUCHES = touches_of(
    lead_0="2026-03-02T12:03Z",
    lead_1="2026-03-02T12:04Z",
    lead_2="2026-03-02T13:00Z",
    lead_3="2026-03-02T12:04Z",
    lead_4="2026-03-02T15:00Z",
)


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    frame = conversion_by_response_time(LEADS, TOUCHES, WINDOW)
    return frame.set_index(["measure", "cut"])


def test_the_shares_at_each_cut(found: pd.DataFrame) -> None:
    assert found["value"].loc["answered"].tolist() == pytest.approx([1 / 2, 1 / 2, 2 / 3])
    assert found["value"].loc["unanswered"].tolist() == pytest.approx([2 / 4, 1 / 3, 0])
    assert found["n"].loc["answered"].tolist() == [2, 2, 3]


def test_who_ended_before_the_cut_is_on_neither_side(found: pd.DataFrame) -> None:
    """Lead 2 converts unanswered within the hour: at an hour it is gone, not a slow success."""
    assert found["n"].loc["unanswered"].tolist() == [4, 3, 2]


def test_an_answer_after_the_cut_counts_as_none_yet(found: pd.DataFrame) -> None:
    """Lead 4 is answered after three hours and converts: at an hour it speaks for waiting."""
    assert found.loc[("unanswered", "1 hour"), "value"] == pytest.approx(1 / 3)


def test_the_ratio_divides_and_has_none_where_nobody_waiting_converted(
    found: pd.DataFrame,
) -> None:
    ratios = found["value"].loc["ratio"]
    assert ratios.tolist()[:2] == pytest.approx([1.0, 1.5])
    assert np.isnan(ratios.iloc[2])


def test_like_is_compared_with_like(found: pd.DataFrame) -> None:
    """At 5 minutes: on the web 1 of 2 answered against 1 of 1; at the fair nobody was answered."""
    adjusted = found.loc[("adjusted_ratio", "5 minutes")]
    assert adjusted["value"] == pytest.approx(0.5)
    assert adjusted["n"] == 3


def test_conversions_after_the_horizon_and_young_leads_do_not_count() -> None:
    later = conversion_by_response_time(LEADS, TOUCHES, WINDOW, days=115)
    assert later.set_index(["measure", "cut"])["value"][("unanswered", "1 day")] == 0.5
    young = conversion_by_response_time(LEADS, TOUCHES, WINDOW, days=121)
    assert young["value"].isna().all()
    assert young["n"].eq(0).all()


def test_dates_without_times_cannot_be_cut() -> None:
    days = LEADS["created_at"].dt.tz_localize(None).dt.normalize()
    frame = conversion_by_response_time(LEADS.assign(created_at=days), TOUCHES, WINDOW)
    assert frame["value"].isna().all()


def world(effect: float, seed: int = 7) -> tuple[pd.DataFrame, pd.DataFrame]:
    """20,000 leads, good ones answered sooner; an answer within the hour multiplies by `effect`.

    How good a lead is shows in its score band alone.
    """
    draw = np.random.default_rng(seed)
    n = 20_000
    band = draw.integers(0, 3, n)
    created = pd.Timestamp("2026-01-05T09:00Z") + pd.to_timedelta(draw.integers(0, 60, n), "D")
    delay = draw.exponential(np.array([20.0, 6.0, 1.0])[band], n)
    chance = np.array([0.05, 0.15, 0.35])[band] * np.where(delay <= 1, effect, 1.0)
    won = draw.random(n) < chance
    days = np.where(won, draw.uniform(2, 60, n), np.nan)
    leads = table(
        lead_id=[str(number) for number in range(n)],
        created_at=list(created),
        converted_at=list(created + pd.to_timedelta(days, "D")),
        disqualified_at=[None] * n,
        source=["Web"] * n,
    ).assign(score_band=np.array(["low", "middle", "high"])[band])
    touches = table(
        lead_id=leads["lead_id"].tolist(), occurred_at=list(created + pd.to_timedelta(delay, "h"))
    )
    return leads, touches.assign(direction="outbound", outcome="reached", is_automatic=False)


def at_an_hour(effect: float) -> pd.DataFrame:
    leads, touches = world(effect)
    frame = conversion_by_response_time(leads, touches, Window(date(2026, 6, 30)))
    return frame[frame["cut"].eq("1 hour")].set_index("measure")


def test_good_leads_answered_sooner_look_like_an_effect_until_like_is_compared_with_like() -> None:
    found = at_an_hour(effect=1.0)
    assert found.loc["ratio", "low"] > 1.8
    assert found.loc["adjusted_ratio", "low"] < 1 < found.loc["adjusted_ratio", "high"]
    assert found.loc["adjusted_ratio", "value"] == pytest.approx(1, abs=0.07)


def test_an_effect_that_is_there_is_recovered() -> None:
    found = at_an_hour(effect=1.5)
    assert found.loc["adjusted_ratio", "low"] < 1.5 < found.loc["adjusted_ratio", "high"]
    assert found.loc["ratio", "low"] > 2
