"""What has to be known to read the tables without the pages that they were taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kit.downloads.sheets import Sheet
from kit.language import N_, Language

Lines = list[tuple[str, str]]
_OWNERS = {
    "initials": N_("Names of your own people are shortened to initials and a code."),
    "hashed": N_("Names of your own people are replaced by codes."),
}


@dataclass(frozen=True)
class PageTables:
    """The tables of one page, and what surrounds them.

    Attributes
    ----------
    title, period_text, as_of
        As the page shows them.
    freshness
        Newest event of each source, as (label, ISO date).
    state
        Why the page is not the newest, as text; empty where it is.
    sheets
        Its tables, and those behind its charts, in its order.
    notices
        What the page says that it cannot show.
    """

    title: str
    period_text: str
    as_of: date
    freshness: tuple[tuple[str, str], ...]
    state: str
    sheets: tuple[Sheet, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class About:
    """Whose tables they are, and what was withheld from them.

    `owners`, `minimum_group` and `allow` are those of `kit.params.Privacy`, `level` is that of all
    intervals.
    """

    project: str
    unit: str
    language: str
    currency: str
    level: float
    owners: Literal["full", "initials", "hashed"]
    minimum_group: int
    allow: tuple[str, ...] = ()
    demo: bool = False


def notes_of(pages: Sequence[PageTables], about: About) -> list[tuple[str, Lines]]:
    """The notes as headings with (label, text) lines under them, in the language of the pages."""
    words = Language(about.language)
    return [
        (words.text(N_("About")), _about(about, words)),
        *_each_page(pages, words),
        (words.text(N_("Newest record in each source")), _freshness(pages, words)),
        (words.text(N_("Withheld")), _withheld(pages, about, words)),
        (words.text(N_("Definitions")), _definitions(pages, words)),
    ]


def _about(about: About, words: Language) -> Lines:
    lines = [
        (words.text(N_("Unit")), f"{about.project} · {about.unit}"),
        (words.text(N_("Currency")), about.currency),
        ("", words.text(_LEVELS, level=words.percent(about.level, 0))),
    ]
    return [*lines, *([("", words.text(_DEMO))] if about.demo else [])]


def _each_page(pages: Sequence[PageTables], words: Language) -> list[tuple[str, Lines]]:
    said = []
    for page in pages:
        lines = [
            (words.text(N_("Period")), page.period_text),
            (words.text(N_("As of")), page.as_of.isoformat()),
        ]
        said.append((page.title, [*lines, *([("", page.state)] if page.state else [])]))
    return said


def _freshness(pages: Sequence[PageTables], words: Language) -> Lines:
    """The oldest state of each source where pages differ: no page's data are newer than said."""
    oldest: dict[str, str] = {}
    for label, day in (pair for page in pages for pair in page.freshness):
        oldest[label] = min(day, oldest.get(label, day))
    return list(oldest.items()) or [("", words.text(N_("None is known.")))]


def _withheld(pages: Sequence[PageTables], about: About, words: Language) -> Lines:
    shown = ", ".join(about.allow)
    lines = [
        ("", words.text(_ALLOWED, columns=shown) if shown else words.text(_LEADS)),
        ("", words.text(_SUPPRESSED, n=words.number(about.minimum_group))),
    ]
    if about.owners in _OWNERS:
        lines.append(("", words.text(_OWNERS[about.owners])))
    return [*lines, *((page.title, said) for page in pages for said in page.notices)]


def _definitions(pages: Sequence[PageTables], words: Language) -> Lines:
    """Definition of every KPI shown, in order of appearance."""
    from kit import catalogue  # here: it loads pandas, which a publish without news can spare

    known = {kpi.name: kpi for kpi in catalogue.KPIS}
    shown = dict.fromkeys(sheet.kpi for page in pages for sheet in page.sheets)
    return [
        (words.text(known[name].label), words.text(known[name].definition))
        for name in shown
        if name in known
    ]


_LEVELS = N_(
    "Ranges are {level} intervals: the method covers the true value in that share of cases."
)
_DEMO = N_("Demonstration data. Every person, company and amount on this page is invented.")
_LEADS = N_("Names, e-mail addresses and phone numbers of leads are not shown.")
_ALLOWED = N_("Personal data of leads are not shown, but for: {columns}")
_SUPPRESSED = N_("A person's rate that fewer than {n} records stand behind is left out.")
