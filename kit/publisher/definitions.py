"""The glossary's entries, from the catalogue; loaded only when the glossary is rendered."""

from __future__ import annotations

from kit.language import N_, current
from kit.publisher.site import Entry, Group


def groups() -> tuple[Group, ...]:
    """All KPIs, then the listings, in the current language."""
    from kit import catalogue

    say = current().text
    units = {
        "count": N_("a count"),
        "money": N_("an amount of money"),
        "ratio": N_("a share"),
        "days": N_("days"),
        "hours": N_("hours"),
        "number": N_("a number"),
        "points": N_("percentage points"),
        "flag": N_("yes or no"),
    }
    kpis = tuple(
        Entry(
            kpi.name,
            say(kpi.label),
            say(kpi.definition),
            (
                (say(N_("Unit:")), say(units[kpi.unit])),
                (say(N_("Read from:")), kpi.source),
                *(
                    ((say(N_("Measures:")), ", ".join(say(one.label) for one in kpi.measures)),)
                    if len(kpi.measures) > 1
                    else ()
                ),
            ),
        )
        for kpi in catalogue.KPIS
    )
    listings = tuple(
        Entry(one.name, say(one.label), say(one.definition)) for one in catalogue.LISTINGS
    )
    return Group(say(N_("KPIs")), kpis), Group(say(N_("Listings")), listings)
