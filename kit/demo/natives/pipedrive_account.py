"""A Pipedrive account: its record ids, its users, and the headings of its language."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from kit.demo.natives.losses import renamed
from kit.demo.natives.plain import Tables, clock

VARIANTS = ("english", "spanish", "interface")
"""Deals under the headings of an English or a Spanish account, or as the interface names them."""

_FIRST = {
    "opportunities": 20_000,
    "accounts": 40_000,
    "contacts": 300_000,
    "call": 500_000,
    "email": 500_000,
    "meeting": 500_000,
    "visit": 500_000,
}
_USER, _STAGE = 15_300, 60
PIPELINE = 4
_STRAY = 900_000
"""Deals that are gone had numbers beyond those of the plain ones."""


@dataclass(frozen=True)
class Account:
    """The plain tables under Pipedrive's ids, and the ids of users and stages by name."""

    tables: Tables
    users: pd.Series
    stages: pd.Series

    @classmethod
    def of(cls, plain: Tables) -> Account:
        """The account that holds the plain tables."""
        people = plain["owners"]["owner"].drop_duplicates()
        users = [str(_USER + place) for place in range(len(people))]
        stages = [str(_STAGE + int(position)) for position in plain["stages"]["position"]]
        return cls(
            renamed(plain, native_ids),
            pd.Series(users, index=people, dtype="str"),
            pd.Series(stages, index=plain["stages"]["stage"], dtype="str"),
        )

    def user(self, names: pd.Series) -> pd.Series:
        """Ids of the users of these names."""
        return names.map(self.users, na_action="ignore").astype("str")

    def stage(self, names: pd.Series) -> pd.Series:
        """Ids of the stages of these names."""
        return names.map(self.stages, na_action="ignore").astype("str")


def native_ids(kind: str, ids: pd.Series) -> pd.Series:
    """Plain ids of one kind of record → Pipedrive's numbers.

    What a company keeps outside Pipedrive (leads, cases, quotes, orders …) keeps its ids.

    >>> native_ids("opportunities", pd.Series(["O0000012", None], dtype="str")).tolist()
    ['20012', nan]
    """
    if kind not in _FIRST:
        return ids
    known = {plain: _record_id(kind, plain) for plain in ids.dropna().unique()}
    return ids.map(known, na_action="ignore").astype("str")


def utc(instants: pd.Series) -> pd.Series:
    """Instants as Pipedrive prints them: UTC, without saying so."""
    return clock(instants, "%Y-%m-%d %H:%M:%S")


def _record_id(kind: str, plain: str) -> str:
    match = re.search(r"\d+$", plain)
    stray = _STRAY if plain.startswith("deleted-") else 0
    return str(_FIRST[kind] + stray + int(match.group() if match else 0))
