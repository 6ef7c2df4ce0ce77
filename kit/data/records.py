"""The tables of one slice, as notebooks see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from pandas import DataFrame

from kit.data.asof import records_known_at
from kit.data.shown import ShownTables, WhenAsked, with_shown_owners
from kit.privacy import OwnerPolicy
from kit.schemas import BY_NAME
from kit.window import Calendar


@dataclass(frozen=True, eq=False)
class Records:
    """The canonical tables of one slice, one attribute each: ``records.opportunities``.

    An absent table is an empty frame with all its columns. The dimension columns are
    categories; their members are all that the slice knows, so that an owner without a record is
    still an owner. Frames are handed out as copies that share their data until written to.

    Attributes
    ----------
    tables
        Frame by name of the canonical table, every one of them; one that nobody asks for is never
        read.
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

    tables: ShownTables | WhenAsked
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
        derived = sorted(name for name in tables if name not in BY_NAME)
        return cls(
            ShownTables(tables, owners_policy, allow),
            tuple(name for name in BY_NAME if name not in tables),
            WhenAsked(tables, derived, lambda _, frame: with_shown_owners(frame, owners_policy)),
        )

    def __getattr__(self, name: str) -> DataFrame:
        """The canonical table called `name`."""
        if name in BY_NAME:
            return self.tables[name].copy(deep=False)
        raise AttributeError(f"There is no table `{name}`. Tables: {', '.join(BY_NAME)}.")

    def some(self, name: str, *columns: str) -> DataFrame:
        """Some columns of the canonical table called `name`.

        Where nobody asked for the whole table yet, only these are read.
        """
        return self.tables.some(name, columns)

    def count(self, name: str) -> int:
        """How many rows the canonical table called `name` has, without reading it if need be."""
        return self.tables.count(name)

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

        def then(name: str, frame: DataFrame) -> DataFrame:
            told_by = {one: self.tables[one] for one in ("changes", "stage_history")}
            return records_known_at({**told_by, name: frame}, as_of, calendar, (name,))[name]

        names = self.derived_tables
        derived = WhenAsked(names, names, lambda _, frame: _ended(frame, as_of))
        return Records(WhenAsked(self.tables, BY_NAME, then), self.missing, derived)


def _ended(frame: DataFrame, as_of: date) -> DataFrame:
    if "month" not in frame:
        return frame
    return frame[frame["month"] + pd.offsets.MonthEnd() <= pd.Timestamp(as_of)]
