"""The data of a project read as a load would read them, and judged, but not kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kit import catalogue, demo, load
from kit.data.freshness import newest_events
from kit.data.intake_facts import intake
from kit.data.readers import ReadTable
from kit.errors import DataError, Fault, RunError
from kit.params import Settings
from kit.schemas import TABLES

Summary = dict[str, dict[str, Any]]


def check_sources(settings: Settings, today: date) -> tuple[list[Fault], Summary]:
    """All faults of the data, and how each table comes in.

    Parameters
    ----------
    settings
        Of the project.
    today
        Later days are plans or typing errors.

    Returns
    -------
    faults
        As a load would find them, errors included.
    tables
        By table: rows ``read``, ``left_out`` (as `rows` or a filter asks), ``kept``,
        ``quarantined``, ``coerced``, ``unlinked``, number of
        ``files``, ``newest`` day (ISO, None without events), and under ``filled`` the share of
        filled cells of every column that a KPI reads.
    """
    with _readable(settings) as found:
        read, lost = _read(found, today)
        try:
            # Tables of a database that is away have not drifted from the newest snapshot.
            if lost:
                faults = load.collected(read, found.calendar)
            else:
                faults = list(load.judged(read, found, today=today).faults)
        except DataError as error:
            faults = list(error.faults) or [Fault("error", str(error))]
    return [*lost, *faults], _summary(read, settings, today)


def _read(settings: Settings, today: date) -> tuple[dict[str, ReadTable], list[Fault]]:
    """What the sources give, and what is said of the databases that did not answer."""
    try:
        return load.read_sources(settings, today=today), []
    except RunError as error:
        said = str(error).splitlines()
        left = _without(said, settings)
        if left is None:
            raise
    faults = [Fault("error", line, fix="Check again when it answers.") for line in said]
    return load.read_sources(left, today=today), faults


def _without(said: Sequence[str], settings: Settings) -> Settings | None:
    """The settings without the databases that messages name; None where they name none."""
    sources = {
        name: source
        for name, source in settings.sources.items()
        if not source.database or not any(f"`{source.database}`" in line for line in said)
    }
    if len(sources) == len(settings.sources):
        return None
    return settings.model_copy(update={"sources": sources})


@contextmanager
def _readable(settings: Settings) -> Iterator[Settings]:
    """The settings, with the demo CRM where it lies, else made for the while of the check."""
    if settings.source != "demo":
        yield settings
        return
    made = settings.outputs / "demo"
    if all((made / f"{schema.name}.csv").is_file() for schema in TABLES):
        yield settings.model_copy(update={"sources": demo.sources(made)})
        return
    with TemporaryDirectory(prefix="kit-check-") as folder:
        yield settings.model_copy(update={"sources": demo.ensure(Path(folder) / "demo")})


def _summary(read: Mapping[str, ReadTable], settings: Settings, today: date) -> Summary:
    tables = {name: table.frame for name, table in read.items()}
    newest = newest_events(tables, settings.calendar, until=today)
    needed = _needed()
    summary: Summary = {}
    for row in intake(read, newest).to_dict("records"):
        name = str(row.pop("table"))
        day = newest.get(name)
        frame = tables[name]
        filled = {
            column: round(float(frame[column].notna().mean()), 4)
            for column in needed.get(name, ())
            if column in frame and len(frame)
        }
        counts = {str(key): int(row[key]) for key in row if key != "newest"}
        counts["left_out"] = read[name].left_out
        summary[name] = {**counts, "newest": day.isoformat() if day else None, "filled": filled}
    return summary


def _needed() -> dict[str, list[str]]:
    """The columns that KPIs read, by table, as their docstrings say."""
    needed: dict[str, list[str]] = {}
    for kpi in catalogue.KPIS:
        for table, columns in re.findall(r"(\w+) \(([^)]*)\)", kpi.source):
            known = needed.setdefault(table, [])
            known += [name for name in columns.split(", ") if name not in known]
    return needed
