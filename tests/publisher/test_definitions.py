"""The glossary says of every KPI what the catalogue says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kit import catalogue, language
from kit.publisher.definitions import groups


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def test_every_kpi_and_every_listing_has_its_entry_in_order() -> None:
    kpis, listings = groups()
    assert (kpis.title, listings.title) == ("KPIs", "Listings")
    assert [entry.name for entry in kpis.entries] == [kpi.name for kpi in catalogue.KPIS]
    assert [entry.name for entry in listings.entries] == [one.name for one in catalogue.LISTINGS]


def test_an_entry_says_what_is_counted_in_which_unit_and_from_where() -> None:
    rate = next(entry for entry in groups()[0].entries if entry.name == "win_rate")
    assert rate.label == "Win rate"
    assert rate.definition.startswith("Won opportunities as a share")
    assert dict(rate.notes)["Unit:"] == "a share"
    assert dict(rate.notes)["Read from:"].startswith("`opportunities (")
    assert "Measures:" not in dict(rate.notes)


def test_several_measures_are_named() -> None:
    bookings = next(entry for entry in groups()[0].entries if entry.name == "bookings")
    assert dict(bookings.notes)["Measures:"] == "Amount, Count"


def test_every_kpi_says_what_it_is_read_from() -> None:
    for entry in groups()[0].entries:
        assert all(text for _, text in entry.notes), entry.name
