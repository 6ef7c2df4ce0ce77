"""A HubSpot portal: its record ids, its clock, and what its properties are called."""

from __future__ import annotations

import re

import pandas as pd

from kit.demo.natives.plain import clock

VARIANTS = ("labels", "older_labels", "internal_names")
"""Headings of a portal of today, of an older one, and internal names (the export's option)."""

ZONE = "Europe/Madrid"
"""Exports print instants on the portal's clock, to the minute, and do not say so."""

_FIRST = {
    "opportunities": 18_700_000_000,
    "accounts": 9_200_000_000,
    "leads": 5_100_000_000,
    "contacts": 5_500_000_000,
    "cases": 2_300_000_000,
    "call": 31_000_000_000,
    "email": 32_000_000_000,
    "meeting": 33_000_000_000,
    "visit": 33_000_000_000,
}
_STRAY = 90_000_000
ARCHIVED = 70_000_000
"""Records from this number on are archived copies of others."""


def native_ids(kind: str, ids: pd.Series) -> pd.Series:
    """Plain ids of one kind of record → HubSpot's numbers.

    What a company keeps outside HubSpot (quotes, orders, contracts, campaigns) keeps its ids.

    >>> native_ids("opportunities", pd.Series(["O0000012", None], dtype="str")).tolist()
    ['18700000012', nan]
    >>> native_ids("quotes", pd.Series(["Q0000001"], dtype="str")).tolist()
    ['Q0000001']
    """
    if kind not in _FIRST:
        return ids
    known = {plain: record_id(kind, _number(plain)) for plain in ids.dropna().unique()}
    return ids.map(known, na_action="ignore").astype("str")


def record_id(kind: str, number: int) -> str:
    """Record ID of the record with this number.

    >>> record_id("accounts", 7)
    '9200000007'
    """
    return str(_FIRST[kind] + number)


def local(instants: pd.Series) -> pd.Series:
    """Instants as the portal prints them."""
    return clock(instants, "%Y-%m-%d %H:%M", zone=ZONE)


def with_archived(rows: pd.DataFrame, kind: str, variant: str, *, every: int = 300) -> pd.DataFrame:
    """The rows and, with internal names, archived copies of some.

    Only an export by interface, which has internal names, holds archived records.
    """
    if variant != "internal_names":
        return rows
    copies = rows.iloc[every // 3 :: every].copy()
    copies["Record ID"] = [record_id(kind, ARCHIVED + place) for place in range(len(copies))]
    whole = pd.concat([rows.assign(archived="false"), copies.assign(archived="true")])
    return whole.reset_index(drop=True)


def _number(plain: str) -> int:
    match = re.search(r"\d+$", plain)
    stray = _STRAY if plain.startswith("deleted-") else 0
    return stray + int(match.group() if match else 0)
