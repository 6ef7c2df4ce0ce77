"""The same page in other languages: where it lies, and the links from one to the other."""

from __future__ import annotations

from collections.abc import Mapping

from kit.language import NAMES
from kit.params import Settings
from kit.publisher.addresses import GLOSSARY, address, in_language, relative
from kit.publisher.context import Link
from kit.units import Unit


def home_address(settings: Settings, unit: Unit, language: str) -> str:
    """Address of a unit's first page, in `language` if the unit is published in it, else its own.

    Parameters
    ----------
    settings
        Of the project.
    unit
        Whose home.
    language
        Language of the page that leads there.
    """
    published = settings.languages_of(unit)
    chosen = language if language in published else published[0]
    return address(unit, "index", chosen, published[0])


def glossary_address(settings: Settings, language: str) -> str:
    """Address of the definitions in a language; the project's carries none in its name."""
    return in_language(GLOSSARY.removesuffix(".html"), language, settings.language)


def switch(here: str, versions: Mapping[str, str], *, alike: frozenset[str]) -> tuple[Link, ...]:
    """Links from a page to the same one in other languages, as the languages call themselves.

    Parameters
    ----------
    here
        Address of the page, from the root of the site.
    versions
        Addresses of the page in every language that it is published in, its own among them.
    alike
        Languages in which what lies beside the page is published like here.

    >>> switch("emea/sales.html", {"it": "emea/sales.html", "ca": "emea/sales.ca.html"},
    ...        alike=frozenset({"ca"}))
    (Link(text='Català', href='sales.ca.html', language='ca', is_alike=True),)
    """
    return tuple(
        Link(NAMES[language], relative(here, there), language, language in alike)
        for language, there in versions.items()
        if there != here
    )
