"""What a canonical table looks like as a frame: its columns, their dtypes, an empty one.

A table is *widened* at load: it then also holds the unit a row belongs to, the amount as it
was written in the source, and what an activity cost. Those columns are declared here, beside the
schema's own.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import pandas as pd
from pandas import DataFrame, Series

from kit.schemas import BY_NAME, Column, Kind, Schema

# Where numexpr happens to be installed pandas would compute with it: other last digits, and a
# warning for every column of a type that it does not know.
pd.set_option("compute.use_numexpr", False)

DTYPES: dict[Kind, str] = {
    "id": "str",
    "text": "str",
    "category": "str",
    "instant": "datetime64[us, UTC]",
    "date": "datetime64[us]",
    "money": "float64",
    "number": "float64",
    "count": "Int64",
    "flag": "boolean",
}
"""dtype of a column by kind; an instant column that holds dates only is `datetime64[us]`."""

_UNIT_COLUMNS = ("region", "team")


def _widened(schema: Schema) -> tuple[Column, ...]:
    extra = []
    if schema.sharing == "leaf":
        extra += [
            Column(name, "category", optional=True, nullable=True)
            for name in _UNIT_COLUMNS
            if name not in schema.names
        ]
    is_money = "currency" in schema.names and schema.sharing != "everyone"
    if is_money or schema.name == "opportunity_lines":
        extra.append(Column("amount_original", "money", optional=True, nullable=True))
    if schema.name == "opportunities":
        extra.append(Column("amount_before_close", "money", optional=True, nullable=True))
    if schema.name == "leads":
        extra.append(Column("score_at_creation", "number", optional=True, nullable=True))
        extra.append(Column("score_band", "category", optional=True, nullable=True))
    if schema.name == "activities":
        extra.append(Column("cost", "money", optional=True, nullable=True))
    return tuple(extra)


WIDENED: dict[str, tuple[Column, ...]] = {name: _widened(one) for name, one in BY_NAME.items()}
"""Columns that loading adds to each table."""


def all_columns(table: str) -> tuple[Column, ...]:
    """Columns of a loaded table: those of its schema, then those that loading adds."""
    return BY_NAME[table].columns + WIDENED[table]


def empty(table: str) -> DataFrame:
    """The loaded table `table` without rows, every column in its dtype.

    >>> empty("stages").dtypes["position"]
    Int64Dtype()
    """
    return _empty(table).copy(deep=False)


def prepare() -> None:
    """Make all empty tables, which takes long beside handing one out."""
    for table in BY_NAME:
        _empty(table)


@cache
def _empty(table: str) -> DataFrame:
    return DataFrame(
        {column.name: Series(dtype=DTYPES[column.kind]) for column in all_columns(table)}
    )


def completed(frame: DataFrame, table: str, only: Collection[str] | None = None) -> DataFrame:
    """`frame` with every column a loaded `table` has; what was lacking is all-missing.

    Columns stand in declared order; columns that no declaration knows follow in their own. With
    `only`, those columns alone are there.
    """
    kinds = {column.name: column.kind for column in all_columns(table)}
    wanted = [*kinds, *(str(name) for name in frame if name not in kinds)]
    if only is not None:
        wanted = [name for name in wanted if name in only]
    lacking = {
        name: Series(index=frame.index, dtype=DTYPES[kinds[name]])
        for name in wanted
        if name not in frame
    }
    return frame.assign(**lacking)[wanted] if lacking or wanted != list(frame) else frame
