"""What is kept of persons: in which columns, files and editions, and under which policy."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kit.data.forgotten import read_forgotten
from kit.data.store import Store
from kit.data.takings import snapshot_ids
from kit.params import Settings
from kit.privacy import mask_contacts
from kit.publisher import current
from kit.schemas import BY_NAME, Column

_PRIVATE = ("store", "runs", "export", "digest")
"""Folders of outputs that nobody else may read; editions are there to be read."""
_OTHERS = 0o077
_NEVER = "never"


@dataclass(frozen=True)
class PersonalColumn:
    """One column that touches persons, in the newest snapshot.

    Attributes
    ----------
    column
        ``table.column``.
    kind
        ``owner``, ``contact``, ``free_text`` or ``organisation``.
    cells, values
        Cells that are filled, and how many different values they hold.
    reachable
        Values that hold an e-mail address, a telephone number or the like.
    on_pages
        How the column reaches pages.
    """

    column: str
    kind: str
    cells: int
    values: int
    reachable: int
    on_pages: str


@dataclass(frozen=True)
class PersonalData:
    """What a project keeps of persons.

    Attributes
    ----------
    policy
        Settings in force: `owners`, `minimum_group`, `allow`, `leaderboard`.
    retention
        How long it is kept: `days` and `months` of snapshots, `editions`.
    columns
        Columns of the newest snapshot that touch persons.
    quarantine
        Rows set aside, by table; they hold all columns of their source.
    kept
        How many `snapshots`, executed `notebooks` and `editions` there are.
    forgotten
        How many names, addresses, numbers and ids were forgotten.
    readable
        Private files and folders that others of this machine may read.
    """

    policy: Mapping[str, Any]
    retention: Mapping[str, int]
    columns: tuple[PersonalColumn, ...] = ()
    quarantine: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    forgotten: int = 0
    readable: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The answer as `--json` prints it."""
        return asdict(self)


def personal_data(settings: Settings) -> PersonalData:
    """What a project keeps of persons; writes nothing, and names nobody.

    Parameters
    ----------
    settings
        Of the project.

    Raises
    ------
    DataError
        If the newest snapshot or the tombstones are damaged.
    """
    store, privacy = settings.store, settings.privacy
    runs = settings.outputs / "runs"
    editions = settings.outputs / "editions"
    return PersonalData(
        policy={
            "owners": privacy.owners,
            "minimum_group": privacy.minimum_group,
            "allow": list(privacy.allow),
            "leaderboard": settings.leaderboard,
        },
        retention=settings.keep.model_dump(),
        columns=tuple(_columns(settings)),
        quarantine={path.stem: _rows(path) for path in _files(store / "quarantine", "*.csv")},
        kept={
            "snapshots": len(snapshot_ids(store)),
            "notebooks": len(_files(runs / "pages", "*.ipynb")),
            "editions": len(_files(editions, "*/manifest.json")),
            "published_files": published.files if (published := current(settings.outputs)) else 0,
        },
        forgotten=len(read_forgotten(store).marks),
        readable=tuple(_readable(settings.outputs)),
    )


def _columns(settings: Settings) -> Iterator[PersonalColumn]:
    store = Store(settings.store)
    snapshot = store.latest()
    for table in snapshot.tables if snapshot else ():
        personal = [one for one in BY_NAME[table].columns if one.personal]
        parts = [part for part in snapshot.parts if part.table == table] if snapshot else []
        names = [one.name for one in personal]
        if not personal:
            continue
        frame = store.read(parts, [*dict.fromkeys((*BY_NAME[table].key, *names))])[table]
        for column in personal:
            counts = frame[column.name].dropna().value_counts()
            yield PersonalColumn(
                f"{table}.{column.name}",
                column.personal,
                int(counts.sum()),
                len(counts),
                sum(mask_contacts(value) != value for value in counts.index),
                _on_pages(f"{table}.{column.name}", column, settings),
            )


def _on_pages(name: str, column: Column, settings: Settings) -> str:
    if column.personal == "owner":
        return {"full": "names in full"}.get(settings.privacy.owners, settings.privacy.owners)
    if column.personal == "contact":
        return _NEVER
    return "in full" if name in settings.privacy.allow else "addresses and numbers masked"


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as handle:
        return max(0, sum(1 for _ in csv.reader(handle)) - 1)


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern)) if folder.is_dir() else []


def _readable(outputs: Path) -> Iterator[str]:
    """What others may read, but for what lies in a folder that is closed to them."""
    for name in _PRIVATE:
        folder = outputs / name
        if folder.is_dir() and folder.stat().st_mode & _OTHERS:
            for path in sorted(one for one in folder.rglob("*") if one.is_file()):
                closed = not path.parent.stat().st_mode & _OTHERS
                if path.stat().st_mode & _OTHERS and not closed:
                    yield path.relative_to(outputs).as_posix()
