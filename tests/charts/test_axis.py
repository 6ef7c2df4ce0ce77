from __future__ import annotations

import pytest

from kit.charts.axis import fitting, span, tick_texts, ticks
from kit.charts.subject import subject


def test_a_flat_course_is_not_blown_up() -> None:
    low, high = span(0.61, 0.65, zero=False)
    assert high - low == pytest.approx(0.65 * 0.3)


def test_a_course_that_comes_near_zero_starts_there() -> None:
    assert span(0.1, 0.6, zero=False) == (0.0, 0.6)


def test_nothing_but_zeros_still_has_an_axis() -> None:
    low, high = span(0.0, 0.0, zero=True)
    assert low < high


@pytest.mark.parametrize(
    ("kpi", "measure", "high", "texts"),
    [
        ("win_rate", "value", 0.6, ["0%", "20%", "40%", "60%"]),
        ("bookings", "amount", 1_500_000, ["€0", "€500K", "€1M", "€1.5M"]),
        ("bookings", "amount", 1_500, ["€0", "€500", "€1,000", "€1,500"]),
        ("bookings", "amount", 15_000, ["€0", "€5,000", "€10,000", "€15,000"]),
        ("bookings", "count", 3, ["0", "1", "2", "3"]),
        ("cycle_time", "median", 90, ["0", "25", "50", "75", "100"]),
    ],
)
def test_ticks_are_round_and_short(kpi: str, measure: str, high: float, texts: list[str]) -> None:
    assert tick_texts(ticks(0, high), subject(kpi, measure, "EUR")) == texts


def test_labels_that_do_not_fit_are_left_out_at_even_steps() -> None:
    assert fitting([0, 20, 40, 60, 80, 100], [30] * 6) == [2, 5]


def test_ticks_between_thousands_keep_their_decimals() -> None:
    money, rate = subject("bookings", "amount", "EUR"), subject("win_rate", "value")
    assert tick_texts([11_250, 12_500], money) == ["€11.25K", "€12.5K"]
    assert tick_texts([0.325, 0.35, 0.375], rate) == ["32.5%", "35.0%", "37.5%"]
