"""What the records can carry: what was found in them, and what each source is safe to use for."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kit.data.asof import event_columns
from kit.data.records import Records
from kit.kpis.quality import quality_checks as checks
from kit.kpis.quality.quality_lines import LEVELS, STALE, USES, Line, Use, as_listing
from kit.schemas import BY_NAME
from kit.window import Window

_INTAKE = "intake"
_ALL: tuple[Use, ...] = ("counts", "amounts")


def data_quality(records: Records, window: Window) -> pd.DataFrame:
    """What in the records limits what the figures can say, with the share of records concerned.

    A listing, one row for each thing found; a table in which nothing was found has one row that
    says so. Rows set aside at the load, values read in another form, references that lead nowhere
    and the newest day are counted for the whole company, because what was set aside belongs to no
    unit; everything else is counted in the slice.

    Unit: share
    Source: records (every table), intake (read, kept, quarantined, coerced, unlinked, newest)

    Parameters
    ----------
    records
        The tables of a slice.
    window
        Gives `as_of` and the calendar; periods do not matter.

    Returns
    -------
    pandas.DataFrame
        Columns `table`, `column`, `check`, `n`, `among`, `share`, `uses` (what it touches: counts,
        durations, amounts, open_amounts), `scope` (unit or company), `days`, `amount`, `day`,
        `level` (safe, care, unsafe); the gravest first.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["1", "2"], "created_at": pd.to_datetime(["2026-01-01", None]),
    ...     "stage": "New", "status": "open", "amount": [5.0, 6.0], "owner": "Ann",
    ...     "product": "A", "source": "Web"})
    >>> found = data_quality(Records.of({"opportunities": table}), Window(date(2026, 1, 31)))
    >>> found[["column", "n", "among", "level"]].values.tolist()[0]
    ['created_at', 1, 2, 'unsafe']
    """
    looked = checks.Looked(records, window)
    lines = [
        line
        for check in (
            checks.empty_cells,
            checks.zero_wins,
            checks.closed_at_once,
            checks.bulk_closes,
            checks.overdue,
            checks.late_edits,
            checks.days_to_come,
            checks.unlisted,
            checks.without_unit,
            _taken_in,
        )
        for line in check(looked)
    ]
    named = {line.table for line in lines}
    clean = [name for name in _present(records) if name not in named]
    lines += [_nothing(name, records.count(name)) for name in clean]
    return as_listing(lines)


def safe_uses(
    records: Records, window: Window, *, found: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What each source is safe to use for: counts, durations, amounts, amounts of what is open.

    A use is safe where fewer than 2 % of the records stand against it, needs care up to 25 %, and
    misleads beyond; a source without a new event for a week needs care, and after a month misleads,
    where counts are concerned. What a source does not hold is left empty.

    Unit: level
    Source: records (every table), intake (quarantined, newest)

    Parameters
    ----------
    records
        The tables of a slice.
    window
        Gives `as_of` and the calendar.
    found
        `data_quality` of the same records, where it is at hand already.

    Returns
    -------
    pandas.DataFrame
        A listing, one row for each table of events: `table`, `n` (its records), `newest` (day of
        its newest event in the whole company), `counts`, `durations`, `amounts`, `open_amounts`
        (safe, care, unsafe, or missing).

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["1", "2"], "created_at": pd.to_datetime(["2026-01-01", None]),
    ...     "stage": "New", "status": "open", "amount": [5.0, 6.0]})
    >>> uses = safe_uses(Records.of({"opportunities": table}), Window(date(2026, 1, 31)))
    >>> uses[["table", "counts", "durations", "amounts"]].values.tolist()
    [['opportunities', 'safe', 'unsafe', 'safe']]
    """
    worst = _worst(data_quality(records, window) if found is None else found)
    newest = _newest(records)
    rows = []
    for name in _present(records):
        if not event_columns(name):
            continue
        kinds = {column.kind for column in BY_NAME[name].columns}
        holds = {"counts": True, "durations": len(event_columns(name)) > 1}
        holds |= {"amounts": "money" in kinds, "open_amounts": name == "opportunities"}
        uses = [LEVELS[worst.get((name, use), 0)] if holds[use] else None for use in USES]
        rows.append((name, records.count(name), newest.get(name, pd.NaT), *uses))
    frame = pd.DataFrame(rows, columns=["table", "n", "newest", *USES])
    types = {"n": "Int64", "newest": "datetime64[us]"} | dict.fromkeys(("table", *USES), "str")
    return frame.astype(types)


def _taken_in(looked: checks.Looked) -> Iterator[Line]:
    """What the load said of each table, of the whole company."""
    records, window = looked.records, looked.window
    if not records.has(_INTAKE):
        return
    for row in records.derived(_INTAKE).to_dict("records"):
        name = str(row["table"])
        among = {"quarantined": row["read"], "coerced": row["read"], "unlinked": row["kept"]}
        for check, all_rows in among.items():
            if row[check]:
                uses = _ALL if check == "quarantined" else ()
                yield Line(name, "", check, row[check], all_rows, uses, "company")
        newest = row["newest"]
        behind = 0 if pd.isna(newest) else (pd.Timestamp(window.as_of) - newest).days
        if behind > STALE:
            yield Line(
                name, "", "stale", 0, row["kept"], ("counts",), "company", behind, day=newest
            )


def _worst(found: pd.DataFrame) -> dict[tuple[str, str], int]:
    """The worst level that is said of each table and use; those of which nothing is said lack."""
    worst: dict[tuple[str, str], int] = {}
    for table, uses, level in zip(found["table"], found["uses"], found["level"], strict=True):
        for use in uses.split():
            worst[table, use] = max(worst.get((table, use), 0), LEVELS.index(level))
    return worst


def _newest(records: Records) -> dict[str, pd.Timestamp]:
    if not records.has(_INTAKE):
        return {}
    intake = records.derived(_INTAKE)
    return dict(zip(intake["table"], intake["newest"], strict=True))


def _present(records: Records) -> list[str]:
    return [name for name in BY_NAME if records.has(name) and records.count(name)]


def _nothing(table: str, rows: int) -> Line:
    return Line(table, "", "nothing", 0, rows)
