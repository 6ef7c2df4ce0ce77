"""From the ledger to a published site: every planned page, rendered once, switched together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from kit import files
from kit.data.manifest import Snapshot, newest
from kit.data.takings import taken_times
from kit.errors import RunError
from kit.language import CATALOGS, Language, use
from kit.ledger import Ledger
from kit.params import Settings
from kit.publisher.addresses import GLOSSARY, INDEX
from kit.publisher.context import Context, SiteContext
from kit.publisher.definitions import groups
from kit.publisher.edition import Edition, current, publish
from kit.publisher.page import render_failure, render_page
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
    """What was published: folder, edition, number of pages, and pages that are not current."""

    site: Path
    edition: str
    pages: int
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
    rendered = outputs / "runs" / "rendered"
    pages: dict[str, Path] = {}
    for unit in _by_unit(standings):
        for standing in unit:
            context = context_of(settings, standing, unit)
            pages[page_address(settings, standing)] = _rendered(
                outputs / "runs", rendered, standing, context
            )
    loose = dict(_loose_pages(settings, snapshot, standings))
    edition = Edition(_Stored(pages, loose), snapshot.as_of, demo=snapshot.demo)
    published = publish(edition, outputs)
    by_state = {
        state: tuple(page_address(settings, one) for one in standings if one.state == state)
        for state in ("stale", "failed")
    }
    return Site(outputs / "site", published.edition, len(pages), **by_state)


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


class _Stored(Mapping[str, bytes | str]):
    """Pages that lie in files and are read one at a time, with the few that do not."""

    def __init__(self, stored: Mapping[str, Path], loose: Mapping[str, str]) -> None:
        self._stored = stored
        self._loose = loose

    def __getitem__(self, address: str) -> bytes | str:
        if address in self._loose:
            return self._loose[address]
        return self._stored[address].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter([*self._stored, *self._loose])

    def __len__(self) -> int:
        return len(self._stored) + len(self._loose)


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


def _rendered(runs: Path, folder: Path, standing: Standing, context: Context) -> Path:
    """The file that holds the page, rendered now unless its page key is known already."""
    good = standing.good
    key = files.digest(f"{good.key if good else ''}\n{_canonical(context)}\n{_own_fingerprint()}")
    path = folder / f"{key}.html"
    if not path.is_file():
        use(context.language)
        if good is None:
            page = render_failure(context)
        else:
            notebook = json.loads((runs / good.notebook_file).read_text(encoding="utf-8"))
            page = render_page(notebook, context)
        files.make_folder(folder)
        files.write_atomic(path, page, private=True)
    return path


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


@cache
def _own_fingerprint() -> str:
    """Digest of what turns results into a page: code, templates, style, translations."""
    home = Path(__file__).parent
    paths = [*sorted(home.rglob("*.*")), *sorted(CATALOGS.glob("*.po")), home.parent / "palette.py"]
    kept = [path for path in paths if path.suffix in (".py", ".j2", ".css", ".js", ".po")]
    return files.digest("".join(f"{path.name}:{files.digest_file(path)}\n" for path in kept))


def _canonical(context: Context) -> str:
    return "\n".join(f"{one.name}={getattr(context, one.name)!r}" for one in fields(context))
