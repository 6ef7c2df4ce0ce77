"""What shrank or went back since the newest snapshot: a broken export looks like bad business.

Compared are whole tables of the company. A table that loses all its rows is always drift; one
that loses more than half of them, where it had at least `FEWEST` before: in a list of three
owners, one that stays is no sign of anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from pandas import DataFrame

from kit.data.manifest import Snapshot
from kit.data.naming import listed
from kit.errors import Fault, Severity, counted

FEWEST = 10
"""Rows that a table needs for the loss of more than half of them to be drift."""

_FIX = "If that is right, run the command again with `--accept-drift`."
_LOOK = "Look whether the export is complete."


def drift(
    before: Snapshot | None,
    tables: Mapping[str, DataFrame],
    freshness: Mapping[str, date],
    *,
    demo: bool = False,
    accepted: bool = False,
    made: Collection[str] = (),
    sources: Mapping[str, Sequence[str]] | None = None,
) -> list[Fault]:
    """What a load has lost against the newest snapshot.

    Parameters
    ----------
    before
        The newest snapshot; None, or one of the demo CRM where the data are not (or the other way
        round), drifts from nothing.
    tables
        Canonical tables of the load, by name.
    freshness
        Newest event of each table of the load (see `kit.data.freshness`).
    demo
        Whether the load's data are made up.
    accepted
        Whether the drift is wanted; it is then said as a warning.
    made
        Tables that the load makes itself, from others: they drift from nothing.
    sources
        Files that each table was read from.

    Returns
    -------
    list of Fault
        One for each table and kind of loss, sorted by table: of severity ``error``, unless
        accepted. A table of several files that has fewer of them, and no such loss, is a warning.
    """
    if before is None or before.demo != demo:
        return []
    severity: Severity = "warning" if accepted else "error"
    counts = {name: len(frame) for name, frame in tables.items()}
    faults: list[Fault] = []
    for table in sorted({*before.rows, *before.freshness} - {*made}):
        lacking = _missing_files(before, table, (sources or {}).get(table, ()))
        losses = (*_rows(before, table, counts), *_days(before, table, counts, freshness))
        for message in losses:
            whole = f"{message} {lacking}".rstrip()
            faults.append(Fault(severity, whole, table=table, fix="" if accepted else _FIX))
        if lacking and not losses:
            faults.append(Fault("warning", lacking, table=table, fix=_LOOK))
    return faults


def vanished_units(before: Snapshot | None, after: Snapshot) -> list[Fault]:
    """Warn of regions and teams that have no rows any more.

    Parameters
    ----------
    before, after
        Snapshots; nothing is said where there is none before, or one is of the demo CRM.
    """
    if before is None or before.demo != after.demo:
        return []
    left = {unit.key for unit in after.tree.units}
    return [
        Fault(
            "warning",
            f"the unit `{unit.key}` has no rows any more; snapshot `{before.id}` held it. "
            "Its pages are not made again.",
            value=unit.key,
            fix="Look whether it was renamed at the source.",
        )
        for unit in before.tree.units
        if unit.key not in left
    ]


def _rows(before: Snapshot, table: str, counts: Mapping[str, int]) -> Iterator[str]:
    was, now = before.rows.get(table, 0), counts.get(table)
    then = f"snapshot `{before.id}` (as of {before.as_of}) has {was:,}."
    if was and now is None:
        yield f"the table is gone; {then}"
    elif was and now is not None and (now == 0 or (was >= FEWEST and now < was / 2)):
        yield f"the table has {counted(now, 'row')}, less than half; {then}"


def _missing_files(before: Snapshot, table: str, now: Sequence[str]) -> str:
    """Which of a table's files are not there any more, where there are fewer than before."""
    was = before.sources.get(table, ())
    gone = [name for name in was if name not in now]
    if not now or len(now) >= len(was) or not gone:
        return ""
    verb = "is" if len(gone) == 1 else "are"
    return f"Of the files that snapshot `{before.id}` was read from, {listed(gone)} {verb} missing."


def _days(
    before: Snapshot, table: str, counts: Mapping[str, int], freshness: Mapping[str, date]
) -> Iterator[str]:
    was, now = before.freshness.get(table), freshness.get(table)
    if was is None or not counts.get(table):
        return  # a table that is gone or empty is said above
    then = f"in snapshot `{before.id}` it was {was}."
    if now is None:
        yield f"the table holds no day of an event any more; {then}"
    elif now.isoformat() < was:
        yield f"the newest event is of {now}; {then}"
