"""What must hold within a row, and between rows of one table.

Rows that break a rule cannot be counted honestly and are set aside. The one thing that is mended
is an open opportunity with a closing time, which many CRMs fill with the expected one.
"""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from kit.data.quality import Inspection, Mask
from kit.data.readers.parsed import distinct, spread
from kit.data.readers.periods import check_times
from kit.data.times import by_end_of
from kit.errors import counted
from kit.params import Settings
from kit.schemas import Schema

_RESULT_STAGE = "(?:closed[ _-]?)?(won|lost)"
_TOTAL = r"(?i)\s*(?:grand |gran )?(?:totals?|totales|totali|totale|suma|summe|sum|somme)\s*:?\s*"
_DESTROYED_ID = r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2,}"


def check_rows(
    frame: pd.DataFrame, schema: Schema, inspection: Inspection, settings: Settings, today: date
) -> pd.DataFrame:
    """Inspect every rule; return the frame with what could be mended.

    Parameters
    ----------
    frame
        Typed canonical columns, one row for each that was read.
    today
        No closing lies after this day.
    """
    _check_ids(frame, schema, inspection)
    _check_totals(frame, schema, inspection)
    _check_filled(frame, schema, inspection, settings)
    if schema.name == "opportunities":
        frame = _mend_open(frame, inspection)
        _check_outcomes(frame, inspection, settings, today)
    check_times(frame, schema, inspection, settings.calendar, today)
    if schema.name == "opportunities":
        _check_stage(frame, inspection)
    return frame


def without_duplicates(frame: pd.DataFrame, schema: Schema, inspection: Inspection) -> Mask:
    """Rows to keep: one of those that are identical, none of those that contradict each other."""
    key = list(schema.key)
    usable = frame[~inspection.set_aside]
    suspects = usable[usable.duplicated(key, keep=False)]
    copies = suspects.duplicated()
    contradicting = suspects[~copies].duplicated(key, keep=False)
    repeated = copies.reindex(frame.index, fill_value=False)
    clash = contradicting.reindex(frame.index, fill_value=False)
    keys = _names(frame[(repeated | clash).to_numpy()], schema).reindex(frame.index)
    if repeated.any():
        first = keys[repeated].iloc[0]
        inspection.coerce(
            repeated.to_numpy(),
            schema.key[0],
            f"`{first}` is a duplicate of an identical row and counts once.",
        )
    inspection.quarantine(
        clash.to_numpy(),
        schema.key[0],
        lambda row: f"`{keys.iloc[row]}` is a duplicate of a row that says something else.",
        keys,
        fix="Keep the row that is right.",
    )
    return ~(inspection.set_aside | repeated.to_numpy())


def _names(frame: pd.DataFrame, schema: Schema) -> pd.Series:
    """Keys of the rows, as people read them."""
    names = frame[schema.key[0]].astype("str").fillna("")
    for part in schema.key[1:]:
        names = names.str.cat(frame[part].astype("str").fillna(""), sep=" ")
    return names.str.strip()


def _check_ids(frame: pd.DataFrame, schema: Schema, inspection: Inspection) -> None:
    """Long numbers that a spreadsheet shortened: ids are refused, of names it is said."""
    fix = "Export again and do not open the file in a spreadsheet on the way."
    for column in schema.columns:
        if column.kind not in ("id", "category") or column.values:  # noqa: PD011
            continue
        broken = frame[column.name].str.fullmatch(_DESTROYED_ID, na=False).to_numpy(dtype=bool)
        if not broken.any():
            continue
        value = frame[column.name].iloc[int(np.argmax(broken))]
        if column.kind == "id":
            ids = counted(int(broken.sum()), "id")
            message = f"a spreadsheet destroyed {ids}: `{value}` stands for many."
            inspection.refuse(message, column.name, broken, value, fix)
        else:
            message = f"`{value}` is a number that lost its last digits; it may stand for several."
            inspection.coerce(broken, column.name, message, value, fix)


def _check_totals(frame: pd.DataFrame, schema: Schema, inspection: Inspection) -> None:
    """A last row that sums the others up is no record; were it one, it could be added again."""
    column = schema.key[0]
    if schema[column].kind not in ("id", "category"):
        return
    is_last = np.append(inspection.file_of[1:] != inspection.file_of[:-1], True)
    totals = frame[column].str.fullmatch(_TOTAL, na=False).to_numpy(dtype=bool)
    inspection.quarantine(
        totals & is_last & ~inspection.set_aside,
        column,
        "the last row looks like a total of the others.",
        frame[column],
        fix="If it is a record, give it another id or move it up.",
    )


def _check_filled(
    frame: pd.DataFrame, schema: Schema, inspection: Inspection, settings: Settings
) -> None:
    """Cells that may not be empty; those that could not be read have their fault already."""
    for column in schema.columns:
        missing = frame[column.name].isna().to_numpy()
        if column.optional and not (column.name == "team" and _needs_team(frame, settings)):
            continue
        if not column.nullable or column.optional:
            rows = missing & ~inspection.set_aside
            inspection.quarantine(rows, column.name, "the cell is empty and may not be.")


def _needs_team(frame: pd.DataFrame, settings: Settings) -> bool:
    """Where nothing else says whose a row is, a row without team would leave every unit's page."""
    return "owners" not in settings.sources and bool(frame["team"].notna().any())


def _mend_open(frame: pd.DataFrame, inspection: Inspection) -> pd.DataFrame:
    closed = (frame["status"].eq("open") & frame["closed_at"].notna()).to_numpy(dtype=bool)
    inspection.coerce(
        closed,
        "closed_at",
        "the closing time of an open opportunity is left out; one in the past is an expected "
        "close that is overdue.",
        fix="Map it to `expected_close_date`.",
    )
    return frame.assign(closed_at=frame["closed_at"].mask(closed))


def _check_outcomes(
    frame: pd.DataFrame, inspection: Inspection, settings: Settings, today: date
) -> None:
    status, closed, created = frame["status"], frame["closed_at"], frame["created_at"]
    done = status.isin(["won", "lost"])
    bad: dict[tuple[str, str], pd.Series] = {
        ("closed_at", "a won or lost opportunity needs its closing time."): done & closed.isna(),
        ("created_at", "a won or lost opportunity needs the time it began."): done & created.isna(),
        ("amount", "a won opportunity needs its amount."): status.eq("won")
        & frame["amount"].isna(),
        ("closed_at", "the closing lies in the future."): (
            done & closed.notna() & ~by_end_of(closed, today, settings.calendar)
        ),
    }
    for (column, message), rows in bad.items():
        fresh = rows.to_numpy(dtype=bool) & ~inspection.set_aside
        values = frame[column].astype("str") if fresh.any() else None
        inspection.quarantine(fresh, column, message, values)


def _check_stage(frame: pd.DataFrame, inspection: Inspection) -> None:
    """A stage that names an outcome names the same one as the status."""
    codes, stages = distinct(frame["stage"])
    said = spread(stages.str.extract(rf"^{_RESULT_STAGE}$", flags=re.IGNORECASE)[0], codes)
    clash = (said.notna() & said.str.lower().ne(frame["status"])).to_numpy(dtype=bool)
    clash = clash & ~inspection.set_aside
    inspection.quarantine(
        clash,
        "stage",
        lambda row: f"the stage `{frame['stage'].iloc[row]}` contradicts the status.",
        frame["stage"],
        fix="Mend one of them at the source.",
    )
