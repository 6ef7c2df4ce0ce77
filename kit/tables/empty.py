"""What a table would show as empty rows or columns is named in one line under it instead."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeVar

import pandas as pd

from kit.charts.labels import clean
from kit.charts.subject import measure_label
from kit.language import N_, current

Pair = TypeVar("Pair")
Records = dict[tuple[Any, ...], dict[Pair, Mapping[Hashable, Any]]]


def without_empty(
    records: Records[Pair], keys: Sequence[str]
) -> tuple[Records[Pair], list[object]]:
    """The records of a table by one dimension without the empty ones, and the names of those.

    Where all are empty, or rows are periods or places on an axis, every one stays.
    """
    if len(keys) != 1 or keys[0] == "period":
        return records, []
    kept = {where: row for where, row in records.items() if not _is_empty(row)}
    if not kept or any(isinstance(where[0], int | float) for where in records):
        return records, []
    return kept, [where[0] for where in records if where not in kept]


def said_of(names: Sequence[object]) -> str:
    """The sentence that names the members without any record."""
    if not names:
        return ""
    return current().text(N_("No record: {members}."), members=", ".join(map(clean, names)))


def without_unknown(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The rows of measures that are known anywhere, and the sentence that names the others.

    A measure whose values are kept back for a reason stays; so do all where none is known.
    """
    is_told = frame["value"].notna() | frame["mark"].ne("")
    pairs = [frame["kpi"], frame["measure"]]
    stays = is_told.groupby(pairs, observed=True).transform("any").astype(bool)
    if stays.all() or not stays.any():
        return frame, ""
    gone = frame.loc[~stays, ["kpi", "measure"]].drop_duplicates()
    labels = [measure_label(*pair) for pair in gone.itertuples(index=False, name=None)]
    said = current().text(N_("Nothing is recorded of: {measures}."), measures=", ".join(labels))
    return frame[stays], said


def _is_empty(row: Mapping[Pair, Mapping[Hashable, Any]]) -> bool:
    return all(
        (pd.isna(one["value"]) or one["value"] == 0) and one["n"] is not pd.NA and one["n"] == 0
        for one in row.values()
    )
