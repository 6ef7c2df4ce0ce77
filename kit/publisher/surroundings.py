"""What stands around each page: from the ledger's record of a page to its `Context`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kit.language import N_, Language
from kit.ledger import GoodPage, Outcome
from kit.params import Settings
from kit.publisher.addresses import (
    ACCOUNTS,
    INDEX,
    address,
    csv_address,
    relative,
    workbook_address,
)
from kit.publisher.context import Context, Link, PageLink, State, UnitCard
from kit.publisher.layout import gravest_first
from kit.publisher.switching import glossary_address, home_address, switch
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
        definitions=relative(here, glossary_address(settings, page.language)),
        home=relative(here, home_address(settings, page.unit, page.language)),
        csv=_csv(settings, here, standing),
        workbook=_workbook(settings, here, standing, siblings),
    )


def home_of(
    settings: Settings, siblings: Sequence[Standing], language: str, *, has_above: bool = True
) -> tuple[str, Context, UnitCard]:
    """Address, context and card of a unit's home in one of the languages it is published in.

    While no page has run in that language, the home says what those in another one do.
    """
    first = next((one for one in siblings if one.task.page.language == language), siblings[0])
    unit, words = first.task.page.unit, Language(first.task.page.language)
    here = home_address(settings, unit, language)
    homes = {one: home_address(settings, unit, one) for one in settings.languages_of(unit)}
    context = replace(
        context_of(settings, first, siblings),
        notebook="index",
        pages=_pages(settings, here, siblings, words),
        home=relative(here, here),
        csv="",
        workbook=_workbook(settings, here, first, siblings),
        trail=trail(settings, here, unit, words, has_above=has_above),
        languages=switch(here, homes, alike=frozenset()),
        definitions=relative(here, glossary_address(settings, words.code)),
    )
    return here, context, card_of(settings, siblings, words.code)


def card_of(settings: Settings, siblings: Sequence[Standing], language: str) -> UnitCard:
    """The unit as the index shows it: the headlines and findings of its first page that has any.

    They are said in `language` where a page is in it, or was put into the words of the index.
    """
    unit = siblings[0].task.page.unit
    worst = min(siblings, key=lambda one: ("failed", "stale", "fresh").index(one.state))
    in_it = sorted(siblings, key=lambda one: one.task.page.language != language)
    results = next((found for one in in_it if (found := _results(one, language))), ())
    home = home_address(settings, unit, language)
    published = settings.languages_of(unit)
    reason = _FAILURES[worst.failure.state] if worst.failure else ""
    return UnitCard(
        unit=unit,
        name=unit.name or settings.name,
        href=home,
        as_of=max(one.as_of for one in siblings),
        state=worst.state,
        since=worst.as_of if worst.good and worst.state != "fresh" else None,
        reason=Language(language).text(reason),
        headlines=tuple(one for one in results if isinstance(one, Headline)),
        findings=gravest_first(one for one in results if isinstance(one, Finding)),
        language=language if language in published else published[0],
    )


def _pages(
    settings: Settings, here: str, siblings: Sequence[Standing], words: Language
) -> tuple[PageLink, ...]:
    """The unit's pages in one language, as seen from the page at `here`."""
    return tuple(
        PageLink(
            other.task.page.notebook,
            _title(other.task, words),
            relative(here, page_address(settings, other)),
            words.text(other.task.notebook.question),
        )
        for other in siblings
        if other.task.page.language == words.code
    )


def _title(task: Task, words: Language) -> str:
    """What a page is called: the first heading of its notebook, which is translated as such."""
    return words.text(f"# {task.notebook.title}").removeprefix("# ")


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
        home = home_address(settings, above, words.code)
        links.append(Link(above.name, relative(here, home)))
    return tuple(links)


def _csv(settings: Settings, here: str, standing: Standing) -> str:
    """Link to the tables of a page; none where it never ran well."""
    page = standing.task.page
    own = settings.languages_of(page.unit)[0]
    target = csv_address(page.unit, page.notebook, page.language, own)
    return relative(here, target) if standing.good else ""


def _workbook(
    settings: Settings, here: str, standing: Standing, siblings: Sequence[Standing]
) -> str:
    """Link to the unit's workbook in the language of a page; none where no page ran well."""
    page = standing.task.page
    target = workbook_address(page.unit, page.language, settings.languages_of(page.unit)[0])
    ran = any(one.good and one.task.page.language == page.language for one in siblings)
    return relative(here, target) if ran else ""


def _results(standing: Standing, language: str) -> tuple[Any, ...]:
    """Headlines and findings of a page, in the index's language if that is the one asked for."""
    record = standing.good.record if standing.good else {}
    on_index = record.get("on_index") if standing.task.page.language != language else None
    is_asked = record.get("settings", {}).get("index_language") == language
    wires = on_index if on_index and is_asked else record.get("results", ())
    return tuple(from_wire(wire) for wire in wires)


def _window(settings: Settings, as_of: date, parameters: Mapping[str, Any]) -> Window:
    return Window(as_of, parameters["period"], parameters["periods"], settings.calendar)


def _other_languages(
    settings: Settings, standing: Standing, siblings: Sequence[Standing]
) -> tuple[Link, ...]:
    """Links to the same page in other languages."""
    same = [one for one in siblings if one.task.page.notebook == standing.task.page.notebook]
    current = [one for one in same if one.good and not one.is_outdated]
    return switch(
        page_address(settings, standing),
        {one.task.page.language: page_address(settings, one) for one in same},
        alike=frozenset(one.task.page.language for one in current if standing in current),
    )
