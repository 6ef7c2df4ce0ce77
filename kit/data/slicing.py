"""Which leaf unit each row belongs to.

Every row of a ``leaf`` or ``unit_or_company`` table lies in exactly one leaf, so that teams +
unassigned = company. An account lies in each leaf that has an event on it; what the schema
shares with everyone lies in the company's own leaf, and every unit reads it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame, Index, Series

from kit.schemas import BY_NAME, Schema
from kit.units import Unit

COMPANY = Unit()

Rows = npt.NDArray[np.intp]
"""Positions of rows in their table."""


def slices(table: str, tables: Mapping[str, DataFrame]) -> Iterator[tuple[Unit, Rows]]:
    """Cut one table by leaf unit.

    Parameters
    ----------
    table
        Name of the one to cut.
    tables
        Widened canonical tables by name (see `kit.data.widen`).

    Yields
    ------
    (leaf, rows)
        Where the rows of one leaf stand, in their order; leaves sorted. An empty table gives none.
    """
    schema, frame = BY_NAME.get(table), tables[table]
    if schema is not None and schema.sharing == "everyone":
        return iter([(COMPANY, np.arange(len(frame)))] if len(frame) else [])
    if schema is not None and schema.sharing == "events":
        return _by_events(frame, schema, tables)
    return by_leaf(frame)


def by_leaf(frame: DataFrame) -> Iterator[tuple[Unit, Rows]]:
    """Cut `frame` by its columns region and team; a blank in both is the company's own leaf."""
    codes, leaves = _leaf_codes(frame)
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(len(leaves) + 1))
    for leaf, (start, end) in zip(leaves, pairwise(edges), strict=True):
        yield leaf, order[start:end]


def _leaf_codes(frame: DataFrame) -> tuple[Rows, list[Unit]]:
    """Number of each row's leaf, and the leaves, sorted."""
    regions, teams = (pd.factorize(_filled(frame, name), sort=True) for name in ("region", "team"))
    pairs = regions[0] * max(len(teams[1]), 1) + teams[0]
    present, codes = np.unique(pairs, return_inverse=True)
    width = max(len(teams[1]), 1)
    return codes, [
        Unit(str(regions[1][pair // width]), str(teams[1][pair % width])) for pair in present
    ]


def _filled(frame: DataFrame, name: str) -> Series:
    if name not in frame:
        return Series("", index=frame.index, dtype="str")
    return frame[name].astype("str").fillna("")


def _by_events(
    frame: DataFrame, schema: Schema, tables: Mapping[str, DataFrame]
) -> Iterator[tuple[Unit, Rows]]:
    """Cut by who has an event on a row; a row without any event is the company's."""
    (key,) = schema.key
    seen = _events_on(Index(frame[key]), f"{schema.name}.{key}", tables)
    unseen = np.setdiff1d(np.arange(len(frame)), seen["row"])
    nobodys = DataFrame({"row": unseen, "region": "", "team": ""})
    events = pd.concat([seen, nobodys], ignore_index=True)
    for leaf, rows in by_leaf(events):
        yield leaf, np.sort(events["row"].to_numpy()[rows])


def _events_on(keys: Index, reference: str, tables: Mapping[str, DataFrame]) -> DataFrame:
    """Distinct (row, region, team) of the rows in `keys` that others refer to as `reference`."""
    found = [DataFrame({"row": np.arange(0), "region": "", "team": ""})]
    for table, frame in tables.items():
        schema = BY_NAME.get(table)
        if schema is None or schema.sharing != "leaf" or frame.empty:
            continue
        for column in schema.columns:
            if column.references == reference and column.name in frame:
                rows = keys.get_indexer(Index(frame[column.name]))
                found.append(_distinct_units(rows, *_leaf_codes(frame)))
    return pd.concat(found, ignore_index=True).drop_duplicates()


def _distinct_units(rows: Rows, codes: Rows, leaves: list[Unit]) -> DataFrame:
    """Each row with each of its leaves once; -1 stands for no row."""
    pairs = np.unique((rows * len(leaves) + codes)[rows >= 0])
    units = DataFrame([(leaf.region, leaf.team) for leaf in leaves], columns=["region", "team"])
    units = units.iloc[pairs % len(leaves)].reset_index(drop=True)
    return units.assign(row=pairs // len(leaves))
