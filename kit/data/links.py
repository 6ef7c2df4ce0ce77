"""From which columns rows of one table point to records of another, and which point nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from kit.data.readers.parsed import arrow
from kit.schemas import BY_NAME

MEMBERS = {"owner": ("owners", "owner"), "product": ("products", "product")}
"""Columns that point to a list of members without being an id → table and column of the list."""

Tables = Mapping[str, pd.DataFrame]


class LostLink(NamedTuple):
    """A column some of whose rows point to records that their table does not hold."""

    table: str
    column: str
    target: tuple[str, str]
    rows: pd.Series


def lost_links(table: str, tables: Tables) -> Iterator[LostLink]:
    """Every column of a table with rows that point nowhere; an absent table is not missed."""
    frame = tables[table]
    for column in map(str, frame.columns):
        target = reference(table, column)
        known = tables.get(target[0]) if target and target[0] != table else None
        if target is None or known is None or known.empty:
            continue
        rows = frame[column].notna() & ~_held(frame[column], known[target[1]])
        if rows.any():
            yield LostLink(table, column, target, rows)


def _held(ids: pd.Series, known: pd.Series) -> npt.NDArray[np.bool_]:
    """Which ids are known; pandas would look at each of the known ones by itself."""
    return np.asarray(pc.is_in(arrow(ids), value_set=arrow(known), skip_nulls=True))


def reference(table: str, column: str) -> tuple[str, str] | None:
    """Table and column in which the values of a canonical column are found; None for most.

    >>> reference("quotes", "opportunity_id"), reference("leads", "owner")
    (('opportunities', 'opportunity_id'), ('owners', 'owner'))
    """
    schema = BY_NAME[table]
    if column not in schema.names:
        return None
    if schema[column].references:
        target, key = schema[column].references.split(".")
        return target, key
    return MEMBERS.get(column)


def lost_rows(table: str, tables: Tables) -> pd.Series:
    """Which rows of a table point to a record that its table, where there is one, does not hold."""
    lost = pd.Series(False, index=tables[table].index)
    for link in lost_links(table, tables):
        lost |= link.rows
    return lost
