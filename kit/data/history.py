"""The stages of opportunities, from the best source there is.

A table of its own is taken as it is. Without one, the changes of the field `stage` tell: they
become `stage_history`. In both cases they leave `changes`, so that no step is counted twice.
Without those either, successive snapshots tell, on whose days a stage was first seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd
from pandas import DataFrame, Series

from kit.data.frames import DTYPES
from kit.data.stage_changes import is_of_stage, without_stages
from kit.data.times import is_instant, local_dates
from kit.errors import Fault, counted
from kit.window import Calendar

HistorySource = Literal["table", "changes", "snapshots", ""]
"""Where the stages come from; empty where nothing tells."""

_TABLE = "stage_history"
_COLUMNS = ["opportunity_id", "entered_at", "sequence", "stage"]
# A stage so named is the outcome, which some CRMs write over the last stage that was worked in.
_OUTCOME = r"(?i)(?:closed[ _-]?)?(?:won|lost)"


def stage_history(
    tables: Mapping[str, DataFrame], calendar: Calendar, observed: DataFrame | None = None
) -> tuple[DataFrame, HistorySource, list[Fault]]:
    """Which stages each opportunity entered, and when.

    Parameters
    ----------
    tables
        Canonical tables by name; not changed.
    calendar
        Names the zone in which instants become days.
    observed
        What successive snapshots showed (see `kit.data.observed`).

    Returns
    -------
    (history, source, faults)
        The table `stage_history`; its source; a ``warning`` that says so, unless it is the table.
        From changes: an opportunity's first stage began when it was created, also that of one
        without any change of stage since the log of opportunities begins, with whichever field;
        a change at the close or later is the outcome and is left out.
        From snapshots: a stage begins on the last day of the first snapshot that shows it; that of
        an opportunity which the first snapshot held already is not known.
    """
    own = tables.get(_TABLE)
    if own is not None and len(own):
        return own, "table", []
    opportunities, changes = tables.get("opportunities"), tables.get("changes")
    if opportunities is not None and changes is not None and is_of_stage(changes).any():
        rows = _from_changes(opportunities, changes[changes["table"].eq("opportunities")], calendar)
        return rows, "changes", [_said("changes", rows)]
    if opportunities is not None and observed is not None and len(observed):
        rows = _from_snapshots(opportunities, observed)
        return rows, "snapshots", [_said("snapshots", rows)] if len(rows) else []
    return own if own is not None else _numbered(_no_entries()), "", []


def with_stages(
    tables: Mapping[str, DataFrame], calendar: Calendar, observed: DataFrame | None = None
) -> tuple[dict[str, DataFrame], list[Fault]]:
    """Tables with the stage history there is, and closed opportunities with their last open stage.

    Parameters
    ----------
    tables, calendar, observed
        As for `stage_history`.

    Returns
    -------
    (tables, faults)
        `changes` without rows on stages, where those became the history or tell it once more.
    """
    history, source, faults = stage_history(tables, calendar, observed)
    result = dict(tables)
    if not source or not len(history):
        return result, faults
    result[_TABLE] = history
    if source != "snapshots" and "changes" in tables:
        result["changes"] = without_stages(tables["changes"])
    if "opportunities" in result:
        result["opportunities"], more = _with_last_stage(result["opportunities"], history, calendar)
        faults = [*faults, *more]
    return result, faults


def _from_changes(opportunities: DataFrame, log: DataFrame, calendar: Calendar) -> DataFrame:
    """Stages by the changes of one field, in a log that may hold those of others as well."""
    changes = log[is_of_stage(log)].sort_values(["changed_at", "sequence"])
    by_id = opportunities.set_index("opportunity_id")[["created_at", "closed_at", "status"]]
    known = changes[changes["id"].isin(by_id.index)]
    first = known.drop_duplicates("id").dropna(subset="old")
    moved = known[~_ends(known, by_id["closed_at"], calendar)].dropna(subset="new")
    still = opportunities[
        _never_moved(opportunities, log, calendar)
        & ~opportunities["opportunity_id"].isin(known["id"])
    ]
    born = _mapped(first["id"], by_id["created_at"])
    created = [
        (first["id"], _no_later(born, first["changed_at"], calendar), first["old"]),
        (still["opportunity_id"], still["created_at"], still["stage"]),
    ]
    later = (moved["id"], moved["changed_at"], moved["new"])
    if not is_instant(by_id["created_at"]) or not is_instant(changes["changed_at"]):
        created = [(ids, local_dates(at, calendar), stages) for ids, at, stages in created]
        later = (later[0], local_dates(later[1], calendar), later[2])
    return _numbered(
        pd.concat([_no_entries(later[1]), *(_entries(*one) for one in [*created, later])])
    )


def _no_later(born: Series, changed: Series, calendar: Calendar) -> Series:
    """When the first stage began: at creation, or at the first change where that came before."""
    if not (is_instant(born) and is_instant(changed)):
        born, changed = local_dates(born, calendar), local_dates(changed, calendar)
    return born.where(~(changed < born), changed)


def _never_moved(opportunities: DataFrame, log: DataFrame, calendar: Calendar) -> Series:
    """Which ones, if no change is told of them, were in their stage from the first day.

    One that had closed before the log begins tells nothing, nor does an outcome.
    """
    begins = local_dates(log["changed_at"], calendar).min()
    closed_on = local_dates(opportunities["closed_at"], calendar)
    is_outcome = opportunities["stage"].str.fullmatch(_OUTCOME, na=True)
    return ~is_outcome & (closed_on.isna() | (closed_on >= begins))


def _ends(changes: DataFrame, closed_at: Series, calendar: Calendar) -> Series:
    """Which changes lie at the close of their opportunity or after it."""
    closed = _mapped(changes["id"], closed_at)
    changed = changes["changed_at"]
    if not (is_instant(changed) and is_instant(closed)):
        changed, closed = local_dates(changed, calendar), local_dates(closed, calendar)
    return closed.notna() & (changed >= closed)


def _from_snapshots(opportunities: DataFrame, observed: DataFrame) -> DataFrame:
    tells = observed["field"].isin(["stage", "added"]) & observed["status_after"].eq("open")
    tells &= observed["opportunity_id"].isin(opportunities["opportunity_id"])
    seen = observed[tells & ~_came_back(observed)].dropna(subset="new")
    seen = seen.sort_values("to_taken_at", kind="stable")
    return _numbered(_entries(seen["opportunity_id"], seen["to_as_of"], seen["new"]))


def _came_back(observed: DataFrame) -> Series:
    """Which rows say that one is there again that an incomplete export had left out."""
    order = observed.sort_values("to_taken_at", kind="stable")
    gone = order["field"].eq("removed").groupby(order["opportunity_id"]).cummax()
    return gone.reindex(observed.index) & observed["field"].eq("added")


def _entries(ids: Series, at: Series, stages: Series) -> DataFrame:
    values = (ids.to_numpy(), at.array, stages.to_numpy())
    frame = DataFrame(dict(zip(["opportunity_id", "entered_at", "stage"], values, strict=True)))
    frame = frame.astype({"opportunity_id": "str", "stage": "str"})
    return frame.dropna(subset=["entered_at", "stage"])


def _no_entries(at: Series | None = None) -> DataFrame:
    dtype = DTYPES["instant"] if at is None else at.dtype
    return DataFrame({name: Series(dtype="str") for name in ("opportunity_id", "stage")}).assign(
        entered_at=Series(dtype=dtype)
    )


def _numbered(entries: DataFrame) -> DataFrame:
    """Entries by opportunity and time, numbered from 1; a stage stands once in a row."""
    rows = entries.sort_values("entered_at", kind="stable")
    before = rows.groupby("opportunity_id")["stage"].shift()
    rows = rows[~rows["stage"].eq(before)]
    sequence = (rows.groupby("opportunity_id").cumcount() + 1).astype("Int64")
    rows = rows.assign(sequence=sequence).sort_values(["opportunity_id", "sequence"])
    return rows.reset_index(drop=True)[_COLUMNS]


def _with_last_stage(
    opportunities: DataFrame, history: DataFrame, calendar: Calendar
) -> tuple[DataFrame, list[Fault]]:
    """Closed opportunities without a stage get the last one entered before they closed."""
    lacks = opportunities["status"].ne("open") & opportunities["stage"].isna()
    if not lacks.any():
        return opportunities, []
    by_id = opportunities.set_index("opportunity_id")["closed_at"]
    rows = history[history["opportunity_id"].isin(opportunities.loc[lacks, "opportunity_id"])]
    closed, entered = _mapped(rows["opportunity_id"], by_id), rows["entered_at"]
    if is_instant(closed) and is_instant(entered):
        earlier = entered < closed
    else:  # a day may hold the last stage and the close
        earlier = local_dates(entered, calendar) <= local_dates(closed, calendar)
    is_open = earlier & ~rows["stage"].str.fullmatch(_OUTCOME)
    last = rows[is_open].sort_values(["entered_at", "sequence"])
    stages = last.drop_duplicates("opportunity_id", keep="last").set_index("opportunity_id")
    found = opportunities["opportunity_id"].map(stages["stage"]).astype("str").where(lacks)
    if not found.notna().any():
        return opportunities, []
    return opportunities.assign(stage=opportunities["stage"].fillna(found)), [_filled(found)]


def _filled(found: Series) -> Fault:
    number = int(found.notna().sum())
    some = "closed opportunities without a stage have"
    return Fault(
        "warning",  # no value that was read has changed
        f"{counted(number, 'closed opportunity without a stage has', some)} the last one entered "
        "before the close, by `stage_history`.",
        table="opportunities",
        column="stage",
    )


def _mapped(ids: Series, values: Series) -> Series:
    """`values` of each id, in their dtype also where there is none."""
    return Series(values.reindex(ids).array, index=ids.index, dtype=values.dtype)


def _said(source: HistorySource, rows: DataFrame) -> Fault:
    of = counted(rows["opportunity_id"].nunique(), "opportunity", "opportunities")
    told = f"{counted(len(rows), 'stage')} of {of} {'comes' if len(rows) == 1 else 'come'} from"
    if source == "changes":
        how = f"{told} `changes`, whose rows on stages it replaces."
    else:
        how = (
            f"{told} successive snapshots: each day of entry is that of the first "
            "snapshot that shows the stage, and known no better than the time between two."
        )
    return Fault(
        "warning",
        f"there is no table of stages; {how}",
        table=_TABLE,
        fix="Export the CRM's own history of stages for exact times.",
    )
