"""Every table that a project declares a source for, as its files and databases hold it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from kit.data.forgotten import read_forgotten
from kit.data.readers import ReadTable, Sheet, read_table
from kit.data.readers.id_spelling import with_listed_ids
from kit.data.readers.sources_unchanged import (
    changed_sources,
    files_of,
    size_of,
    source_digests,
)
from kit.errors import DataError
from kit.load.leaving_out import without_forgotten
from kit.params import Settings, Source
from kit.schemas import BY_NAME


def read_sources(settings: Settings, *, today: date | None = None) -> dict[str, ReadTable]:
    """Read every table that the project declares a source for, in the schemas' order.

    Bad input does not raise: it is in the tables' faults, and so is a file that was replaced
    before the last table had been read. Who was forgotten is left out (see `kit forget`).
    """
    sources = {name: settings.sources[name] for name in BY_NAME if name in settings.sources}
    watched = {**sources, **{name: Source(file=file) for name, file in settings.lookups.items()}}
    before = source_digests(watched, settings.folder)
    fetched = _fetched(sources)
    found = {
        name: read_table(
            BY_NAME[name],
            source,
            settings.folder,
            settings,
            today=today,
            fetched=fetched.pop(name, None),
        )
        for name, source in _largest_first(sources, settings.folder)
    }
    read = {name: found[name] for name in sources}
    for fault in changed_sources(before, source_digests(watched, settings.folder)):
        table = fault.table if fault.table in read else next(iter(read))
        read[table] = replace(read[table], faults=(*read[table].faults, fault))
    return without_forgotten(with_listed_ids(read), read_forgotten(settings.store))


def _largest_first(sources: Mapping[str, Source], folder: Path) -> list[tuple[str, Source]]:
    """The sources in the order in which they take the least memory.

    A table takes most while it is read; the largest had better be read while no other is held.
    """
    sizes = {name: sum(map(size_of, files_of(one, folder))) for name, one in sources.items()}
    return sorted(sources.items(), key=lambda one: -sizes[one[0]])


def _fetched(sources: Mapping[str, Source]) -> dict[str, Sheet | DataError]:
    """What the databases among the sources give, each read at one moment."""
    queried = {name: source for name, source in sources.items() if source.database}
    if not queried:
        return {}
    from kit.data.readers.sql import read_databases  # SQLAlchemy, which files can do without

    return dict(read_databases(queried, os.environ))


def sources_of(read: Mapping[str, ReadTable]) -> dict[str, tuple[str, ...]]:
    """Files that each table was read from, as the project names them."""
    return {name: table.files for name, table in read.items()}
