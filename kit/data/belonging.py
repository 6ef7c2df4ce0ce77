"""Which unit a row belongs to: what it says itself, else its owner's team, else its parent's.

An owner's team counts at the time the row closed or happened, for open ones on `as_of`. A
row that none of this places is unassigned: both columns stay missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter

import pandas as pd
import pyarrow as pa
from pandas import DataFrame, Series

from kit.data.frames import empty
from kit.data.latest import latest_rows
from kit.data.positions import entries_at, positions
from kit.data.times import local_dates
from kit.schemas import BY_NAME, Schema
from kit.window import Calendar

_UNIT = ["region", "team"]
_AT_ONCE = 500_000
"""Rows that are placed at a time: each takes many times the memory of what is found for it."""


def with_units(
    tables: Mapping[str, DataFrame], as_of: date, calendar: Calendar
) -> dict[str, DataFrame]:
    """All tables with the columns region and team filled in as far as they can be.

    Parameters
    ----------
    tables
        Completed canonical tables by name (see `kit.data.frames.completed`); not changed.
    as_of
        The day on which the team of an open row's owner counts.
    calendar
        Names the zone in which instants become days.
    """
    placed = dict(tables)
    if "owners" in placed:
        owners = placed["owners"]
        placed["owners"] = owners.assign(region=_with_region(owners, _regions(owners)))
    assignments = Assignments(placed.get("owners", empty("owners")), as_of, calendar)
    parents = {name: {parent for _, parent in one.parents} for name, one in BY_NAME.items()}
    for name in TopologicalSorter(parents).static_order():
        schema = BY_NAME[name]
        if name in placed and name != "owners" and schema.sharing in ("leaf", "unit_or_company"):
            placed[name] = placed[name].assign(**_placed(placed, schema, assignments))
    return {name: placed[name] for name in tables}


@dataclass(frozen=True, eq=False)
class Assignments:
    """Who belonged to which team when: the table `owners`, both days of validity inclusive."""

    owners: DataFrame
    as_of: date
    calendar: Calendar

    def units(self, owner: Series, days: Series) -> DataFrame:
        """Region and team of each owner on each day; missing where there was none."""
        table = self.owners
        found = latest_rows(owner, days, table["owner"], table["valid_from"])
        units = table[[*_UNIT, "valid_to"]].iloc[found] if len(table) else None
        if units is None:
            return DataFrame(index=owner.index, columns=_UNIT, dtype="str")
        units = units.set_axis(owner.index, axis=0)
        valid = (found >= 0) & ~(units["valid_to"] < days).to_numpy()
        return units[_UNIT].where(Series(valid, index=owner.index), axis=0)

    def days(self, frame: DataFrame, schema: Schema) -> Series:
        """The day on which an owner's team counts for each row."""
        days = Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
        for column in schema.at:
            days = days.fillna(local_dates(frame[column], self.calendar))
        return days.fillna(pd.Timestamp(self.as_of))

    def regions(self) -> Series:
        """Region by team, for teams that have one name only."""
        return _regions(self.owners)


def _placed(
    tables: Mapping[str, DataFrame], schema: Schema, assignments: Assignments
) -> dict[str, Series]:
    """Region and team of each row of a table, found for so many rows at once as fit memory well."""
    frame = tables[schema.name]
    if len(frame) <= _AT_ONCE:
        return _placed_rows(frame, tables, schema, assignments)
    columns = [name for name in frame if name in _looked_at(schema)]
    found = [
        _placed_rows(frame[columns].iloc[first : first + _AT_ONCE], tables, schema, assignments)
        for first in range(0, len(frame), _AT_ONCE)
    ]
    return {name: _in_one_piece([part.pop(name) for part in found]) for name in _UNIT}


def _looked_at(schema: Schema) -> set[str]:
    """Columns that tell to which unit a row belongs."""
    return {*_UNIT, "owner", "table", *schema.at, *(column for column, _ in schema.parents)}


def _in_one_piece(parts: list[Series]) -> Series:
    """Texts under each other; rows are taken many times more slowly where they lie in pieces."""
    index = parts[0].index.append([part.index for part in parts[1:]])
    texts = [pa.array(part, type=pa.large_string(), from_pandas=True) for part in parts]
    pieces = [one.combine_chunks() if isinstance(one, pa.ChunkedArray) else one for one in texts]
    return Series(pa.concat_arrays(pieces), index=index, dtype="str")


def _placed_rows(
    frame: DataFrame, tables: Mapping[str, DataFrame], schema: Schema, assignments: Assignments
) -> dict[str, Series]:
    days = assignments.days(frame, schema)
    units = frame[_UNIT]
    if "owner" in frame:
        units = _filled(units, assignments.units(frame["owner"], days))
    units = units.assign(region=_with_region(units, assignments.regions()))
    for column, parent in schema.parents:
        lost = units["region"].isna() & units["team"].isna()
        if schema.name == "changes":
            lost &= frame["table"].eq(parent)
        if parent in tables and lost.any():
            ids = frame.loc[lost, column]
            inherited = _inherited(ids, days[lost], parent, tables[parent], assignments)
            units = units.assign(
                **{name: units[name].fillna(inherited[name].reindex(units.index)) for name in _UNIT}
            )
    return {name: units[name] for name in _UNIT}


def _filled(own: DataFrame, owners: DataFrame) -> DataFrame:
    """What a row says itself, completed by its owner's unit where that does not contradict it."""
    same_team = own["team"].isna() | own["team"].eq(owners["team"])
    same_region = own["region"].isna() | own["region"].eq(owners["region"])
    agrees = same_team & same_region
    return own.assign(**{name: own[name].fillna(owners[name].where(agrees)) for name in _UNIT})


def _inherited(
    ids: Series, days: Series, parent: str, rows: DataFrame, assignments: Assignments
) -> DataFrame:
    """The unit of the parent; of an account, that of its owner on the row's day."""
    (key,) = BY_NAME[parent].key
    place = positions(ids, rows[key])
    if BY_NAME[parent].sharing == "events":
        return assignments.units(entries_at(rows["owner"], place).set_axis(ids.index), days)
    return DataFrame({name: entries_at(rows[name], place).set_axis(ids.index) for name in _UNIT})


def _regions(owners: DataFrame) -> Series:
    """Region by team, where a team's name stands for one region only."""
    pairs = owners[_UNIT].dropna().drop_duplicates()
    return pairs.drop_duplicates("team", keep=False).set_index("team")["region"]


def _with_region(units: DataFrame, regions: Series) -> Series:
    return units["region"].fillna(units["team"].map(regions).astype("str"))
