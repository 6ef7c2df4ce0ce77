from __future__ import annotations

from datetime import date

import pytest

from kit.params.holidays import checked_holidays, holiday_dates

AS_OF = date(2026, 6, 30)


def test_a_part_of_a_country_adds_its_own_holidays() -> None:
    spain, catalonia = holiday_dates(["ES"], AS_OF), holiday_dates(["ES-CT"], AS_OF)
    assert {"2026-01-01", "2026-10-12"} <= set(spain) & set(catalonia)
    assert "2025-09-11" in catalonia
    assert "2025-09-11" not in spain


def test_ten_years_before_and_the_year_itself_are_listed_in_order() -> None:
    found = holiday_dates(["ES"], AS_OF)
    assert (found[0], found[-1]) == ("2016-01-01", "2026-12-25")
    assert list(found) == sorted(found)


def test_single_days_are_added_whatever_their_year() -> None:
    assert holiday_dates(["2010-08-16", "2026-08-14"], AS_OF) == ("2010-08-16", "2026-08-14")
    assert holiday_dates([], AS_OF) == ()


def test_places_and_days_that_exist_are_accepted() -> None:
    entries = ("ES-CT", "DE-BY", "BR", "2026-08-15")
    assert checked_holidays(entries) == entries


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("Spain", "is no country or part of one"),
        ("ES-XX", "public holidays of `ES-XX` are not known. Known: "),
        ("XQ", "public holidays of `XQ` are not known"),
        ("2026-02-30", "`2026-02-30` is no date"),
    ],
)
def test_what_is_not_known_is_refused(entry: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checked_holidays((entry,))
