"""Whether all files of a load stood still from the first that was read to the last.

Tables belong together: an export that is replaced half-way would give opportunities of one night
and owners of the next, each file whole in itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kit.data.readers.places import find
from kit.errors import DataError, Fault
from kit.files import digest_file
from kit.params import Source

Digests = dict[tuple[str, Path], str]
"""Digest by table and file."""


def source_digests(sources: Mapping[str, Source], folder: Path) -> Digests:
    """Digest of every file that the sources of tables name; what cannot be read is left out.

    Parameters
    ----------
    sources
        Source by table; databases have no files.
    folder
        The project folder, which paths are relative to.
    """
    files = {name: files_of(source, folder) for name, source in sources.items()}
    digests = {
        path: _digest(path) for path in sorted({one for own in files.values() for one in own})
    }
    return {
        (name, path): digests[path] for name, own in files.items() for path in own if digests[path]
    }


def changed_sources(before: Digests, after: Digests) -> list[Fault]:
    """An error for each table and file that was replaced, added or removed between two looks.

    Examples
    --------
    >>> place = ("leads", Path("a.csv"))
    >>> [str(fault) for fault in changed_sources({place: "1"}, {place: "2"})]
    ['a.csv: the file changed while the tables were read. Load again when the export is complete.']
    """
    return [
        Fault(
            "error",
            f"the file {_what(place, before, after)} while the tables were read.",
            table=place[0],
            file=place[1].name,
            fix="Load again when the export is complete.",
        )
        for place in sorted({*before, *after})
        if before.get(place) != after.get(place)
    ]


def _what(place: tuple[str, Path], before: Digests, after: Digests) -> str:
    if place not in before:
        return "appeared"
    return "changed" if place in after else "went away"


def files_of(source: Source, folder: Path) -> list[Path]:
    """Files of a source; none where it is a database, or where there are none."""
    if not source.file:
        return []
    try:
        return find(source, folder)
    except DataError:  # reading the table says what is missing
        return []


def size_of(path: Path) -> int:
    """Bytes of a file; 0 where it cannot be looked at."""
    try:
        return path.stat().st_size
    except OSError:  # gone since it was listed, which reading the table says
        return 0


def _digest(path: Path) -> str:
    try:
        return digest_file(path)
    except OSError:  # gone since it was listed, or unreadable, which reading the table says
        return ""
