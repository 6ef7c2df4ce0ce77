"""From the ledger to a published site: every planned page, rendered once, switched together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from kit.data.manifest import Snapshot, newest
from kit.data.takings import taken_times
from kit.errors import RunError
from kit.language import Language, use
from kit.ledger import Ledger
from kit.params import Settings
from kit.publisher.addresses import GLOSSARY, INDEX
from kit.publisher.context import SiteContext
from kit.publisher.definitions import groups
from kit.publisher.edition import Edition, current, publish
from kit.publisher.rendering import Pages
from kit.publisher.site import render_glossary, render_index, render_unit_home
from kit.publisher.surroundings import (
    Standing,
    card_of,
    context_of,
    freshness,
    home_of,
    page_address,
)
from kit.runner import plan


@dataclass(frozen=True)
class Site:
    """What was published: folder, edition, how many pages and cards, and pages not current."""

    site: Path
    edition: str
    pages: int
    cards: int
    stale: tuple[str, ...]
    failed: tuple[str, ...]


def publish_site(settings: Settings, snapshot: Snapshot) -> Site:
    """Publish the last good run of every planned page.

    A page whose newest run failed keeps its last good version, marked; one that never ran well is a
    page that says so.

    Raises
    ------
    RunError
        If no page has run yet, or the demo would replace a site made from other data.
    """
    outputs = settings.folder / "outputs"
    standings = _standings(settings, snapshot)
    if not standings:
        raise RunError("No page has run yet. Run `kit run` first.")
    pages = Pages(loose=dict(_loose_pages(settings, snapshot, standings)))
    for unit in _by_unit(standings):
        for standing in unit:
            pages.add(
                page_address(settings, standing),
                outputs / "runs",
                standing.good,
                context_of(settings, standing, unit),
                cards=standing.task.notebook.has_cards,
            )
    edition = Edition(pages, snapshot.as_of, demo=snapshot.demo)
    published = publish(edition, outputs)
    stale, failed = (
        tuple(page_address(settings, one) for one in standings if one.state == state)
        for state in ("stale", "failed")
    )
    return Site(
        site=outputs / "site",
        edition=published.edition,
        pages=len(pages.stored),
        cards=len(pages.bundled),
        stale=stale,
        failed=failed,
    )


def status(settings: Settings) -> dict[str, Any]:
    """What is published and how old its data are.

    Returns
    -------
    dict
        ``edition``, ``as_of``, ``age_hours`` (since the snapshot was taken; these three are None
        where nothing is published) and ``units``, each with ``unit``, ``state`` and ``as_of``.
    """
    published, snapshot = current(settings.folder / "outputs"), newest(settings.store)
    if published is None or snapshot is None:
        return {"edition": None, "as_of": None, "age_hours": None, "units": []}
    taken = taken_times(settings.store, snapshot.id)
    age = (datetime.now(UTC) - taken[-1]).total_seconds() / 3600 if taken else None
    cards = [card_of(settings, unit, "en") for unit in _by_unit(_standings(settings, snapshot))]
    return {
        "edition": published.edition,
        "as_of": published.as_of.isoformat(),
        "age_hours": None if age is None else round(age, 2),
        "units": [
            {"unit": card.unit.key, "state": card.state, "as_of": card.as_of.isoformat()}
            for card in cards
        ],
    }


def _standings(settings: Settings, snapshot: Snapshot) -> list[Standing]:
    """Planned pages that have run, well or not, in site order."""
    ledger = Ledger(settings.folder / "outputs")
    good, failures = ledger.good_pages(), ledger.failures()
    found = []
    for task in plan(settings, snapshot):
        last, failure = good.get(task.page), failures.get(task.page)
        if last or failure:
            newest_data = (task.handover.data, task.parameters["as_of"])
            is_outdated = last is not None and (last.record.get("data"), last.as_of) != newest_data
            found.append(Standing(task, last, failure, is_outdated))
    return found


def _by_unit(standings: Iterable[Standing]) -> list[Sequence[Standing]]:
    return [list(unit) for _, unit in groupby(standings, key=lambda one: one.task.page.unit)]


def _loose_pages(
    settings: Settings, snapshot: Snapshot, standings: Sequence[Standing]
) -> Iterator[tuple[str, str]]:
    """Pages that no notebook stands for."""
    units = _by_unit(standings)
    for unit in units:
        here, context, card = home_of(settings, unit)
        use(context.language)
        yield here, render_unit_home(context, card)
    use(settings.language)
    site = SiteContext(
        project=settings.name,
        language=settings.language,
        as_of=snapshot.as_of,
        units=tuple(card_of(settings, unit, settings.language) for unit in units),
        freshness=freshness(snapshot.freshness, Language(settings.language)),
        demo=snapshot.demo,
        level=settings.level,
    )
    if settings.index:
        yield INDEX, render_index(site)
    yield GLOSSARY, render_glossary(groups(), site)
