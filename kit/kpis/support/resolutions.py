"""When cases were resolved for the first time, reopened and resolved for good.

The table of cases tells the last resolution; the ones before stand in `changes`, where the CRM
keeps a history of the status.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from kit.data.merging import merges
from kit.data.positions import positions
from kit.data.times import is_instant, local_dates
from kit.kpis.known import known
from kit.window import Calendar, Window

_READ = ("case_id", "merged_into", "reopened_count", "priority", "region", "team")


@dataclass(frozen=True)
class Resolutions:
    """What became of the cases known on `as_of`; all on the index of `cases`.

    Attributes
    ----------
    first, final
        First resolution, and the one that still stood at the end of `as_of`; NaT without one.
    reopened
        First reopening; NaT where there was none, or its time is not known.
    was_reopened
        Whether the case was reopened by the end of `as_of`.
    """

    cases: pd.DataFrame
    first: pd.Series
    final: pd.Series
    reopened: pd.Series
    was_reopened: pd.Series


def distinct_cases(cases: pd.DataFrame, window: Window, by: Sequence[str] = ()) -> pd.DataFrame:
    """Cases as known on `as_of`; those merged into another one are left out."""
    records = known(cases, window, by, table="cases", read=_READ)
    if "merged_into" in records and records["merged_into"].notna().any():
        records = records[~records["case_id"].isin(merges({"cases": records})["id"])]
    return records


def resolutions(records: pd.DataFrame, changes: pd.DataFrame, window: Window) -> Resolutions:
    """Resolutions and reopenings of cases, from the table and from the changes of its status.

    A status is one of rest if it is written ``resolved``, or if cases were changed to it at the
    very instant of their `resolved_at` or `closed_at`. A change to such a status that holds at a
    resolution resolves, a change from one to another status reopens. Where no case has a
    `resolved_at`, closing stands for resolving; else `closed_at` does not matter, because many
    CRMs close resolved cases weeks later by themselves.

    A reopened case without a recorded change has the time of its last resolution alone, which then
    stands for the first one too: too late, but not early.

    Parameters
    ----------
    records
        Cases as `distinct_cases` gives them.
    changes
        The table of that name; may be empty.
    """
    resolved = records["resolved_at"]
    if resolved.isna().all():
        resolved = records["closed_at"]
    told = known(changes, window, table="changes")
    history = _History.of(records, resolved, told, window.calendar)
    first, reopened = history.first_resolved, history.first_reopened
    first = first.where(first.notna() & ~(first > resolved), resolved)
    # A later resolution may have been undone by `as_of`; the last change says what stood then.
    final = resolved.where(resolved.notna(), history.standing)
    counted = records["reopened_count"].gt(0).fillna(False).astype(bool) & resolved.notna()
    return Resolutions(records, first, final, reopened, counted | reopened.notna())


@dataclass(frozen=True)
class _History:
    """Changes of the status, in order of time, beside the cases that they are of."""

    index: pd.Index
    row: np.ndarray
    at: pd.Series
    resolves: np.ndarray
    reopens: np.ndarray

    @classmethod
    def of(
        cls,
        records: pd.DataFrame,
        resolved: pd.Series,
        changes: pd.DataFrame,
        calendar: Calendar,
    ) -> _History:
        is_own = changes["table"].eq("cases") & changes["field"].eq("status")
        own = changes[["id", "changed_at", "sequence", "old", "new"]][is_own]
        row = positions(own["id"], records["case_id"])
        # Days cannot be put in order with instants: such a history says nothing.
        usable = (row >= 0) & (is_instant(own["changed_at"]) or not is_instant(resolved))
        own, row = own[usable], row[usable]
        moment = own["changed_at"].to_numpy("datetime64[us]")
        order = np.lexsort((own["sequence"].to_numpy(float, na_value=0.0), moment, row))
        own, row = own.iloc[order], row[order]
        at, new = own["changed_at"], own["new"]
        if not is_instant(resolved):
            at = local_dates(at, calendar)
        resolving = {"resolved", *new[_meets(at, resolved, row)].dropna().unique()}
        resting = resolving | set(new[_meets(at, records["closed_at"], row)].dropna().unique())
        was, is_now = own["old"].isin(resting), new.isin(resting)
        return cls(
            records.index,
            row,
            at.reset_index(drop=True),
            (new.isin(resolving) & ~was).to_numpy(),
            (was & ~is_now & own["old"].notna()).to_numpy(),
        )

    @cached_property
    def first_resolved(self) -> pd.Series:
        return self._picked(self.resolves, "first")

    @cached_property
    def first_reopened(self) -> pd.Series:
        return self._picked(self.reopens, "first")

    @cached_property
    def standing(self) -> pd.Series:
        """The last resolution, where no reopening came after it."""
        last, undone = self._picked(self.resolves, "last"), self._picked(self.reopens, "last")
        return last.mask(undone > last)

    def _picked(self, which: np.ndarray, keep: Literal["first", "last"]) -> pd.Series:
        chosen = np.flatnonzero(which)
        cases, of_case = np.unique(
            self.row[chosen] if keep == "first" else self.row[chosen][::-1], return_index=True
        )
        place = np.full(len(self.index), -1)
        place[cases] = chosen[of_case if keep == "first" else len(chosen) - 1 - of_case]
        return pd.Series(self.at.array.take(place, allow_fill=True), index=self.index)


def _meets(at: pd.Series, instant: pd.Series, row: np.ndarray) -> np.ndarray:
    """Changes made at the very instant that their case has in a column."""
    return at.to_numpy("datetime64[us]") == instant.iloc[row].to_numpy("datetime64[us]")
