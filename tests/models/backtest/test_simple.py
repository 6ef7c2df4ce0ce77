from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kit.models.backtest.bookings import leaves_of
from kit.models.backtest.origins import origins
from kit.models.backtest.simple import pipeline_values, simple_forecast
from kit.window import Calendar, Window


def test_units_agree_because_leaves_are_forecast_and_added_up(booked):
    history = booked([4.0, 6.0, 5.0, 7.0] * 7, [9.0, 8.0, 10.0, 11.0] * 7, [1.0, 2.0, 0.0, 1.0] * 7)
    for method, leaves in simple_forecast(history, "quarter").expected.items():
        assert leaves.shape == (3, 29), method
    made = simple_forecast(history, "quarter").quantiles()
    assert list(made) == ["last_period", "mean", "seasonal_share", "ets"]
    quantiles, mean = made["mean"]
    assert quantiles.shape == (5, 7)  # company, EMEA, its two teams, US
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert mean.min() >= 0


def test_a_method_that_cannot_say_is_left_out(booked):
    assert "ets" not in simple_forecast(booked([5.0] * 8), "month").quantiles()


def test_the_weighted_pipeline_is_worth_what_it_came_to_in_the_past(booked):
    history = booked([100.0] * 9)
    values = {stop: np.array([200.0]) for stop in range(3, 9)} | {9: np.array([300.0])}
    made = simple_forecast(history, "month", values)
    assert made.expected["stage_weighted"][0, -1] == pytest.approx(150.0)


def test_the_pipeline_of_a_past_day_knows_nothing_of_later_closes(opportunities):
    table = opportunities(
        ("2025-01-05", "2025-01-20", "won", 10.0, "EMEA", "DACH"),
        ("2025-01-05", "2025-01-20", "lost", 10.0, "EMEA", "DACH"),
        ("2025-03-05", "2025-07-20", "lost", 0.0, "EMEA", "DACH"),
        ("2025-06-05", None, "open", 40.0, "EMEA", "DACH"),
    )
    table["list_price"] = 40.0
    days = [one.day for one in origins(table, Window(date(2025, 9, 30)))]
    found = pipeline_values({"opportunities": table}, days, Calendar(), leaves_of(table))
    worth = {day: value.tolist() for day, value in found.items()}
    assert worth[date(2025, 4, 30)] == [20.0]
    assert worth[date(2025, 6, 30)] == [40.0]
    assert max(worth) == date(2025, 6, 30)
    assert min(worth) == date(2024, 3, 31)  # a year before the first origin
