from __future__ import annotations

import pytest

from kit.publisher import address, folder, in_language, relative
from kit.units import Unit


def test_every_unit_has_its_own_folder() -> None:
    units = [
        Unit(),
        Unit("EMEA"),
        Unit("EMEA", "Iberia"),
        Unit("APAC", "Iberia"),
        Unit("", "Iberia"),
        Unit("Iberia"),
        Unit("emea"),
    ]
    folders = [folder(unit) for unit in units]
    assert folders[:4] == ["company", "emea", "emea/iberia", "apac/iberia"]
    assert folders[4] == "company/iberia"
    assert len({name.casefold() for name in folders}) == len(units)


@pytest.mark.parametrize("name", ["Company", "Glossary", "Index", "Accounts", "Manifest"])
def test_a_region_never_takes_a_name_of_the_site_itself(name: str) -> None:
    assert folder(Unit(name)).startswith(f"{name.lower()}-")


@pytest.mark.parametrize(
    "name", ["../../etc", "a/b", "C:\\x", "CON", "{0}", "x" * 300, "Ñandú", "."]
)
def test_a_hostile_name_stays_inside_its_folder(name: str) -> None:
    found = address(Unit("EMEA", name), "sales", "en", "en")
    assert found.count("/") == 2
    assert found.startswith("emea/")
    assert ".." not in found
    assert len(found) < 120


def test_pages_in_other_languages_carry_the_language_in_their_name() -> None:
    unit = Unit("EMEA")
    assert address(unit, "sales", "es", "es") == "emea/sales.html"
    assert address(unit, "sales", "ca", "es") == "emea/sales.ca.html"
    assert in_language("glossary", "it", "en") == "glossary.it.html"


def test_links_are_relative_from_any_depth() -> None:
    deep = "emea/iberia/sales.html"
    assert relative(deep, "index.html") == "../../index.html"
    assert relative(deep, "emea/index.html") == "../index.html"
    assert relative(deep, "emea/iberia/leads.html") == "leads.html"
    assert relative("index.html", deep) == deep
