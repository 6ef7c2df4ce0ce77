"""Persons who were forgotten stay so: sources that still name them bring nobody back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from kit.data.forgotten import Forgotten, is_free
from kit.data.readers import ReadTable
from kit.errors import Fault, counted


def without_forgotten(read: Mapping[str, ReadTable], forgotten: Forgotten) -> dict[str, ReadTable]:
    """The tables with a code wherever somebody forgotten stands, and a word about it.

    Rows set aside that name one of them are left out altogether: nobody mends them any more.
    """
    if not forgotten:
        return dict(read)
    return {name: _without(name, table, forgotten) for name, table in read.items()}


def _without(name: str, table: ReadTable, forgotten: Forgotten) -> ReadTable:
    frame, faults = table.frame, list[Fault]()
    for column in map(str, frame.select_dtypes("str").columns):
        cells = frame[column]
        names = forgotten.renamed(cells.dropna().unique(), within=is_free(column))
        if names:
            frame = frame.assign(**{column: cells.map(names).fillna(cells).astype("str")})
            faults.append(_said(name, column, int(cells.isin(list(names)).sum())))
    rejected = table.rejected
    if rejected is not None:
        rejected = rejected[~named_rows(rejected, forgotten)].reset_index(drop=True)
    return replace(table, frame=frame, faults=(*table.faults, *faults), rejected=rejected)


def named_rows(rows: pd.DataFrame, forgotten: Forgotten) -> pd.Series:
    """Which rows set aside name somebody forgotten in any of their cells.

    Returns
    -------
    Series
        Booleans on the index of `rows`.
    """
    found = pd.Series(False, index=rows.index)
    for place in range(rows.shape[1]):  # two columns of a file may have one heading
        cells = rows.iloc[:, place].astype("str")
        found |= cells.isin(list(forgotten.renamed(cells.dropna().unique(), within=True)))
    return found


def _said(table: str, column: str, cells: int) -> Fault:
    return Fault(
        "warning",
        f"{counted(cells, 'cell names', 'cells name')} somebody who was forgotten; a code stands "
        "there instead.",
        table=table,
        column=column,
        fix="Remove the person from the source, too.",
    )
