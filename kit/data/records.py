"""The tables of one slice, as notebooks see them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from pandas import DataFrame, Series

from kit.data.asof import records_known_at
from kit.data.categories import with_categories
from kit.data.frames import completed, empty
from kit.data.masking import masked
from kit.privacy import OwnerPolicy, shown_owners
from kit.schemas import BY_NAME
from kit.window import Calendar

_PERSON_COLUMNS = ("owner", "manager", "by")


@dataclass(frozen=True, eq=False)
class Records:
    """The canonical tables of one slice, one attribute each: ``records.opportunities``.

    An absent table is an empty frame with all its columns. The dimension columns are
    categories; their members are all that the slice knows, so that an owner without a record is
    still an owner. Frames are handed out as copies that share their data until written to.

    Attributes
    ----------
    tables
        Frame by name of the canonical table, every one of them.
    missing
        Names of the canonical tables the project does not have.
    derived_tables
        Frame by name of the tables that models made; one that nobody asks for is never read.

    Examples
    --------
    >>> records = Records.of({"stages": DataFrame({"stage": ["Won"], "position": [1]})})
    >>> records.has("stages"), len(records.leads), "leads" in records.missing
    (True, 0, True)
    """

    tables: Mapping[str, DataFrame]
    missing: tuple[str, ...]
    derived_tables: Mapping[str, DataFrame]

    @classmethod
    def of(
        cls,
        tables: Mapping[str, DataFrame],
        owners_policy: OwnerPolicy = "full",
        allow: Collection[str] = (),
    ) -> Records:
        """Records from what the store reads.

        Parameters
        ----------
        tables
            Canonical and derived tables by name; those not there are missing.
        owners_policy
            How owner names are shown, see `kit.privacy.shown_owner`.
        allow
            Columns of free text, as ``table.column``, in which e-mail addresses, telephone numbers
            and the like are not masked, as `kit.privacy.mask_contacts` does it everywhere else.
        """
        full = {
            name: masked(completed(tables[name], name), name, allow)
            for name in tables
            if name in BY_NAME
        }
        derived = sorted(name for name in tables if name not in BY_NAME)
        names = _shown_names(full.values(), owners_policy)
        shown = {name: _with_shown_owners(frame, names) for name, frame in full.items()}
        missing = tuple(name for name in BY_NAME if name not in shown)
        shown |= {name: empty(name) for name in missing}
        return cls(
            with_categories({name: shown[name] for name in BY_NAME}),
            missing,
            _WhenAsked(
                tables,
                derived,
                lambda frame: _with_shown_owners(frame, _shown_names([frame], owners_policy)),
            ),
        )

    def __getattr__(self, name: str) -> DataFrame:
        """The canonical table called `name`."""
        if name in BY_NAME:
            return self.tables[name].copy(deep=False)
        raise AttributeError(f"There is no table `{name}`. Tables: {', '.join(BY_NAME)}.")

    def __dir__(self) -> Iterable[str]:
        """Everything on offer, tables included."""
        return sorted({*object.__dir__(self), *BY_NAME})

    def has(self, name: str) -> bool:
        """Whether the project has the table `name`, canonical or derived."""
        return name in self.derived_tables or (name in BY_NAME and name not in self.missing)

    def derived(self, name: str) -> DataFrame:
        """The table `name` that models made, for this slice.

        Raises
        ------
        KeyError
            If no model made it; the message lists those there are.
        """
        if name not in self.derived_tables:
            known = ", ".join(self.derived_tables) or "none yet; `kit prepare` makes them"
            raise KeyError(f"There is no derived table `{name}`. Derived tables: {known}.")
        return self.derived_tables[name].copy(deep=False)

    def made(self, *names: str) -> dict[str, DataFrame | None]:
        """Tables that models made, as a KPI takes them: ``**records.made("win_probabilities")``.

        One that no model made is None: a KPI that lacks it has no value.
        """
        return {name: self.derived(name) if self.has(name) else None for name in names}

    def known_at(self, as_of: date, calendar: Calendar) -> Records:
        """The records as they were known at the end of `as_of`.

        Derived tables keep the months that had ended by then: sums of a month that still ran hold
        what happened later.
        """
        known = records_known_at(self.tables, as_of, calendar)
        names = self.derived_tables
        derived = _WhenAsked(names, names, lambda frame: _ended(frame, as_of))
        return Records(known, self.missing, derived)


class _WhenAsked(Mapping[str, DataFrame]):
    """Some tables of a mapping, each taken and changed when it is asked for."""

    def __init__(
        self,
        tables: Mapping[str, DataFrame],
        names: Iterable[str],
        change: Callable[[DataFrame], DataFrame],
    ) -> None:
        self._tables, self._names, self._change = tables, tuple(names), change
        self._changed: dict[str, DataFrame] = {}

    def __getitem__(self, name: str) -> DataFrame:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._changed:
            self._changed[name] = self._change(self._tables[name])
        return self._changed[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _ended(frame: DataFrame, as_of: date) -> DataFrame:
    if "month" not in frame:
        return frame
    return frame[frame["month"] + pd.offsets.MonthEnd() <= pd.Timestamp(as_of)]


def _shown_names(frames: Iterable[DataFrame], policy: OwnerPolicy) -> dict[str, str]:
    """How each person is shown; empty where names are shown in full."""
    if policy == "full":
        return {}
    people: set[str] = set()
    for frame in frames:
        for names in _names_in(frame).values():
            people.update(names.drop_duplicates().dropna())
    return shown_owners(people, policy)


def _names_in(frame: DataFrame) -> dict[str, Series]:
    """The columns of `frame` that name people; of those that sometimes do, the rows that do."""
    named = {column: frame[column] for column in _PERSON_COLUMNS if column in frame}
    if {"field", "old", "new"} <= set(frame):
        of_owners = frame[frame["field"].eq("owner")]
        named |= {"old": of_owners["old"], "new": of_owners["new"]}
    return named


def _with_shown_owners(frame: DataFrame, shown: Mapping[str, str]) -> DataFrame:
    if not shown:
        return frame
    columns = {}
    for column, names in _names_in(frame).items():
        renamed = names.map(shown).astype("str")
        kept = frame[column].drop(names.index)
        columns[column] = pd.concat([renamed, kept]).reindex(frame.index)
    return frame.assign(**columns)
