"""Hand-over, answers and effort: each rule on hand-made frames around its limit."""

from __future__ import annotations

import pandas as pd
import pytest

from kit import advice

QUARTERS = pd.date_range("2024-07-01", periods=8, freq="QS")


def outcomes(n: int, **hits: int) -> pd.DataFrame:
    frame = pd.DataFrame({"outcome": list(hits), "value": [hit / n for hit in hits.values()]})
    return frame.assign(measure="share", period=QUARTERS[0], n=n)


def course(measure: str, before: float, now: float, n: int = 150) -> pd.DataFrame:
    """Six quarters of before, two recent ones."""
    frame = pd.DataFrame({"period": QUARTERS, "value": [before] * 6 + [now] * 2})
    return frame.assign(measure=measure, n=n)


def gain(value: float, low: float) -> pd.DataFrame:
    row = {"measure": "adjusted_ratio", "cut": "1 day", "value": value, "low": low}
    return pd.DataFrame([row])


def touches(*at_risk_and_hazard: tuple[int, float]) -> pd.DataFrame:
    rows = [(k, n, hazard) for k, (n, hazard) in enumerate(at_risk_and_hazard, start=1)]
    return pd.DataFrame(rows, columns=["k", "n", "value"]).assign(measure="hazard")


def rules(
    rate: tuple[float, float], prompt: tuple[float, float], ratio: pd.DataFrame, n: int = 150
):
    rates, answers = course("within_90_days", *rate, n), course("within_1_day", *prompt, n)
    return [one.rule for one in advice.conversion(rates, answers, ratio)]


def test_many_converted_leads_that_come_to_nothing_at_once_are_handed_over_too_early() -> None:
    frame = outcomes(200, won=50, no_opportunity=40, lost_at_once=60, lost_later=50)
    (said,) = advice.handover(frame)
    assert said.rule == "handed_over_early"
    facts = {name: value.value for name, value in said.facts.items()}
    assert facts == {"share": 0.5, "n": 200.0, "without": 40, "lost": 60}


@pytest.mark.parametrize(("n", "vain"), [(1_000, 360), (29, 29), (60, 26)])
def test_a_usual_share_and_a_few_leads_are_not_spoken_of(n: int, vain: int) -> None:
    assert advice.handover(outcomes(n, no_opportunity=0, lost_at_once=vain)) == ()


def test_late_answers_are_sales_and_quick_ones_that_do_not_convert_are_marketing() -> None:
    assert rules((0.4, 0.25), (0.7, 0.5), gain(1.8, 1.4)) == ["answered_late"]
    assert rules((0.4, 0.25), (0.7, 0.7), gain(1.8, 1.4)) == ["attention_faded"]


def test_slower_answers_matter_before_conversion_has_fallen() -> None:
    assert rules((0.4, 0.4), (0.7, 0.5), gain(1.8, 1.4)) == ["answered_late"]


def test_where_neither_can_be_told_apart_nothing_is_said() -> None:
    assert rules((0.4, 0.25), (0.7, 0.5), gain(1.2, 0.9)) == []
    assert rules((0.4, 0.4), (0.7, 0.5), gain(1.2, 0.9)) == []


def test_small_drops_of_many_leads_and_large_ones_of_a_few_are_silent() -> None:
    assert rules((0.4, 0.31), (0.7, 0.61), gain(1.8, 1.4), n=50_000) == []
    assert rules((0.4, 0.2), (0.7, 0.4), gain(1.8, 1.4), n=10) == []


def test_effort_that_stops_although_the_next_touch_is_answered_is_spoken_of() -> None:
    frame = touches((1_000, 0.5), (200, 0.2), (60, 0.15), (10, 0.1))
    (said,) = advice.persistence(frame)
    # 500 and 160 had not answered, 200 and 60 of them were tried again; the 51 after are too.
    again = (200 + 60 + 10) / (500 + 160 + 51)
    assert said.facts["given_up"].value == pytest.approx(1 - again)
    assert said.facts["answer"].value == pytest.approx((40 + 9 + 1) / 270)


def test_persistent_owners_and_leads_that_never_answer_again_are_silent() -> None:
    assert advice.persistence(touches((1_000, 0.5), (350, 0.2), (200, 0.15))) == ()
    assert advice.persistence(touches((1_000, 0.5), (200, 0.02), (60, 0.02))) == ()
    assert advice.persistence(touches((40, 0.5), (5, 0.2))) == ()
    assert advice.persistence(touches((0, float("nan")), (0, float("nan")))) == ()
