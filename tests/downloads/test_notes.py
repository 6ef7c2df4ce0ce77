"""The notes say whose the figures are, how current, what they mean, and what was withheld."""

from __future__ import annotations

from dataclasses import replace

from kit.downloads import Heading, Sheet
from kit.downloads.notes import notes_of
from tests.downloads.reading import ABOUT, page_of

RATE = Sheet("Win rate", "", (Heading("a"),), (("x",),), kpi="win_rate")


def told(*pages: object, about: object = ABOUT) -> dict[str, list[tuple[str, str]]]:
    return dict(notes_of(pages or [page_of(RATE)], about))  # type: ignore[arg-type]


def test_they_say_unit_period_day_sources_and_definitions() -> None:
    notes = told()
    assert ("Unit", "Example · Iberia") in notes["About"]
    assert notes["Sales"] == [("Period", "Q1 2026"), ("As of", "2026-03-31")]
    assert notes["Newest record in each source"] == [("Opportunities", "2026-03-30")]
    ((label, definition),) = notes["Definitions"]
    assert label == "Win rate"
    assert definition.startswith("Won opportunities as a share of all opportunities closed")


def test_they_say_what_was_withheld() -> None:
    page = page_of(RATE, notices=("“Quotes” needs the table `quotes`.",))
    withheld = told(page)["Withheld"]
    assert ("Sales", "“Quotes” needs the table `quotes`.") in withheld
    assert any("fewer than 5 records" in text for _, text in withheld)
    hidden = told(page, about=replace(ABOUT, owners="hashed", allow=("leads.name",)))["Withheld"]
    assert ("", "Names of your own people are replaced by codes.") in hidden
    assert ("", "Personal data of leads are not shown, but for: leads.name") in hidden


def test_no_page_is_called_newer_than_it_is() -> None:
    old = page_of(RATE, title="Old", freshness=(("Opportunities", "2026-01-01"),), state="Stale.")
    notes = told(page_of(RATE), old)
    assert notes["Newest record in each source"] == [("Opportunities", "2026-01-01")]
    assert ("", "Stale.") in notes["Old"]


def test_they_speak_the_language_of_the_pages() -> None:
    spanish = told(about=replace(ABOUT, language="es"))
    assert set(spanish) != set(told())
