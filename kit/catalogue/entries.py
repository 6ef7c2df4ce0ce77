"""The list of all KPIs and listings, in the order in which readers meet them."""

from __future__ import annotations

from collections.abc import Collection

from kit.catalogue import (
    activity,
    customers,
    forecast,
    leads,
    outcomes,
    pipeline,
    quality,
    quotes,
    response,
    sales,
    stages,
    support,
)
from kit.catalogue.entry import Kpi, Listing
from kit.errors import ParamError, suggestion

_SUBJECTS = (
    leads,
    response,
    activity,
    pipeline,
    stages,
    quotes,
    outcomes,
    forecast,
    sales,
    customers,
    support,
    quality,
)

KPIS: tuple[Kpi, ...] = tuple(kpi for subject in _SUBJECTS for kpi in subject.KPIS)
"""Every KPI; public KPI functions and these entries are the same set."""

LISTINGS: tuple[Listing, ...] = tuple(item for subject in _SUBJECTS for item in subject.LISTINGS)
"""Every listing: functions that give rows, not statistics."""

_LISTED = {listing.name: listing for listing in LISTINGS}
_BY_NAME = {kpi.name: kpi for kpi in KPIS}


def find(name: str) -> Kpi:
    """The KPI called `name`.

    Raises
    ------
    ParamError
        If there is none; the message suggests the likeliest.

    Examples
    --------
    >>> find("win_rate").definition
    'Won opportunities as a share of all opportunities closed in the period.'
    """
    if name not in _BY_NAME:
        raise ParamError(f"Unknown KPI `{name}`. {suggestion(name, list(_BY_NAME))}")
    return _BY_NAME[name]


def lacking(entry: Kpi | Listing, missing: Collection[str]) -> str:
    """The table without which a KPI or listing cannot be made; empty where it can be.

    Parameters
    ----------
    missing
        Tables that the project does not have.

    Examples
    --------
    >>> lacking(find("coverage"), ["targets"]), lacking(find("pipeline_created"), ["changes"])
    ('targets', '')
    """
    absent = [table for table in entry.tables if table in missing]
    needed = [table for table in absent if table not in entry.may_lack]
    either = entry.one_of if isinstance(entry, Kpi) else ()
    if either and set(either) <= set(absent):
        needed.append(either[0])
    if len(absent) == len(entry.tables):
        needed += absent
    return needed[0] if needed else ""


def find_entry(name: str) -> Kpi | Listing:
    """The KPI or listing called `name`; raises as `find`."""
    if name in _LISTED:
        return _LISTED[name]
    if name not in _BY_NAME:
        known = [*_BY_NAME, *_LISTED]
        raise ParamError(f"Unknown KPI `{name}`. {suggestion(name, known)}")
    return find(name)
