"""References spelt as the table spells them that they point to (see `id_endings`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from kit.data.readers.id_endings import LONG, SHORT, as_listed, same_id
from kit.data.readers.table import ReadTable
from kit.errors import Fault
from kit.schemas import BY_NAME


def with_listed_ids(read: Mapping[str, ReadTable]) -> dict[str, ReadTable]:
    """Tables in which references have as many signs as the ids that they point to.

    Parameters
    ----------
    read
        Tables by name.

    Returns
    -------
    dict
        The same tables. What was spelt in another form is said in their faults, and counted.
    """
    return {name: _spelt_alike(name, table, read) for name, table in read.items()}


def _spelt_alike(name: str, table: ReadTable, read: Mapping[str, ReadTable]) -> ReadTable:
    frame, faults = table.frame, list(table.faults)
    changed = pd.Series(False, index=frame.index)
    for column, target, key, there in _links(name, frame):
        if target not in read or target == name:
            continue
        before = frame[column].where(there)
        listed = pd.Index(read[target].frame[key].dropna().unique())
        after = as_listed(before, listed)
        if after is before:
            continue
        rows = before.notna() & after.ne(before)
        if rows.any():
            faults.append(_said(name, column, target, before[rows], table))
            frame = frame.assign(**{column: frame[column].mask(rows, after)})
            changed |= rows
    if not changed.any():
        return table
    coerced = min(table.coerced + int(changed.sum()), table.kept)
    return replace(table, frame=frame, faults=tuple(faults), coerced=coerced)


def _links(name: str, frame: pd.DataFrame) -> Iterator[tuple[str, str, str, pd.Series]]:
    """Columns that point to a table, the column of its ids, and the rows that point there."""
    for column in BY_NAME[name].columns:
        if column.references and column.name in frame:
            target, _, key = column.references.partition(".")
            yield column.name, target, key, frame[column.name].notna()
    if name == "changes":
        for _, target in BY_NAME[name].parents:
            yield "id", target, BY_NAME[target].key[0], frame["table"].eq(target)


def _said(name: str, column: str, target: str, ids: pd.Series, table: ReadTable) -> Fault:
    first, count = str(ids.iloc[0]), len(ids)
    short_or_long = (SHORT, LONG) if len(first) == SHORT else (LONG, SHORT)
    message = (
        f"`{first}` has {short_or_long[0]} signs and is `{same_id(first)}` of `{target}`, where "
        f"ids have {short_or_long[1]}: the last three follow from the others, so it counts as "
        "that one."
    )
    message += f" This holds for {count} rows." if count > 1 else ""
    line = None if table.lines is None else int(table.lines[int(ids.index[0])])
    fix = "To be rid of this note, take both tables from the API or both from reports."
    return Fault("coerced", message, name, ", ".join(table.files[:1]), line, column, first, fix)
