"""From the ledger to a published site: every planned page, rendered once, switched together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from kit.data.manifest import Snapshot, newest
from kit.data.takings import taken_times
from kit.errors import RunError
from kit.language import Language
from kit.ledger import Ledger
from kit.params import Settings
from kit.publisher.context import SiteContext, UnitCard
from kit.publisher.edition import Edition, current, publish
from kit.publisher.feed import render_feed
from kit.publisher.making import by_unit, make_pages
from kit.publisher.pruning import prune_runs
from kit.publisher.said import PageResults, results_of
from kit.publisher.site import render_archive, render_gone
from kit.publisher.surroundings import Standing, card_of, freshness, page_address
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
    standings = _standings(settings, snapshot)
    if not standings:
        raise RunError("No page has run yet. Run `kit run` first.")
    site = _site_context(settings, snapshot, standings)
    pages = make_pages(settings, site, standings)
    edition = Edition(
        pages, snapshot.as_of, demo=snapshot.demo, snapshot=snapshot.id, known=pages.digests
    )
    published = publish(
        edition,
        settings.outputs,
        keep=settings.keep.editions,
        archive=partial(render_archive, site) if settings.index else None,
        feed=partial(render_feed, site, base=settings.site_address) if settings.index else None,
        gone=render_gone(site) if settings.index else "",
    )
    prune_runs(pages.runs, {*pages.files, *_notebooks(settings)})
    stale, failed = (
        tuple(page_address(settings, one) for one in standings if one.state == state)
        for state in ("stale", "failed")
    )
    return Site(
        site=settings.outputs / "site",
        edition=published.edition,
        pages=len(standings),
        cards=len(pages.bundled),
        stale=stale,
        failed=failed,
    )


def status(settings: Settings) -> dict[str, Any]:
    """What is published and how old its data are.

    Returns
    -------
    dict
        ``edition``, ``as_of``, ``age_hours`` (since the snapshot that the edition was made from was
        taken last; these three are None where nothing is published, the age also where the store
        does not hold that snapshot any more) and ``units``, each with ``unit``, ``state`` and
        ``as_of``.
    """
    published, snapshot = current(settings.outputs), newest(settings.store)
    if published is None or snapshot is None:
        return {"edition": None, "as_of": None, "age_hours": None, "units": []}
    taken = taken_times(settings.store, published.snapshot)
    age = (datetime.now(UTC) - taken[-1]).total_seconds() / 3600 if taken else None
    cards = [card_of(settings, unit, "en") for unit in by_unit(_standings(settings, snapshot))]
    return {
        "edition": published.edition,
        "as_of": published.as_of.isoformat(),
        "age_hours": None if age is None else round(age, 2),
        "units": [
            {"unit": card.unit.key, "state": card.state, "as_of": card.as_of.isoformat()}
            for card in cards
        ],
    }


def unit_cards(settings: Settings, snapshot: Snapshot) -> list[UnitCard]:
    """What the site shows of every unit, each in its own language."""
    units = by_unit(_standings(settings, snapshot))
    return [
        card_of(settings, unit, settings.languages_of(unit[0].task.page.unit)[0]) for unit in units
    ]


def page_results(settings: Settings, snapshot: Snapshot) -> list[PageResults]:
    """What every page of the site says in key figures and findings, in site order."""
    return [results_of(standing) for standing in _standings(settings, snapshot)]


def _standings(settings: Settings, snapshot: Snapshot) -> list[Standing]:
    """Planned pages that have run, well or not, in site order."""
    ledger = Ledger(settings.outputs)
    good, failures = ledger.good_pages(), ledger.failures()
    found = []
    for task in plan(settings, snapshot):
        last, failure = good.get(task.page), failures.get(task.page)
        if last or failure:
            is_outdated = last is not None and not task.has_data_of(last)
            found.append(Standing(task, last, failure, is_outdated))
    return found


def _notebooks(settings: Settings) -> set[Path]:
    """Executed notebooks that the ledger names; others were made for runs that are no more."""
    good = Ledger(settings.outputs).good_pages().values()
    return {settings.outputs / "runs" / page.notebook_file for page in good}


def _site_context(
    settings: Settings, snapshot: Snapshot, standings: Sequence[Standing]
) -> SiteContext:
    return SiteContext(
        project=settings.name,
        language=settings.language,
        as_of=snapshot.as_of,
        units=tuple(card_of(settings, unit, settings.language) for unit in by_unit(standings)),
        freshness=freshness(snapshot.freshness, Language(settings.language)),
        demo=snapshot.demo,
        level=settings.level,
    )
