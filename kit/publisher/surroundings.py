"""What stands around each page: from the ledger's record of a page to its `Context`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kit import language as languages
from kit.language import N_, Language
from kit.ledger import GoodPage, Outcome
from kit.params import Settings
from kit.publisher.addresses import ACCOUNTS, GLOSSARY, INDEX, address, relative
from kit.publisher.context import Context, Link, PageLink, State, UnitCard
from kit.publisher.layout import gravest_first
from kit.results import Finding, Headline, from_wire
from kit.runner import Task
from kit.schemas import LABELS
from kit.units import Unit
from kit.window import Window

_FAILURES = {
    "failed": N_("The notebook stopped with an error."),
    "timeout": N_("The notebook took too long and was stopped."),
    "killed": N_("The notebook's process was ended from outside."),
    "interrupted": N_("The run was interrupted."),
}  # the reason itself stays in the ledger: it may hold paths or data


@dataclass(frozen=True)
class Standing:
    """One planned page: its task, its last good run, and how the newest attempt ended."""

    task: Task
    good: GoodPage | None
    failure: Outcome | None
    is_outdated: bool

    @property
    def state(self) -> State:
        """Whether readers see the newest data."""
        return "failed" if self.failure else "stale" if self.is_outdated else "fresh"

    @property
    def as_of(self) -> date:
        """Last day that counts on what readers see."""
        return date.fromisoformat(self.good.as_of) if self.good else self.task.handover.as_of


def page_address(settings: Settings, standing: Standing) -> str:
    """Where the page lies, from the root of the site; a list of cards has a folder with them."""
    page = standing.task.page
    name = f"{ACCOUNTS}/index" if standing.task.notebook.has_cards else page.notebook
    return address(page.unit, name, page.language, settings.languages_of(page.unit)[0])


def context_of(
    settings: Settings, standing: Standing, siblings: Sequence[Standing], *, has_above: bool = True
) -> Context:
    """The context of one page.

    Parameters
    ----------
    siblings
        All pages of the same unit, in site order.
    has_above
        Whether the unit above has pages, and so a home to lead to.
    """
    task = standing.task
    page, words = task.page, Language(task.page.language)
    here = page_address(settings, standing)
    record = standing.good.record if standing.good else {}
    parameters = record.get("parameters", task.parameters)
    return Context(
        project=settings.name,
        unit=page.unit,
        notebook=page.notebook,
        language=page.language,
        currency=settings.currency,
        as_of=standing.as_of,
        period_text=words.span(_window(settings, standing.as_of, parameters)),
        freshness=freshness(_newest(standing), words),
        pages=_pages(settings, here, siblings, words),
        trail=trail(settings, here, page.unit, words, has_above=has_above),
        demo=record.get("demo", task.handover.demo),
        stale_since=standing.as_of if standing.good and standing.state != "fresh" else None,
        failure=words.text(_FAILURES[standing.failure.state]) if standing.failure else "",
        level=settings.level,
        languages=_other_languages(settings, standing, siblings),
        definitions=relative(here, GLOSSARY),
        home=relative(here, _home(settings, page.unit)),
    )


def home_of(
    settings: Settings, siblings: Sequence[Standing], *, has_above: bool = True
) -> tuple[str, Context, UnitCard]:
    """Address, context and card of a unit's home, in the unit's own language."""
    first = siblings[0]
    unit = first.task.page.unit
    own = settings.languages_of(unit)[0]
    here = _home(settings, unit)
    context = replace(
        context_of(settings, first, siblings),
        notebook="index",
        pages=_pages(settings, here, siblings, Language(first.task.page.language)),
        home=relative(here, here),
        trail=trail(settings, here, unit, Language(own), has_above=has_above),
        languages=(),
        definitions=relative(here, GLOSSARY),
    )
    return here, context, card_of(settings, siblings, own)


def card_of(settings: Settings, siblings: Sequence[Standing], language: str) -> UnitCard:
    """The unit as the index shows it: the headlines and findings of its first page that has any."""
    unit = siblings[0].task.page.unit
    worst = min(siblings, key=lambda one: ("failed", "stale", "fresh").index(one.state))
    results = next((found for one in siblings if (found := _results(one))), ())
    reason = _FAILURES[worst.failure.state] if worst.failure else ""
    return UnitCard(
        unit=unit,
        name=unit.name or settings.name,
        href=_home(settings, unit),
        as_of=max(one.as_of for one in siblings),
        state=worst.state,
        since=worst.as_of if worst.good and worst.state != "fresh" else None,
        reason=Language(language).text(reason),
        headlines=tuple(one for one in results if isinstance(one, Headline)),
        findings=gravest_first(one for one in results if isinstance(one, Finding)),
    )


def _home(settings: Settings, unit: Unit) -> str:
    """Address of a unit's first page, which is in its own language only."""
    own = settings.languages_of(unit)[0]
    return address(unit, "index", own, own)


def _pages(
    settings: Settings, here: str, siblings: Sequence[Standing], words: Language
) -> tuple[PageLink, ...]:
    """The unit's pages in one language, as seen from the page at `here`."""
    return tuple(
        PageLink(
            other.task.page.notebook,
            words.text(other.task.notebook.title),
            relative(here, page_address(settings, other)),
            words.text(other.task.notebook.question),
        )
        for other in siblings
        if other.task.page.language == words.code
    )


def _newest(standing: Standing) -> Mapping[str, str]:
    """Newest events that the page rests on: the snapshot's, or those of its last good run."""
    if standing.good is None or not standing.is_outdated:
        return standing.task.handover.freshness
    newest: Mapping[str, str] = standing.good.record["freshness"]
    return newest


def freshness(newest: Mapping[str, str], words: Language) -> tuple[tuple[str, str], ...]:
    """Newest event of each table as (label, ISO date), in the order of the labels."""
    return tuple(
        (words.text(label), newest[table]) for table, label in LABELS.items() if table in newest
    )


def trail(
    settings: Settings, here: str, unit: Unit, words: Language, *, has_above: bool = True
) -> tuple[Link, ...]:
    """Links up from the page at `here`: the index, then the units above."""
    links = [Link(words.text(N_("All units")), relative(here, INDEX))] if settings.index else []
    above = unit.parent
    if has_above and unit.level == "team" and above.level == "region":
        links.append(Link(above.name, relative(here, _home(settings, above))))
    return tuple(links)


def _results(standing: Standing) -> tuple[Any, ...]:
    wires = standing.good.record["results"] if standing.good else ()
    return tuple(from_wire(wire) for wire in wires)


def _window(settings: Settings, as_of: date, parameters: Mapping[str, Any]) -> Window:
    return Window(as_of, parameters["period"], parameters["periods"], settings.calendar)


def _other_languages(
    settings: Settings, standing: Standing, siblings: Sequence[Standing]
) -> tuple[Link, ...]:
    page = standing.task.page
    here = page_address(settings, standing)
    return tuple(
        Link(
            languages.NAMES[other.task.page.language], relative(here, page_address(settings, other))
        )
        for other in siblings
        if other.task.page.notebook == page.notebook and other.task.page.language != page.language
    )
