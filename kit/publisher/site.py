"""Pages that no notebook stands for: the index, a unit's home, the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from kit.publisher.addresses import ARCHIVE, EARLIER, INDEX
from kit.publisher.assets import environment
from kit.publisher.context import Context, SiteContext, UnitCard
from kit.publisher.manifest import History
from kit.publisher.phrases import Voice
from kit.results import Finding, Headline
from kit.units import Unit

DRAWN_UNITS = 150
"""Up to so many units the index draws small multiples; beyond, only numbers, for its weight."""
COLUMNS = 4
NEWS = 12


@dataclass(frozen=True)
class Entry:
    """One definition of the glossary."""

    name: str
    label: str
    definition: str
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Group:
    """Entries of the glossary under one heading."""

    title: str
    entries: tuple[Entry, ...]


def render_index(site: SiteContext) -> str:
    """The first page of the site: every unit with its headlines, its state and its link."""
    say = Voice(site.language)
    columns = tuple(islice(_columns(site.units), COLUMNS))
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            site=site,
            say=say,
            company=next((card for card in site.units if card.unit.level == "company"), None),
            columns=columns,
            rows=[(card, _by_column(card, columns)) for card in site.units],
            news=_by_unit(islice(_news(site.units), NEWS)),
            is_drawn=len(site.units) <= DRAWN_UNITS,
        )
    )


def render_unit_home(context: Context, card: UnitCard) -> str:
    """A unit's own first page: its headlines and findings, and its pages.

    Parameters
    ----------
    context
        As for the unit's other pages, with ``index`` as the notebook.
    card
        The unit as the index shows it.
    """
    return (
        environment()
        .get_template("unit.html.j2")
        .render(
            resources={"context": context, "say": Voice(context.language)},
            card=card,
        )
    )


def render_glossary(groups: Iterable[Group], site: SiteContext) -> str:
    """All definitions on one page; every entry can be linked to by its name."""
    return (
        environment()
        .get_template("glossary.html.j2")
        .render(site=site, say=Voice(site.language), groups=list(groups))
    )


def render_archive(site: SiteContext, past: History) -> str:
    """The list of earlier editions, the present one first: last day, what changed, a link.

    Parameters
    ----------
    past
        What the present edition changed, and the editions before it.
    """
    return (
        environment()
        .get_template("archive.html.j2")
        .render(site=site, say=Voice(site.language), past=past, folder=EARLIER, index=INDEX)
    )


def render_gone(site: SiteContext) -> str:
    """The page in the place of an edition that is no longer kept, wherever it is linked from."""
    return (
        environment()
        .get_template("gone.html.j2")
        .render(site=site, say=Voice(site.language), archive=f"../../{ARCHIVE}")
    )


def _columns(units: Iterable[UnitCard]) -> Iterable[tuple[str, str]]:
    """Headlines of any unit as (kpi, label), in order of appearance."""
    found = ((head.kpi, head.label) for card in units for head in card.headlines)
    return dict.fromkeys(found)


def _by_column(card: UnitCard, columns: Sequence[tuple[str, str]]) -> list[Headline | None]:
    own = {(head.kpi, head.label): head for head in card.headlines}
    return [own.get(column) for column in columns]


def _by_unit(
    news: Iterable[tuple[UnitCard, Headline | Finding]],
) -> list[tuple[UnitCard, list[Headline | Finding]]]:
    """The same news, those of one unit together, the unit with the gravest first."""
    units: dict[Unit, tuple[UnitCard, list[Headline | Finding]]] = {}
    for card, item in news:
        units.setdefault(card.unit, (card, []))[1].append(item)
    return list(units.values())


def _news(units: Sequence[UnitCard]) -> Iterable[tuple[UnitCard, Headline | Finding]]:
    """Findings that ask for action, changes for the worse, then for the better.

    What a unit says like the one above it, or the company, is not said again.
    """
    told = {card.unit: {_saying(one) for one in _shown(card)} for card in units}

    def new(kind: str) -> Iterable[tuple[UnitCard, Headline | Finding]]:
        for card in units:
            above = [told.get(unit, set()) for unit in _above(card.unit)]
            for one in _shown(card):
                saying = _saying(one)
                if saying[1] == kind and not any(saying in others for others in above):
                    yield card, one

    return chain(new("act"), new("bad"), new("good"), new("watch"))


def _shown(card: UnitCard) -> tuple[Headline | Finding, ...]:
    return (*card.headlines, *card.findings)


def _saying(one: Headline | Finding) -> tuple[str, str]:
    """What a headline or a finding is about, and how grave it is."""
    return (one.rule, one.severity) if isinstance(one, Finding) else (one.label, one.tone)


def _above(unit: Unit) -> Iterable[Unit]:
    """The units that a unit belongs to, up to the company."""
    while unit.level != "company":
        unit = unit.parent
        yield unit
