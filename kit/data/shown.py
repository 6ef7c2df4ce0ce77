"""The canonical tables of a slice as pages see them: each opened when it is first asked for.

A page rarely needs all tables, and of some but a column. What all of them tell together, the
members of the dimensions, is read from those columns alone, so that a page of ten million rows
costs what it looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property

import pandas as pd
from pandas import DataFrame, Series

from kit.data.categories import DIMENSIONS, Dtypes, categorised, dtypes_of, members_in
from kit.data.frames import completed, empty
from kit.data.masking import masked
from kit.data.readings import Tables
from kit.privacy import OwnerPolicy, shown_owners
from kit.schemas import BY_NAME

_PERSON_COLUMNS = ("owner", "manager", "by")
_CHANGE = ("field", "old", "new")


class ShownTables(Mapping[str, DataFrame]):
    """Every canonical table: texts masked, owners as the policy shows them, dimensions categories.

    Parameters
    ----------
    tables
        Loaded tables by name; those not there are shown empty.
    owners_policy, allow
        As `kit.data.records.Records.of` takes them.
    """

    def __init__(
        self, tables: Mapping[str, DataFrame], owners_policy: OwnerPolicy, allow: Collection[str]
    ) -> None:
        self._tables, self._policy, self._allow = tables, owners_policy, allow
        self._on_disk = tables if isinstance(tables, Tables) else None
        self._opened: dict[str, DataFrame] = {}

    def __getitem__(self, name: str) -> DataFrame:
        if name not in self._opened:
            if name not in BY_NAME:
                raise KeyError(name)
            has_rows = name in self._tables
            frame = self._shown(name, self._tables[name]) if has_rows else empty(name)
            self._opened[name] = self._categorised(name, frame)
        return self._opened[name]

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)

    def some(self, name: str, columns: Collection[str]) -> DataFrame:
        """The rows of a table with some of its columns; one not opened yet is read only so far."""
        if name in self._opened or self._on_disk is None or name not in self._on_disk:
            return self[name][list(columns)]
        asked = {*columns, *(_CHANGE if name == "changes" else ())}
        asked |= set(BY_NAME[name].key) if _is_by_events(name) else set()
        frame = self._shown(name, self._read(name, asked), asked)
        return self._categorised(name, frame)[list(columns)]

    def count(self, name: str) -> int:
        """How many rows a table has."""
        key = BY_NAME[name].key
        if name not in self._tables:
            return 0
        if self._on_disk is None or name not in self._on_disk or _is_by_events(name):
            return len(self.some(name, key))
        return self._on_disk.count(name)

    def _read(self, name: str, columns: Iterable[str]) -> DataFrame:
        if self._on_disk is not None:
            return self._on_disk.some(name, sorted(columns))
        return self._tables[name].filter(sorted(columns))

    def _shown(self, name: str, frame: DataFrame, only: Collection[str] | None = None) -> DataFrame:
        whole = masked(completed(frame, name, only), name, self._allow)
        return with_shown_owners(whole, self._policy)

    def _categorised(self, name: str, frame: DataFrame) -> DataFrame:
        """With categories: of the slice, or of an account's table, which has its own."""
        own = dtypes_of(members_in(frame)) if _is_by_events(name) else self._dtypes
        return categorised(frame, own)

    @cached_property
    def _dtypes(self) -> Dtypes:
        """Categories with the members that the slice knows, with or without records.

        An account is seen by several units and may have an owner in another one: it lends none.
        """
        members: dict[str, set[str]] = {name: set() for name in DIMENSIONS}
        for table in BY_NAME:
            if table in self._tables and not _is_by_events(table):
                for name, words in members_in(self._read(table, DIMENSIONS)).items():
                    column = DataFrame({name: Series(words, dtype="str")})
                    members[name].update(self._shown(table, column, (name,))[name])
        has_stages = "stages" in self._tables
        stages = self._shown("stages", self._tables["stages"]) if has_stages else None
        return dtypes_of(members, stages)


class WhenAsked(Mapping[str, DataFrame]):
    """Some tables of a mapping, each taken and changed when it is asked for."""

    def __init__(
        self,
        tables: Mapping[str, DataFrame],
        names: Iterable[str],
        change: Callable[[str, DataFrame], DataFrame],
    ) -> None:
        self._tables, self._names, self._change = tables, tuple(names), change
        self._changed: dict[str, DataFrame] = {}

    def __getitem__(self, name: str) -> DataFrame:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._changed:
            self._changed[name] = self._change(name, self._tables[name])
        return self._changed[name]

    def some(self, name: str, columns: Collection[str]) -> DataFrame:
        """The rows of a table with some of its columns."""
        return self[name][list(columns)]

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return len(self[name])

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def with_shown_owners(frame: DataFrame, policy: OwnerPolicy) -> DataFrame:
    """`frame` with the names of people as the policy shows them."""
    if policy == "full":
        return frame
    columns = {}
    for column, names in _names_in(frame).items():
        shown = shown_owners(names.drop_duplicates().dropna(), policy)
        renamed = names.map(shown).astype("str")
        kept = frame[column].drop(names.index)
        columns[column] = pd.concat([renamed, kept]).reindex(frame.index)
    return frame.assign(**columns)


def _names_in(frame: DataFrame) -> dict[str, Series]:
    """The columns of `frame` that name people; of those that sometimes do, the rows that do."""
    named = {column: frame[column] for column in _PERSON_COLUMNS if column in frame}
    if set(_CHANGE) <= set(frame):
        of_owners = frame[frame["field"].eq("owner")]
        named |= {"old": of_owners["old"], "new": of_owners["new"]}
    return named


def _is_by_events(table: str) -> bool:
    return BY_NAME[table].sharing == "events"
