from __future__ import annotations

from datetime import date

import numpy as np

from kit.demo import WORLD, season
from kit.demo.columns import DAY


def second(day: date, hour: int) -> int:
    return season.day_number(day) * DAY + hour * 3600


def test_the_office_is_shut_at_night_and_at_the_weekend():
    friday_evening = second(date(2026, 6, 26), 20)
    opened = season.office_moment(np.array([friday_evening]), np.array([0]))
    assert opened.tolist() == [second(date(2026, 6, 29), 9)]


def test_office_hours_follow_the_teams_own_clock():
    morning = np.array([second(date(2026, 6, 29), 10)])
    assert season.office_moment(morning, np.array([0])).tolist() == morning.tolist()
    in_new_york = season.office_moment(morning, np.array([-5]))
    assert in_new_york.tolist() == [second(date(2026, 6, 29), 14)]


def test_wins_are_pulled_into_the_last_days_of_a_quarter():
    won, _ = season.closing_factors(WORLD)
    day = season.day_number(date(2026, 3, 31)) - season.first_day(WORLD)
    assert won[day] == WORLD.closing.quarter_end * WORLD.closing.months[2]
    assert won[day + 1] == WORLD.closing.months[3]


def test_expected_arrivals_follow_month_and_weekday():
    weights = season.arrival_weights(WORLD)
    monday, sunday = (season.day_number(date(2025, 3, day)) for day in (17, 23))
    first = season.first_day(WORLD)
    ratio = WORLD.arrivals.weekdays[0] / WORLD.arrivals.weekdays[6]
    assert np.isclose(weights[monday - first] / weights[sunday - first], ratio, rtol=0.01)
    assert np.isclose(weights.sum(), 1.0)


def test_subjects_and_chunks_do_not_share_random_numbers():
    draws = {
        season.generator(1, subject, chunk).integers(0, 2**60)
        for subject in ("leads", "orders")
        for chunk in (None, 0, 1)
    }
    assert len(draws) == 6
