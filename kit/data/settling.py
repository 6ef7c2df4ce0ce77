"""What is done to tables between reading and widening: merges are followed, stages are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pandas import DataFrame

from kit.data.history import with_stages
from kit.data.merging import redirected
from kit.data.observed import seen_until_now
from kit.data.store import Store
from kit.errors import Fault
from kit.params import Settings


def settled(
    tables: Mapping[str, DataFrame], settings: Settings, as_of: date
) -> tuple[dict[str, DataFrame], list[Fault]]:
    """Tables without merged records, and with the stages that they or older snapshots tell.

    Parameters
    ----------
    tables
        Canonical tables by name, as the readers give them; not changed.
    settings
        Names the store, whose snapshots are asked where the tables hold no history of stages.
    as_of
        Last day that counts.

    Returns
    -------
    (tables, faults)
        One of severity ``error`` tells of records that were merged in a circle.
    """
    remaining, faults = redirected(tables)
    told, said = with_stages(remaining, settings.calendar)
    if "opportunities" in remaining and not len(told.get("stage_history", ())):
        seen = seen_until_now(
            Store(settings.store),
            remaining["opportunities"],
            as_of,
            demo=settings.source == "demo",
            currency=settings.currency,
        )
        told, said = with_stages(remaining, settings.calendar, seen)
    return told, [*faults, *said]
