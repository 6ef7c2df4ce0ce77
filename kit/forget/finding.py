"""Where somebody is: rows of the store, rows set aside, pages that ran, editions, settings."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from kit.data.derived import read_derived
from kit.data.forgotten import Forgotten, is_free
from kit.data.manifest import read_snapshot
from kit.data.part import Part
from kit.data.store import Store
from kit.data.takings import snapshot_ids
from kit.errors import DataError
from kit.forget.naming import Names
from kit.ledger.removal import named_pages
from kit.ledger.tables import opened
from kit.params import Settings

_LOOKED_AT = ("store", "editions", "demo", "site")
"""What of outputs is looked at in its own way, or is a source."""


@dataclass(frozen=True)
class Found:
    """Where somebody is named.

    Attributes
    ----------
    store
        Cells by ``table.column``, each part of the store counted once.
    quarantine
        Rows set aside, by table.
    pages
        Pages whose last good run names them, as the ledger names these.
    files
        What runs and previews made: executed notebooks, rendered pages; below ``outputs``.
    editions
        Published files that name them, by edition.
    settings
        Files in ``params/`` that do; these are yours to change.
    spellings
        How they are written.
    """

    store: dict[str, int] = field(default_factory=dict)
    quarantine: dict[str, int] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    editions: dict[str, int] = field(default_factory=dict)
    settings: tuple[str, ...] = ()
    spellings: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that runs made names them."""
        return not (self.store or self.quarantine or self.pages or self.files or self.editions)


def find(settings: Settings, texts: Collection[str], forgotten: Forgotten) -> Found:
    """Everywhere in a project's outputs that somebody is named; writes nothing.

    Parameters
    ----------
    settings
        Of the project.
    texts
        The person's name, e-mail address, telephone number or id, each in full.
    forgotten
        Tombstones of these.

    Raises
    ------
    DataError
        If a list or a part of the store is damaged: it cannot be said whom it names.
    """
    cells, spellings = _in_store(Store(settings.store), forgotten)
    set_aside, spelt = _in_quarantine(settings.store / "quarantine", forgotten)
    names = Names({*texts, *spellings, *spelt})
    outputs, runs = settings.outputs, settings.outputs / "runs"
    made = tuple(
        path.relative_to(outputs).as_posix() for path in _made(outputs) if names.in_file(path)
    )
    notebooks = {path.removeprefix("runs/") for path in made}
    ledger = runs / "ledger.sqlite"
    pages: tuple[str, ...] = ()
    if ledger.is_file():
        with opened(ledger) as connection:
            pages = named_pages(connection, names, notebooks)
    editions = Counter(
        path.relative_to(outputs / "editions").parts[0]
        for path in _files(outputs / "editions")
        if names.in_file(path)
    )
    params = [path for path in _files(settings.folder / "params") if names.in_file(path)]
    return Found(
        store=cells,
        quarantine=set_aside,
        pages=pages,
        files=made,
        editions=dict(sorted(editions.items())),
        settings=tuple(path.relative_to(settings.folder).as_posix() for path in params),
        spellings=frozenset({*texts, *spellings, *spelt}),
    )


def _in_store(store: Store, forgotten: Forgotten) -> tuple[dict[str, int], set[str]]:
    """Cells by table and column, and how the person is spelt there."""
    cells: Counter[str] = Counter()
    spellings: set[str] = set()
    for part in sorted(_parts(store)):
        for name, value, count in _texts(store.rows(part)):
            if spans := forgotten.spans(value, within=is_free(name)):
                cells[f"{part.table}.{name}"] += count
                spellings |= {value[begin:end] for begin, end in spans}
    return dict(sorted(cells.items())), spellings


def _parts(store: Store) -> set[Part]:
    parts: dict[str, Part] = {}
    for name in snapshot_ids(store.folder):
        snapshot = read_snapshot(store.folder, name)
        derived = read_derived(store.folder, snapshot)
        every = (*snapshot.parts, *(derived.parts if derived else ()))
        parts |= {part.digest + part.table: part for part in every}
    return set(parts.values())


def _texts(rows: pa.Table) -> Iterator[tuple[str, str, int]]:
    """Column, text and how often it stands there."""
    for place, one in enumerate(rows.schema):
        if pa.types.is_string(one.type):
            for entry in rows.column(place).value_counts().to_pylist():
                if entry["values"] is not None:
                    yield one.name, entry["values"], entry["counts"]


def _in_quarantine(folder: Path, forgotten: Forgotten) -> tuple[dict[str, int], set[str]]:
    found: dict[str, int] = {}
    spellings: set[str] = set()
    for path in _files(folder):
        count = 0
        for _, spans in named_rows(path, forgotten):
            count += 1
            spellings |= spans
        if count:
            found[path.stem] = count
    return found, spellings


def named_rows(path: Path, forgotten: Forgotten) -> Iterator[tuple[int, set[str]]]:
    """Rows of a file set aside that name the person, by position, with how it is spelt there.

    Raises
    ------
    DataError
        If the file is no CSV any more.
    """
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            for number, row in enumerate(csv.reader(handle)):
                spelt = {
                    cell[begin:end]
                    for cell in row
                    for begin, end in forgotten.spans(cell, within=True)
                }
                if spelt and number:
                    yield number, spelt
    except (csv.Error, UnicodeDecodeError) as error:
        raise DataError(
            f"outputs/store/quarantine/{path.name} cannot be read ({error}). Remove it; the next "
            "`kit load` writes it again."
        ) from error


def _made(outputs: Path) -> list[Path]:
    """What runs and previews made, but for the ledger."""
    folders = sorted(outputs.iterdir()) if outputs.is_dir() else []
    found = [path for one in folders if one.name not in _LOOKED_AT for path in _files(one)]
    return [path for path in found if not path.name.startswith("ledger.sqlite")]


def _files(folder: Path) -> list[Path]:
    """Every file below a folder, links not followed."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
