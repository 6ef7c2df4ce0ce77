"""Everything on a page that does not stand in its notebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kit.publisher.addresses import ARCHIVE, GLOSSARY, address, in_language, relative
from kit.results import Finding, Headline
from kit.units import Unit

State = Literal["fresh", "stale", "failed"]


@dataclass(frozen=True)
class Link:
    """A link to another page of the site; `href` is relative to the page that carries it.

    `language` is that of the other page, where it is not this one's; `is_alike` says that what lies
    beside that page (cards) is what lies beside this one.
    """

    text: str
    href: str
    language: str = ""
    is_alike: bool = False


@dataclass(frozen=True)
class PageLink:
    """One page of a unit: name of its notebook, title, question; `file` as seen from this page."""

    name: str
    title: str
    file: str
    question: str = ""


@dataclass(frozen=True)
class Context:
    """What surrounds the content of one page.

    Attributes
    ----------
    project, unit, notebook, language, currency
        Whose page it is and which.
    as_of, period_text
        Last day that counts, and the period looked at, as text in the page's language.
    freshness
        Newest event of each source, as (label, ISO date).
    pages
        The unit's pages in the order of the site.
    trail
        Up-links: the index, then the units above. Never siblings, so that a new team
        changes no other page.
    demo
        Whether the data are the demo CRM's.
    stale_since
        Day from which on the page could not be renewed; None for a page that is current.
    failure
        Why the last run of this page failed, as text; empty where it did not.
    level
        Level of all intervals on the page.
    languages
        The same page in other languages.
    definitions
        Address of the glossary seen from this page; empty for the site's own
        ``glossary.html``.
    home
        The unit's first page, as seen from this page.
    csv, workbook
        Downloads as seen from this page: its tables, all of the unit's; empty for none.
    """

    project: str
    unit: Unit
    notebook: str
    language: str
    currency: str
    as_of: date
    period_text: str
    freshness: tuple[tuple[str, str], ...] = ()
    pages: tuple[PageLink, ...] = ()
    trail: tuple[Link, ...] = ()
    demo: bool = False
    stale_since: date | None = None
    failure: str = ""
    level: float = 0.90
    languages: tuple[Link, ...] = ()
    definitions: str = ""
    home: str = "index.html"
    csv: str = ""
    workbook: str = ""

    @property
    def unit_name(self) -> str:
        """The unit as the page names it; the company takes the project's name."""
        return self.unit.name or self.project

    @property
    def title(self) -> str:
        """The page's title in the navigation; the notebook's name where it is not listed."""
        return next(
            (page.title for page in self.pages if page.name == self.notebook), self.notebook
        )

    @property
    def file(self) -> str:
        """The page's own file name; that of its notebook where it is not listed."""
        own = (page.file for page in self.pages if page.name == self.notebook)
        return next(own, in_language(self.notebook, self.language, self.language))

    @property
    def ending(self) -> str:
        """How names of files that lie beside this page in its language end."""
        return self.file[self.file.index(".") :]

    @property
    def glossary(self) -> str:
        """Relative address of the definitions."""
        here = address(self.unit, self.notebook, self.language, self.language)
        return self.definitions or relative(here, GLOSSARY)


@dataclass(frozen=True)
class UnitCard:
    """One unit as the index shows it.

    Attributes
    ----------
    href
        Address of the unit's home, from the root of the site.
    since
        Day from which on the unit is stale or failed; None for a fresh one.
    reason
        What failed, as text.
    language
        Language of the page that `href` leads to.
    """

    unit: Unit
    name: str
    href: str
    as_of: date
    state: State = "fresh"
    since: date | None = None
    reason: str = ""
    headlines: tuple[Headline, ...] = ()
    findings: tuple[Finding, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class SiteContext:
    """What the index shows: every unit (the company first), and the state of the data.

    `languages` leads from the glossary to the same in other languages.
    """

    project: str
    language: str
    as_of: date
    units: tuple[UnitCard, ...]
    freshness: tuple[tuple[str, str], ...] = ()
    demo: bool = False
    level: float = 0.90
    definitions: str = GLOSSARY
    archive: str = ARCHIVE
    languages: tuple[Link, ...] = ()
