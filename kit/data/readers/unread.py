"""Files beside those that are read, and named like them: perhaps a newer export."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kit.data.readers.formats import name_of
from kit.data.readers.places import find
from kit.errors import DataError, Fault
from kit.params import Source


def unread_siblings(sources: Mapping[str, Source], folder: Path) -> list[Fault]:
    """Warn of files that are called like one that is read, but for their digits.

    Parameters
    ----------
    sources
        Sources by table.
    folder
        The project folder.
    """
    read = {name: set(_files(source, folder)) for name, source in sources.items()}
    known = set().union(*read.values()) if read else set()
    return [
        Fault(
            "warning",
            f"{name_of(other, folder)} is called like {name_of(path, folder)}, and is not read.",
            table=name,
            file=name_of(path, folder),
            fix="Name the newer one as `file`, or a glob where each holds other records.",
        )
        for name, paths in read.items()
        for path in sorted(paths)
        for other in _siblings(path)
        if other not in known
    ]


def _files(source: Source, folder: Path) -> list[Path]:
    try:
        return find(source, folder) if source.file else []
    except DataError:  # said where the table is read
        return []


def _siblings(path: Path) -> Iterator[Path]:
    wanted = _bare(path)
    if wanted == path.name.casefold():
        return  # without digits there is nothing to count on
    yield from (
        other for other in sorted(path.parent.iterdir()) if other != path and _bare(other) == wanted
    )


def _bare(path: Path) -> str:
    return re.sub(r"[0-9]+", "#", path.name.casefold())
