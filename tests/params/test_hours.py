from __future__ import annotations

import pytest

from kit.params import working_week


def test_a_working_week_from_monday_to_friday() -> None:
    assert working_week("Mo-Fr 09:00-18:00") == (((540, 1080),),) * 5 + ((), ())


def test_a_siesta_and_a_saturday() -> None:
    week = working_week("Mo-Fr 15:00-18:00,09:00-13:00; Sa 9:00-12:00")
    assert week[0] == ((540, 780), (900, 1080))
    assert week[5] == ((540, 720),)
    assert week[6] == ()


def test_single_days_and_a_week_that_starts_on_sunday() -> None:
    week = working_week("Su-Tu,Fr 00:00-24:00")
    assert [bool(day) for day in week] == [True, True, False, False, True, False, True]


def test_a_night_shift_belongs_to_the_day_on_which_it_starts() -> None:
    week = working_week("Fr 22:00-06:00; Sa 06:00-00:00")
    assert (week[4], week[5], week[6]) == (((1320, 1800),), ((360, 1440),), ())


def test_a_later_rule_replaces_an_earlier_one() -> None:
    assert working_week("Mo-Fr 09:00-18:00; Fr 09:00-14:00")[4] == ((540, 840),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not understood"),
        ("09:00-18:00", "is not understood"),
        ("Lu-Vi 09:00-18:00", "names no weekdays"),
        ("Mo-Fr", "is not understood"),
        ("Mo-Fr 9-18", "is not understood"),
        ("Mo-Fr 25:00-26:00", "is not understood"),
        ("Mo-Fr 24:00-09:00", "is no span of hours"),
        ("Mo-Fr 09:00-24:30", "is no span of hours"),
        ("Mo-Fr 09:00-09:00", "is no span of hours"),
        ("Mo 20:00-06:00; Tu 05:00-13:00", "spans that overlap"),
        ("Su 20:00-06:00; Mo 05:00-13:00", "spans that overlap"),
        ("Mo 09:00-13:00,12:00-18:00", "spans that overlap"),
    ],
)
def test_hours_that_are_not_understood_show_how_to_write_them(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=rf"{said}.* Write them like `Mo-Fr 09:00-13:00"):
        working_week(text)
