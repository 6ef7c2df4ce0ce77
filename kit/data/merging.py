"""Records that a CRM merged into others: their children go to the survivor, they go.

A row whose `merged_into` names another row of the table counts no more. What points to it points
to the survivor at the end of the chain; its stages and lines, which tell of nothing but itself,
go with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame, Index, Series

from kit.data.naming import listed
from kit.errors import Fault, counted
from kit.schemas import BY_NAME, Schema

MERGED = "merged_records"
"""Name of the frame of `merges` in a snapshot."""

_INTO = "merged_into"
_ROWS_LEFT = "rows of their own stages and lines are"


def merges(tables: Mapping[str, DataFrame]) -> DataFrame:
    """Which records were merged, and what remains of them.

    Parameters
    ----------
    tables
        Canonical tables by name, as the readers give them; not changed.

    Returns
    -------
    DataFrame
        table, id, survivor (the last of the chain), sorted; a survivor that the table does not
        hold, or one that leads back to the record itself, is none, and the record is left out.
    """
    found = [
        DataFrame({"table": name, "id": merged, "survivor": survivors})
        for name, frame in tables.items()
        if _INTO in frame and frame[_INTO].notna().any()
        for merged, survivors in (_survivors(name, frame),)
    ]
    columns = ["table", "id", "survivor"]
    whole = pd.concat([DataFrame(columns=columns, dtype="str"), *found], ignore_index=True)
    return whole.sort_values(columns, ignore_index=True)


def redirected(tables: Mapping[str, DataFrame]) -> tuple[dict[str, DataFrame], list[Fault]]:
    """Tables without the records that were merged, and references that lead to the survivors.

    Parameters
    ----------
    tables
        Canonical tables by name, as the readers give them; not changed.

    Returns
    -------
    (tables, faults)
        One ``warning`` per table says what was merged; records that were merged in a circle or
        into one that is not there stay, the first as an ``error``.
    """
    merged = merges(tables)
    faults = [fault for name, frame in tables.items() for fault in _lost(name, frame)]
    result = dict(tables)
    for name, rows in merged.groupby("table"):
        survivors = rows.set_index("id")["survivor"]
        own, (key,) = result[str(name)], BY_NAME[str(name)].key
        result[str(name)] = own[~own[key].isin(survivors.index)].reset_index(drop=True)
        moved = left = 0
        for table, column in _references(f"{name}.{key}", result):
            if BY_NAME[table].key[0] == column:
                result[table], gone = _without(result[table], column, survivors)
                left += gone
            else:
                result[table], hits = _moved(result[table], column, survivors)
                moved += hits
        faults.append(_said(str(name), survivors, moved, left))
    return result, faults


def with_merges(wide: Mapping[str, DataFrame], merged: DataFrame) -> dict[str, DataFrame]:
    """Widened tables, and what `merges` found as one more, each row in its survivor's unit.

    Where nothing was merged there is no such table.
    """
    if merged.empty:
        return dict(wide)
    units = []
    for name, rows in merged.groupby("table"):
        (key,) = BY_NAME[str(name)].key
        by_id = wide[str(name)].set_index(key)
        own = {
            column: rows["survivor"].map(by_id[column]).astype("str")
            for column in ("region", "team")
            if column in by_id
        }
        units.append(DataFrame(own, index=rows.index))
    return {**wide, MERGED: merged.join(pd.concat(units))}


def _survivors(name: str, frame: DataFrame) -> tuple[Series, Series]:
    """Ids that were merged, and the id at the end of each one's chain.

    Every step doubles the length of chain that has been followed; what is not at an end
    when all rows have been passed goes round in a circle.
    """
    at, ids = _targets(name, frame), _ids(name, frame)
    following = np.where(at < 0, np.arange(len(at)), at)
    for _ in range(max(len(at), 1).bit_length()):
        following = following[following]
    rows = np.flatnonzero((at >= 0) & (at[following] < 0))
    merged, survivors = ids.iloc[rows], ids.iloc[following[rows]]
    return merged.reset_index(drop=True), survivors.reset_index(drop=True)


def _targets(name: str, frame: DataFrame) -> npt.NDArray[np.intp]:
    """Position of the row that each one was merged into; -1 for none, itself or one not there."""
    at = Index(_ids(name, frame)).get_indexer(Index(frame[_INTO]))
    return np.where(at == np.arange(len(at)), -1, at)


def _ids(name: str, frame: DataFrame) -> Series:
    (key,) = BY_NAME[name].key
    return frame[key].reset_index(drop=True)


def _lost(name: str, frame: DataFrame) -> Iterator[Fault]:
    """Records whose merge leads nowhere."""
    if _INTO not in frame or not frame[_INTO].notna().any():
        return
    ids = _ids(name, frame)
    merged, _ = _survivors(name, frame)
    circular = ids[(_targets(name, frame) >= 0) & ~ids.isin(merged).to_numpy()]
    if len(circular):
        yield Fault(
            "error",
            f"{_records(len(circular))} merged into each other in a circle: {listed(circular)}.",
            table=name,
            column=_INTO,
            fix="Leave `merged_into` empty for the one that remains.",
        )
    into = frame[_INTO].reset_index(drop=True)
    unknown = into.notna() & ~into.isin(ids)
    if unknown.any():
        yield Fault(
            "warning",
            f"{_records(int(unknown.sum()))} merged into what is not there: "
            f"{listed(into[unknown])}. What was merged is kept.",
            table=name,
            column=_INTO,
            fix="Export the records that remain, too.",
        )


def _records(number: int) -> str:
    return counted(number, "record was", "records were")


def _references(target: str, tables: Mapping[str, DataFrame]) -> Iterator[tuple[str, str]]:
    """(table, column) pairs that hold ids of `target`; that of a merge itself is none."""
    for table, frame in tables.items():
        schema: Schema = BY_NAME[table]
        for column in schema.columns:
            if column.references == target and column.name in frame and column.name != _INTO:
                yield table, column.name


def _moved(frame: DataFrame, column: str, survivors: Series) -> tuple[DataFrame, int]:
    hits = frame[column].isin(survivors.index)
    if not hits.any():
        return frame, 0
    ids = frame[column].mask(hits, frame[column].map(survivors).astype("str"))
    return frame.assign(**{column: ids}), int(hits.sum())


def _without(frame: DataFrame, column: str, survivors: Series) -> tuple[DataFrame, int]:
    gone = frame[column].isin(survivors.index)
    return frame[~gone].reset_index(drop=True), int(gone.sum())


def _said(name: str, survivors: Series, moved: int, left: int) -> Fault:
    lead = counted(moved, "reference leads", "references lead")
    rows = counted(left, "row of their own stages and lines is", _ROWS_LEFT)
    return Fault(
        "warning",
        f"{_records(len(survivors))} merged and not counted any more: "
        f"{listed(survivors.index.to_series())}. {lead} to what remains now, {rows} left out.",
        table=name,
        column=_INTO,
    )
