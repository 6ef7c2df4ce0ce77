"""What a process speaks: messages, plurals, and days and periods by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import ParamError
from kit.language import LANGUAGES, Language, current, speaking, use
from kit.window import Calendar, Window

ENGLISH = Language("en")


@pytest.fixture
def spoken_here() -> Iterator[None]:
    before = current().code
    yield
    use(before)


def test_a_process_speaks_english_until_it_is_told_otherwise() -> None:
    assert current().code == "en"


def test_a_process_speaks_the_language_it_is_told_to(spoken_here: None) -> None:
    assert use("it").code == "it"
    assert current().code == "it"


def test_an_unknown_language_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ParamError, match=r"Unknown language `de`\. Known: `en`, `ca`, `it`, `es`"):
        Language("de")


def test_a_message_is_filled_with_its_values() -> None:
    said = ENGLISH.text("{owner} won {amount}.", owner="Anna", amount="€1,000")
    assert said == "Anna won €1,000."


def test_values_are_inserted_as_they_stand() -> None:
    said = ENGLISH.text("{a} and {b}", a="{b}", b="{0.__class__}")
    assert said == "{b} and {0.__class__}"


def test_a_text_without_values_keeps_its_braces() -> None:
    assert ENGLISH.text("Set {region} first.") == "Set {region} first."


def test_a_forgotten_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="total"):
        ENGLISH.text("{n} of {total}", n=1)


def test_an_empty_message_stays_empty_in_every_language() -> None:
    assert {Language(code).text("") for code in LANGUAGES} == {""}


@pytest.mark.parametrize(("n", "said"), [(0, "0 leads"), (1, "1 lead"), (1200, "1,200 leads")])
def test_a_plural_goes_with_its_number(n: int, said: str) -> None:
    assert ENGLISH.plural("{n} lead", "{n} leads", n) == said


def test_a_plural_takes_other_values_too() -> None:
    said = ENGLISH.plural("{n} lead of {owner}", "{n} leads of {owner}", 2, owner="Anna")
    assert said == "2 leads of Anna"


def test_english_knows_every_message_and_other_languages_only_their_own() -> None:
    assert ENGLISH.knows("No such message.")
    assert not Language("it").knows("No such message.")
    assert Language("it").text("No such message.") == "No such message."


@pytest.mark.parametrize(
    ("code", "long", "short"),
    [
        ("en", "31 December 2017", "31 Dec 2017"),
        ("ca", "31 de desembre del 2017", "31 de des. 2017"),
        ("it", "31 dicembre 2017", "31 dic 2017"),
        ("es", "31 de diciembre de 2017", "31 dic 2017"),
    ],
)
def test_dates_name_their_month(code: str, long: str, short: str) -> None:
    language = Language(code)
    assert language.date(date(2017, 12, 31)) == long
    assert language.date(date(2017, 12, 31), "short") == short


@pytest.mark.parametrize(
    ("start", "period", "said"),
    [
        (date(2017, 10, 1), "quarter", "Q4 2017"),
        (date(2017, 12, 1), "month", "Dec 2017"),
        (date(2017, 12, 4), "week", "Week of 4 Dec 2017"),
        (date(2017, 1, 1), "year", "2017"),
    ],
)
def test_a_period_is_named_after_its_kind(start: date, period: str, said: str) -> None:
    assert ENGLISH.period(start, period) == said
    assert ENGLISH.period(start, period, Calendar()) == said


@pytest.mark.parametrize(
    ("first_month", "start", "period", "said"),
    [
        (4, date(2025, 4, 1), "quarter", "FY2026 Q1"),
        (4, date(2026, 1, 1), "quarter", "FY2026 Q4"),
        (4, date(2026, 4, 1), "quarter", "FY2027 Q1"),
        (4, date(2025, 4, 1), "year", "FY2026"),
        (12, date(2025, 12, 1), "quarter", "FY2026 Q1"),
        (2, date(2025, 11, 1), "quarter", "FY2026 Q4"),
        (4, date(2025, 4, 1), "month", "Apr 2025"),
    ],
)
def test_a_fiscal_year_is_named_after_the_year_in_which_it_ends(
    first_month: int, start: date, period: str, said: str
) -> None:
    calendar = Calendar(fiscal_year_start=first_month)
    assert ENGLISH.period(start, period, calendar) == said


@settings(deadline=None)  # the machine may be busy
@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(min_value=1, max_value=12),
    st.sampled_from(LANGUAGES),
)
def test_each_quarter_of_a_year_has_a_name_of_its_own(day: date, first: int, code: str) -> None:
    calendar = Calendar(fiscal_year_start=first)
    start = calendar.floor(day, "year")
    starts = [calendar.step(start, "quarter", count) for count in range(8)]
    assert len({Language(code).period(each, "quarter", calendar) for each in starts}) == 8


def test_the_periods_of_a_window_are_named_from_first_to_last() -> None:
    assert ENGLISH.span(Window(date(2017, 12, 31), "quarter", 8)) == "Q1 2016 – Q4 2017"
    assert ENGLISH.span(Window(date(2017, 12, 31), "year", 1)) == "2017"


def test_another_language_can_be_spoken_for_a_while(spoken_here: None) -> None:
    use("it", "EUR")
    with speaking("en") as english:
        assert english is current()
        assert (english.code, english.currency) == ("en", "EUR")
    assert (current().code, current().currency) == ("it", "EUR")


def test_what_was_spoken_before_comes_back_after_an_error_too(spoken_here: None) -> None:
    use("it")
    with pytest.raises(ParamError), speaking("xx"):
        pass
    assert current().code == "it"
