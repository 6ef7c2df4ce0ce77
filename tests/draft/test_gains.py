"""What each missing table would add."""

from __future__ import annotations

from kit.draft.gains import GAINS, gain_of
from kit.schemas import TABLES

_ROOM = 80 - 2 - len("opportunity_lines") - 2


def test_every_table_has_words_that_fit_a_narrow_screen() -> None:
    assert list(GAINS) == [schema.name for schema in TABLES]
    assert {name: words for name, words in GAINS.items() if len(words) > _ROOM} == {}


def test_the_kpis_of_a_table_come_before_the_words() -> None:
    assert gain_of("opportunities", ["bookings", "win_rate"]) == "bookings, win_rate"
    assert "response times" in gain_of("activities", [])
