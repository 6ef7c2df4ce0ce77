from __future__ import annotations

from datetime import datetime

import pytest

from kit.params import Schedule


def due(text: str, *moment: int) -> bool:
    return Schedule.of(text).holds(datetime(*moment))  # type: ignore[arg-type]


def test_mondays_at_six() -> None:
    assert due("0 6 * * 1", 2026, 6, 29, 6, 0)
    assert not due("0 6 * * 1", 2026, 6, 30, 6, 0)
    assert not due("0 6 * * 1", 2026, 6, 29, 6, 1)
    assert not due("0 6 * * 1", 2026, 6, 29, 7, 0)


def test_steps_ranges_and_lists() -> None:
    assert Schedule.of("*/20 8-18/5 1,15 * *").minutes == {0, 20, 40}
    assert Schedule.of("*/20 8-18/5 1,15 * *").hours == {8, 13, 18}
    assert Schedule.of("5/30 * 1,15 * *").minutes == {5, 35}
    assert Schedule.of("0 0 1,15 * *").days == {1, 15}


def test_days_and_months_may_have_names() -> None:
    assert Schedule.of("0 6 * Jan-Mar mon,FRI").months == {1, 2, 3}
    assert Schedule.of("0 6 * Jan-Mar mon,FRI").weekdays == {1, 5}


def test_sunday_is_0_and_7() -> None:
    assert Schedule.of("0 6 * * 7") == Schedule.of("0 6 * * 0")
    assert due("0 6 * * 7", 2026, 6, 28, 6, 0)


def test_either_day_is_enough_when_both_are_restricted() -> None:
    assert due("0 6 1 * 1", 2026, 7, 1, 6, 0)
    assert due("0 6 1 * 1", 2026, 6, 29, 6, 0)
    assert not due("0 6 1 * *", 2026, 6, 29, 6, 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 6 * *", "`0 6 \\* \\*` has 4 fields; cron needs 5"),
        ("@daily", "has 1 fields"),
        ("60 6 * * 1", "`60` is no minute: 0 to 59 is allowed"),
        ("0 24 * * 1", "`24` is no hour: 0 to 23 is allowed"),
        ("0 6 0 * 1", "`0` is no day of month: 1 to 31 is allowed"),
        ("0 6 * 13 1", "`13` is no month: 1 to 12 is allowed"),
        ("0 6 * * 8", "`8` is no day of week: 0 to 7 is allowed"),
        ("0 6 * * lun", "`lun` is no day of week"),
        ("5-1 6 * * 1", "`5-1` is no minute"),
        ("*/0 6 * * 1", r"`\*/0` is no minute"),
        ("*/ 6 * * 1", r"`\*/` is no minute"),
        ("1,,2 6 * * 1", "`` is no minute"),
        ("-1 6 * * 1", "`-1` is no minute"),
        ("² 6 * * 1", "`²` is no minute"),
    ],
)
def test_what_is_no_schedule_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Schedule.of(text)
