"""What a CRM cannot hold of the canonical tables, and what is then left of them.

Each native export declares its losses; `held` applies them to the plain tables. What a mapping
reads back from the export has to equal that, cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from kit.demo.natives.gains import Gain, with_gain
from kit.demo.natives.plain import Tables, clock, named
from kit.schemas import BY_NAME
from kit.schemas.schema import Column

How = Literal["absent", "day", "minute", "second", "values", "rows", "table"]
NativeIds = Callable[[str, pd.Series], pd.Series]
"""Kind of record and its plain ids → ids in the CRM.

Kinds are the names of tables, `contacts`, and for an activity its channel: `call`, `email`,
`meeting`, `visit`, because most CRMs keep them as different objects.
"""
KINDS = {"contact_id": "contacts"}
"""Ids of records that have no table of their own."""


@dataclass(frozen=True, kw_only=True)
class Loss:
    """A part of a canonical table that a CRM's export does not hold.

    Attributes
    ----------
    table, columns
        What is concerned; `columns` is empty for ``rows`` and ``table``.
    how
        ``absent``: there is no such column. ``day``, ``minute``, ``second``: instants are cut to
        that. ``values``: words of `instead` stand for one another. ``rows``: only the rows that
        `keep` says. ``table``: nothing at all.
    why
        The reason, as a sentence that a user of that CRM understands.
    keep
        With ``rows``: the plain tables → mask of the rows of `table` that the CRM holds.
        With ``absent``: mask of the rows whose `columns` it does hold; None where it never does.
        With ``values``: mask of the rows that are concerned; None where all are.
    zone
        With ``minute``: on the clock of this zone the CRM prints instants, without saying so. An
        hour that stands twice when clocks go back is then read as the first of the two.
    instead
        With ``values``: word of the plain tables → the word that the CRM has for it too; the
        word ``""`` stands for a missing cell.
    told
        With ``values``, in place of `instead`: the plain tables → what the CRM's cells tell.
    """

    table: str
    columns: tuple[str, ...] = ()
    how: How = "absent"
    why: str
    keep: Callable[[Tables], pd.Series] | None = None
    zone: str = "UTC"
    instead: Mapping[str, str] = field(default_factory=dict)
    told: Callable[[Tables], pd.Series] | None = None

    def __post_init__(self) -> None:
        whole = self.how in ("rows", "table")
        known = [column.name for column in BY_NAME[self.table].columns]
        if whole == bool(self.columns) or not set(self.columns) <= set(known):
            raise ValueError(f"{self.table}: {self.how} does not go with columns {self.columns}")
        if bool(self.keep) < (self.how == "rows") or (
            self.keep and self.how not in ("rows", "absent", "values")
        ):
            raise ValueError(f"{self.table}: rows need a mask, and {self.how} has none")
        if bool(self.instead) + bool(self.told) != (self.how == "values"):
            raise ValueError(f"{self.table}: `instead` or `told` goes with values, and only there")


def held(
    tables: Tables,
    losses: Sequence[Loss],
    *,
    native_ids: NativeIds | None = None,
    gains: Sequence[Gain] = (),
) -> dict[str, pd.DataFrame]:
    """What is left of the plain `tables` in a CRM with these `losses` and `gains`.

    Parameters
    ----------
    tables
        The plain tables, all text (see `read_plain`).
    losses
        What the CRM cannot hold; masks see the tables as they were before any loss.
    native_ids
        How the CRM names records (kind, plain ids → its ids); None where it keeps the plain ids.
    gains
        What it tells beyond them; rows are numbered anew, new ones after others of their instant.

    Returns
    -------
    dict
        The tables that are left, with the columns that are left, in their order.
    """
    whole = renamed(tables, native_ids) if native_ids else {**tables}
    left = {**whole}
    for loss in losses:
        if loss.how == "table":
            left.pop(loss.table, None)
    for name in left:
        mine = [loss for loss in losses if loss.table == name]
        for loss in mine:
            left[name] = _lessened(left[name], loss, tables)
        left[name] = left[name].reset_index(drop=True)
    for gain in gains:
        left[gain.table] = with_gain(left[gain.table], gain, whole)
    return left


def renamed(tables: Tables, native_ids: NativeIds) -> dict[str, pd.DataFrame]:
    """The plain tables with every record under the id that it has in the CRM."""
    named = {}
    for name, frame in tables.items():
        columns = {
            column.name: _renamed_ids(frame, column, name, native_ids)
            for column in BY_NAME[name].columns
            if column.kind == "id" and column.name in frame
        }
        named[name] = frame.assign(**columns)
    return named


def _renamed_ids(
    frame: pd.DataFrame, column: Column, table: str, native_ids: NativeIds
) -> pd.Series:
    """One column of ids; what a row is a record of may differ from row to row."""
    ids = frame[column.name]
    if table == "changes":
        kinds = frame["table"]
    elif column.name == "activity_id":
        kinds = frame["channel"]
    else:
        kind = column.references.partition(".")[0] or KINDS.get(column.name, table)
        kinds = pd.Series(kind, index=frame.index)
    parts = [native_ids(str(kind), ids[kinds == kind]) for kind in kinds.unique()]
    return pd.concat([ids.head(0), *parts]).reindex(frame.index).astype("str")


def _lessened(frame: pd.DataFrame, loss: Loss, tables: Tables) -> pd.DataFrame:
    """The rows and columns of `frame` that one loss leaves."""
    kept = loss.keep(tables).reindex(frame.index) if loss.keep else None
    if loss.how == "rows" and kept is not None:
        return frame.loc[kept]
    columns = [column for column in loss.columns if column in frame]
    if loss.told:
        return frame.assign(**dict.fromkeys(columns, loss.told(tables).reindex(frame.index)))
    if loss.how == "absent" and kept is None:
        return frame.drop(columns=columns)
    return frame.assign(**{name: _lesser(frame[name], loss, kept) for name in columns})


def _lesser(cells: pd.Series, loss: Loss, kept: pd.Series | None) -> pd.Series:
    """The cells of one column that one loss leaves."""
    if loss.how == "absent" and kept is not None:
        return cells.where(kept)
    if loss.how == "values":
        words = named(cells.fillna(""), loss.instead).mask(lambda words: words == "")
        return words if kept is None else words.where(kept, cells)
    return cut(cells, loss.how, zone=loss.zone)


def cut(instants: pd.Series, how: How, *, zone: str = "UTC") -> pd.Series:
    """ISO 8601 instants in UTC cut to the start of their day (then a date), minute or second.

    With a `zone` that is not UTC, of the two hours that share a clock time the first is meant.

    >>> texts = pd.Series(["2026-07-01T22:30:05Z", None], dtype="str")
    >>> cut(texts, "day").tolist(), cut(texts, "minute").tolist()
    (['2026-07-01', nan], ['2026-07-01T22:30:00Z', nan])
    >>> twice = pd.Series(["2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z"], dtype="str")
    >>> cut(twice, "minute", zone="Europe/Madrid").tolist()
    ['2025-10-26T00:30:00Z', '2025-10-26T00:30:00Z']
    """
    if how == "day":
        return instants.str.slice(0, 10)
    pattern = "%Y-%m-%dT%H:%M" if how == "minute" else "%Y-%m-%dT%H:%M:%S"
    naive = pd.to_datetime(clock(instants, pattern, zone=zone))
    first = np.ones(len(naive), dtype=bool)
    return clock(naive.dt.tz_localize(zone, ambiguous=first), "%Y-%m-%dT%H:%M:%SZ")
