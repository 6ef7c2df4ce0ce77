"""How Dynamics 365 names things: GUIDs of records, numbers and labels of states and reasons."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import pandas as pd

from kit.demo.natives.plain import Tables, named

OPPORTUNITY_STATES: Mapping[str, str] = {"open": "0", "won": "1", "lost": "2"}
QUOTE_STATES: Mapping[str, str] = {"sent": "1", "accepted": "2", "rejected": "3", "expired": "3"}
CASE_STATES: Mapping[str, str] = {"open": "0", "pending": "0", "resolved": "1", "closed": "1"}
ORDER_STATES: Mapping[str, str] = {"sale": "3", "cancelled": "2"}

OPEN_REASONS: Mapping[str, str] = {"1": "In Progress", "2": "On Hold"}
QUOTE_REASONS: Mapping[str, tuple[str, str]] = {
    "sent": ("3", "Open"),
    "accepted": ("4", "Won"),
    "rejected": ("5", "Lost"),
    "expired": ("6", "Canceled"),
}
CASE_REASONS: Mapping[str, tuple[str, str]] = {
    "open": ("1", "open"),
    "pending": ("3", "pending"),
    "resolved": ("5", "resolved"),
    "closed": ("100000000", "closed"),
}
LEAD_REASONS: Mapping[str, tuple[str, str]] = {
    "new": ("1", "new"),
    "working": ("2", "working"),
    "qualified": ("2", "working"),
    "nurturing": ("100000000", "nurturing"),
    "converted": ("3", "Qualified"),
}
ACTIVITY_TYPES: Mapping[str, str] = {
    "call": "phonecall",
    "meeting": "appointment",
    "visit": "appointment",
}
NO_REASON, COMPETITOR, OUT_SOLD = "Canceled", "Competitor", "Out-Sold"
"""What Dynamics offers by itself for a loss; the first one when nobody says why."""
LOSS_REASONS: Mapping[str, str] = {NO_REASON: "4", OUT_SOLD: "5"}
_OWN_REASONS = 100_000_001
_NAMESPACE = uuid.UUID("6f0b5d3e-6c1c-5f0e-9d7a-2f4e0a4c6b11")


def guid(kind: str, key: str) -> str:
    """The GUID of one record: the same record has the same one in every file.

    >>> guid("leads", "L1") == guid("leads", "L1") != guid("accounts", "L1")
    True
    """
    return str(uuid.uuid5(_NAMESPACE, f"{kind} {key}"))


def native_ids(kind: str, ids: pd.Series) -> pd.Series:
    """GUIDs of the plain `ids` of a kind of record; a missing id stays missing."""
    return ids.map(lambda key: guid(kind, key), na_action="ignore").astype("str")


def own_reasons(labels: pd.Series) -> Mapping[str, str]:
    """Numbers that Dynamics gave to the status reasons which the company added itself."""
    names = sorted(labels.dropna().unique())
    return {name: str(_OWN_REASONS + place) for place, name in enumerate(names)}


def add_reasons(
    frame: pd.DataFrame, statuses: pd.Series, reasons: Mapping[str, tuple[str, str]]
) -> None:
    """Add the status reason of each record: its number, and the label beside it."""
    for place, name in enumerate(("statuscode", "statuscodename")):
        frame[name] = named(statuses, {word: reason[place] for word, reason in reasons.items()})


def lookup(frame: pd.DataFrame, column: str, ids: pd.Series, names: pd.Series) -> None:
    """Add a lookup to `frame` as an export holds it: the GUID, and the name beside it."""
    frame[column] = ids
    frame[f"{column}name"] = names.where(ids.notna())


def add_owner(frame: pd.DataFrame, owners: pd.Series) -> None:
    """Add the owner of each record: GUID of the user, and the full name."""
    lookup(frame, "ownerid", native_ids("owners", owners), owners)


def add_currency(frame: pd.DataFrame, currencies: pd.Series) -> None:
    """Add the currency of each record; the company named its currencies by their codes."""
    lookup(frame, "transactioncurrencyid", native_ids("currencies", currencies), currencies)


def exchange_rates(tables: Tables) -> pd.Series:
    """Units of each currency per unit of the base currency, as Dynamics states the rate.

    Dynamics keeps one rate per currency, the latest one; the base currency has 1.
    """
    rates = (
        tables["fx_rates"]
        .sort_values(["currency", "date"])
        .drop_duplicates("currency", keep="last")
    )
    units = (1 / rates.set_index("currency")["rate"].astype(float)).round(10)
    used = {*units.index, *tables["opportunities"]["currency"].dropna()}
    return units.reindex(sorted(used)).fillna(1.0)


def in_base(amounts: pd.Series, rates: pd.Series) -> pd.Series:
    """Amounts (text) in the base currency, as the ``_base`` column beside each one holds them."""
    base = (amounts.astype(float) / rates.astype(float)).round(2)
    return base.map("{:.2f}".format, na_action="ignore").astype("str")
