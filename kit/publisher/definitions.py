"""The glossary's entries, from the catalogue; loaded only when the glossary is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.language import N_, current
from kit.publisher.site import Entry, Group

if TYPE_CHECKING:
    from kit.catalogue import Kpi


_UNITS = {
    "count": N_("a count"),
    "money": N_("an amount of money"),
    "ratio": N_("a share"),
    "days": N_("days"),
    "hours": N_("hours"),
    "number": N_("a number"),
    "points": N_("percentage points"),
    "flag": N_("yes or no"),
}


def groups() -> tuple[Group, ...]:
    """All KPIs, then the listings, in the current language."""
    from kit import catalogue

    say = current().text
    kpis = tuple(
        Entry(kpi.name, say(kpi.label), say(kpi.definition), _facts(kpi)) for kpi in catalogue.KPIS
    )
    listings = tuple(
        Entry(one.name, say(one.label), say(one.definition)) for one in catalogue.LISTINGS
    )
    return Group(say(N_("KPIs")), kpis), Group(say(N_("Listings")), listings)


def _facts(kpi: Kpi) -> tuple[tuple[str, str], ...]:
    """Unit and tables of a KPI, and its measures where it has several."""
    say = current().text
    facts = [(say(N_("Unit:")), say(_UNITS[kpi.unit])), (say(N_("Read from:")), f"`{kpi.source}`")]
    if len(kpi.measures) > 1:
        facts.append((say(N_("Measures:")), ", ".join(say(one.label) for one in kpi.measures)))
    return tuple(facts)
