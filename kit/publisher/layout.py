"""From the cells of an executed notebook to the sections of a page.

Only results (`kit.results.MIME`) and markdown are read. A page is arranged for readers who stop
early: key figures and findings come first, evidence under them. A markdown cell that follows a
chart or a table belongs to it; it says how to read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, takewhile
from typing import Any, TypeVar

from markupsafe import Markup

from kit.language import Language
from kit.publisher.prose import pieces
from kit.results import MIME, Cards, Figure, Finding, Headline, Notice, Result, Table, from_wire

Shown = TypeVar("Shown", bound=Result)
_WIDE = 560
_SEVERITIES = ("act", "watch", "info")


@dataclass(frozen=True)
class Card:
    """A chart or a table with the words on how to read it."""

    result: Figure | Table
    reading: tuple[Markup, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether the card takes the whole width of the page."""
        return isinstance(self.result, Table) or self.result.width > _WIDE


Item = Markup | Card | Headline | Finding | Notice | Cards


@dataclass(frozen=True)
class Section:
    """What stands under one heading; `title` is empty for what stands right under the page's."""

    title: Markup = field(default_factory=Markup)
    level: int = 2
    items: tuple[Item, ...] = ()

    def only(self, kind: type[Shown]) -> tuple[Shown, ...]:
        """Its results of one kind."""
        return tuple(item for item in self.items if isinstance(item, kind))

    @property
    def leads(self) -> bool:
        """Whether all that it shows are key figures or findings."""
        shown = [item for item in self.items if not isinstance(item, Markup)]
        return bool(shown) and all(isinstance(item, Headline | Finding) for item in shown)

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """Its items in runs of one kind, each run with the kind's name."""
        return [(kind, list(run)) for kind, run in groupby(self.items, key=_kind)]


@dataclass(frozen=True)
class Content:
    """A page's own content.

    Attributes
    ----------
    title
        The notebook's first heading; empty where it has none.
    lead
        What stands under the title before any result: the question that the page answers.
    headlines
        The key figures: those of the first section that shows any. Later ones stay in theirs.
    findings
        All of the notebook's, the gravest first, but for what merely introduces tables.
    about_headlines, about_findings
        The prose of sections that show nothing else; their headings give way to the page's own.
    sections
        The evidence.
    """

    title: Markup
    lead: tuple[Markup, ...]
    headlines: tuple[Headline, ...]
    findings: tuple[Finding, ...]
    about_headlines: tuple[Markup, ...]
    about_findings: tuple[Markup, ...]
    sections: tuple[Section, ...]


def arrange(cells: Iterable[Mapping[str, Any]], language: Language) -> Content:
    """Arrange the cells of an executed notebook as a page.

    Raises
    ------
    ValueError
        If a result is not of this version's form.
    """
    title, (first, *others) = _split(_attached(_items(cells, language)))
    lead = _leading_prose(first)
    sections = [replace(first, items=first.items[len(lead) :]), *others]
    key = next((one for one in sections if one.only(Headline)), Section())
    told = [one for one in sections if one.only(Finding) and one.leads and one is not key]
    gone = [one for one in (key, *told) if one.leads]
    return Content(
        title=title,
        lead=lead,
        headlines=key.only(Headline),
        findings=gravest_first(
            item for one in sections for item in one.only(Finding) if _rises(item, one)
        ),
        about_headlines=_prose([key] if key.leads or _is_bare(key) else []),
        about_findings=_prose(told),
        sections=tuple(_evidence(sections, key, gone)),
    )


def gravest_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that ask for action, then those to watch, then the rest, each in their order."""
    return tuple(sorted(found, key=lambda one: _SEVERITIES.index(one.severity)))


def results(cells: Iterable[Mapping[str, Any]]) -> Iterator[Result]:
    """All results that the cells show, in order; nothing else a cell puts out counts."""
    for cell in cells:
        yield from _shown(cell)


def _shown(cell: Mapping[str, Any]) -> Iterator[Result]:
    for output in cell.get("outputs", ()):
        wire = output.get("data", {}).get(MIME)
        if wire is not None:
            yield from_wire(wire)


def _items(cells: Iterable[Mapping[str, Any]], language: Language) -> Iterator[Section | Item]:
    """Headings as empty sections, everything else in order."""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            for piece in pieces("".join(cell["source"]), language):
                yield Section(piece.html, piece.level) if piece.level else piece.html
        for result in _shown(cell):
            yield Card(result) if isinstance(result, Figure | Table) else result


def _attached(items: Iterable[Section | Item]) -> Iterator[Section | Item]:
    """The same items, with the prose that follows a chart or table taken into its card."""
    card: Card | None = None
    for item in items:
        if card is not None and isinstance(item, Markup):
            card = replace(card, reading=(*card.reading, item))
            continue
        if card is not None:
            yield card
        card = item if isinstance(item, Card) else None
        if card is None:
            yield item
    if card is not None:
        yield card


def _split(items: Iterable[Section | Item]) -> tuple[Markup, list[Section]]:
    """The title, and the sections, the one right under the title first."""
    title = Markup()
    sections = [Section()]
    for item in items:
        if isinstance(item, Section) and item.level == 1 and not title:
            title = item.title
        elif isinstance(item, Section):
            sections.append(replace(item, level=max(item.level, 2)))
        elif not _is_told(item, sections[-1]):
            sections[-1] = replace(sections[-1], items=(*sections[-1].items, item))
    return title, sections


def _is_told(item: Item, section: Section) -> bool:
    """Whether the section says already which table is missing; once is enough."""
    return (
        isinstance(item, Notice)
        and item.kind == "missing"
        and any(item.fix == other.fix for other in section.only(Notice))
    )


def _evidence(
    sections: Iterable[Section], key: Section, gone: Sequence[Section]
) -> Iterator[Section]:
    """The sections without what stands at the top; those with nothing left are gone."""
    for one in sections:
        items = tuple(
            item
            for item in one.items
            if not (isinstance(item, Headline) and one is key)
            and not (isinstance(item, Finding) and _rises(item, one))
        )
        if items and not any(one is other for other in gone):
            if one is key and _is_bare(one):
                items = tuple(item for item in items if not _is_prose(item))
            yield _without_idle_words(replace(one, items=items))


def _is_bare(section: Section) -> bool:
    """Whether there are only key figures and notices of why others are not there."""
    kinds = {_kind(item) for item in section.items}
    return "headline" in kinds and kinds <= {"headline", "finding", "notice", "prose"}


def _without_idle_words(section: Section) -> Section:
    """The section without words on how to read what a notice says is not there."""
    kinds = {_kind(item) for item in section.items}
    if kinds != {"prose", "notice"}:
        return section
    told = [place for place, item in enumerate(section.items) if not _is_prose(item)]
    return replace(section, items=section.items[: told[-1] + 1])


def _rises(finding: Finding, section: Section) -> bool:
    """Whether a finding moves up: one that only informs stays with the tables it is about."""
    return finding.severity != "info" or not any(isinstance(item, Card) for item in section.items)


def _leading_prose(section: Section) -> tuple[Markup, ...]:
    """What is said before anything is shown."""
    return _prose([replace(section, items=tuple(takewhile(_is_prose, section.items)))])


def _prose(sections: Iterable[Section]) -> tuple[Markup, ...]:
    return tuple(item for one in sections for item in one.items if isinstance(item, Markup))


def _is_prose(item: Item) -> bool:
    return isinstance(item, Markup)


def _kind(item: Item) -> str:
    if _is_prose(item):
        return "prose"
    return "card" if isinstance(item, Card) else type(item).__name__.lower()
