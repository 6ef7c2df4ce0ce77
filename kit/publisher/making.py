"""Every page of the site: those of each unit with its home and downloads, then what all share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from kit import files
from kit.language import use
from kit.ledger import GoodPage
from kit.params import Settings
from kit.publisher.addresses import INDEX
from kit.publisher.ahead import ahead
from kit.publisher.context import Context, SiteContext, UnitCard
from kit.publisher.definitions import groups
from kit.publisher.offered import offer
from kit.publisher.page import get_ready
from kit.publisher.rendering import Pages
from kit.publisher.site import render_glossary, render_index, render_unit_home
from kit.publisher.surroundings import Standing, context_of, home_of, page_address
from kit.publisher.switching import glossary_address, switch
from kit.rooms import SEEN_BY_NOTEBOOKS

MANY = 24
"""Pages to render from which on several processes are faster than one."""


@dataclass(frozen=True)
class _Shown:
    """The pages of one unit, each with its context."""

    settings: Settings
    pages: Sequence[tuple[Standing, Context]]
    has_above: bool

    def lacking(self, pages: Pages) -> int:
        """How many of them have to be rendered."""
        return sum(not pages.holds(one.good, context) for one, context in self.pages)

    def add(self, pages: Pages) -> None:
        """Add them with the unit's home and downloads, rendered where they are not as they were."""
        settings = self.settings
        by_language: dict[str, list[tuple[GoodPage | None, Context]]] = {}
        for one, context in self.pages:
            has_cards = one.task.notebook.has_cards
            pages.add(page_address(settings, one), one.good, context, cards=has_cards)
            by_language.setdefault(context.language, []).append((one.good, context))
        for shown in by_language.values():
            offer(pages, settings, shown)
        unit = [one for one, _ in self.pages]
        for language in settings.languages_of(unit[0].task.page.unit):
            _add_home(pages, *home_of(settings, unit, language, has_above=self.has_above))


def make_pages(settings: Settings, site: SiteContext, standings: Sequence[Standing]) -> Pages:
    """Every page of the site, rendered where it is not as it was.

    Where many are to be rendered, each processor takes a share of the units beforehand; what it
    leaves on the disk is found when it is their turn.
    """
    runs = settings.outputs / "runs"
    units, before = list(_units(settings, standings)), Pages(runs)
    if sum(unit.lacking(before) for unit in units) >= MANY:
        get_ready()
        ahead([partial(unit.add, before) for unit in units])
    pages = Pages(runs)
    for unit in units:
        unit.add(pages)
    use(settings.language)
    if settings.index:
        pages.add_loose(INDEX, site, partial(render_index, site))
    _add_glossaries(pages, settings, site)
    return pages


def by_unit(standings: Iterable[Standing]) -> list[Sequence[Standing]]:
    """The pages of each unit, in site order."""
    return [list(unit) for _, unit in groupby(standings, key=lambda one: one.task.page.unit)]


def _units(settings: Settings, standings: Sequence[Standing]) -> Iterator[_Shown]:
    """The pages of each unit, all in their contexts."""
    homes = {standing.task.page.unit for standing in standings}
    for unit in by_unit(standings):
        has_above = unit[0].task.page.unit.parent in homes
        placed = [(one, context_of(settings, one, unit, has_above=has_above)) for one in unit]
        yield _Shown(settings, placed, has_above)


def _add_glossaries(pages: Pages, settings: Settings, site: SiteContext) -> None:
    """The definitions in each of the languages that units are published in."""
    versions = {code: glossary_address(settings, code) for code in settings.all_languages}
    for language, here in versions.items():
        use(language)
        links = switch(here, versions, alike=frozenset())
        own = replace(
            site, language=language, units=(), freshness=(), languages=links, definitions=here
        )
        made_from = (own, files.digest_code(SEEN_BY_NOTEBOOKS))
        pages.add_loose(here, made_from, partial(_glossary, own))
    use(settings.language)


def _glossary(site: SiteContext) -> str:
    return render_glossary(groups(), site)


def _add_home(pages: Pages, address: str, context: Context, card: UnitCard) -> None:
    use(context.language)
    pages.add_loose(address, (context, card), partial(render_unit_home, context, card))
