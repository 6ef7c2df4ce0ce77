"""Tables on disk: one Parquet file per table and leaf unit, named for its content.

Equal rows give equal bytes, whatever their order on the way in, so a nightly copy shares all
parts that did not change, and a digest tells when one did. Each part is verified when read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
from pandas import DataFrame

from kit import files
from kit.data.manifest import Snapshot, newest, read_snapshot, write_snapshot
from kit.data.part import Part
from kit.data.part_files import arrow, frame_of, in_order, parquet, rows_in
from kit.data.readings import noted
from kit.data.slicing import COMPANY, slices
from kit.errors import DataError
from kit.schemas import BY_NAME
from kit.units import Unit

_Put = Callable[[Path, bytes], None]
Change = Callable[[pa.Table], pa.Table]
_AGAIN = "Run `kit load` and `kit prepare` again."


@dataclass(frozen=True)
class Store:
    """The store of one project.

    Attributes
    ----------
    folder
        Usually ``outputs/store``; made when something is written.
    """

    folder: Path

    def write(
        self,
        tables: Mapping[str, DataFrame],
        as_of: date,
        *,
        shared: Mapping[str, DataFrame] | None = None,
        freshness: Mapping[str, str] | None = None,
        demo: bool = False,
        currency: str = "",
        sources: Mapping[str, tuple[str, ...]] | None = None,
        taken_at: datetime | None = None,
    ) -> Snapshot:
        """Store widened tables as a snapshot.

        Parameters
        ----------
        tables
            Canonical tables by name, widened (see `kit.data.widen`); any other is cut by its
            columns region and team.
        as_of
            Last day that counts.
        shared
            Facts of the load that every unit reads in full, by names that no canonical table has.
        freshness
            Newest event of each table, as ISO dates (see `kit.data.freshness`).
        currency
            The currency that amounts were converted to.
        sources
            Files of each table.
        taken_at
            Now, unless given.

        Returns
        -------
        Snapshot
            Equal to an earlier one where nothing changed.

        Raises
        ------
        ValueError
            If a shared frame is called like a table: units would read more of it than theirs.
        """
        facts = dict(shared or {})
        if taken := sorted(facts.keys() & (BY_NAME.keys() | tables.keys())):
            raise ValueError(f"`{taken[0]}` is a table and cannot be shared.")
        with self._writing() as put:
            parts = [*self._write_tables(tables, put), *self._write_facts(facts, put)]
        snapshot = Snapshot.of(
            as_of,
            parts,
            freshness=freshness,
            demo=demo,
            shared=facts,
            rows={name: len(frame) for name, frame in tables.items() if name in BY_NAME},
            currency=currency,
            sources=sources,
        )
        write_snapshot(self.folder, snapshot, taken_at)
        return snapshot

    def write_parts(self, tables: Mapping[str, DataFrame]) -> tuple[Part, ...]:
        """Store tables cut by leaf unit; each also as a part without rows, which all may read."""
        with self._writing() as put:
            return tuple(sorted(self._write_tables(tables, put)))

    def rows(self, part: Part) -> pa.Table:
        """The rows of one part as its file holds them; a DataError if it is missing or damaged."""
        return self._read(part)

    def rewrite(self, parts: Iterable[Part], change: Change) -> dict[Part, Part]:
        """Store parts anew whose rows `change` makes others.

        Parameters
        ----------
        parts
            Parts of the store.
        change
            Gets the rows of a part, and gives them back as they are or as they are to be.

        Returns
        -------
        dict
            For each part that changed the one that stands in its place; both are on the disk.

        Raises
        ------
        DataError
            If a part is missing or damaged.
        """
        taken: dict[Part, Part] = {}
        with self._writing() as put:
            for part in parts:
                before = self.rows(part)
                after = change(before)
                if after is not before:
                    rows = in_order(part.table, after)
                    taken[part] = self._write(part.table, part.leaf, rows, put)
        return taken

    def read(
        self,
        parts: Iterable[Part],
        columns: Sequence[str] | None = None,
        *,
        categories: Collection[str] = (),
    ) -> dict[str, DataFrame]:
        """Read parts, those of one table together.

        Parameters
        ----------
        columns
            Only those of these that there are, a table's key among them; all, unless given.
        categories
            Declared columns of text that become categories: where few words stand in many rows,
            they are read so in a fraction of the time.

        Returns
        -------
        dict
            Frame by table in the dtypes of `kit.data.frames`; an account that several of the
            parts hold stands there once.

        Raises
        ------
        DataError
            If a part is missing or damaged; the message names it and says what to do.
        """
        by_table: dict[str, list[pa.Table]] = {}
        for part in noted(parts):
            by_table.setdefault(part.table, []).append(self._read(part, columns, categories))
        return {table: frame_of(table, pieces) for table, pieces in by_table.items()}

    def latest(self) -> Snapshot | None:
        """Snapshot taken last; None in an empty store."""
        return newest(self.folder)

    def snapshot(self, name: str) -> Snapshot:
        """Snapshot called `name`; a DataError lists those there are."""
        return read_snapshot(self.folder, name)

    def path(self, part: Part) -> Path:
        """File that holds `part`."""
        return self.folder / "parts" / f"{part.digest}.parquet"

    def is_whole(self, part: Part) -> bool:
        """Whether the part's file is there and holds what it held when it was written."""
        return not self.state(part)

    def state(self, part: Part) -> str:
        """What became of the part's file: ``gone``, ``damaged``, or nothing."""
        path = self.path(part)
        if not path.is_file():
            return "gone"
        return "" if files.digest_file(path) == part.digest else "damaged"

    def _writing(self) -> AbstractContextManager[_Put]:
        """Parts that last when the block ends; no list may name them earlier."""
        folder = files.make_folder(self.folder / "parts", private=True)
        return files.together(folder, private=True)

    def _write_tables(self, tables: Mapping[str, DataFrame], put: _Put) -> Iterator[Part]:
        """Write tables leaf by leaf, so that none is held twice."""
        for table, frame in tables.items():
            whole = arrow(table, frame)
            yield self._write(table, COMPANY, whole.slice(0, 0), put)
            for leaf, rows in slices(table, tables):
                yield self._write(table, leaf, in_order(table, whole.take(pa.array(rows))), put)

    def _write_facts(self, facts: Mapping[str, DataFrame], put: _Put) -> Iterator[Part]:
        for name, frame in facts.items():
            yield self._write(name, COMPANY, in_order(name, arrow(name, frame)), put)

    def _write(self, table: str, leaf: Unit, rows: pa.Table, put: _Put) -> Part:
        data = parquet(rows)
        part = Part(table, leaf.region, leaf.team, files.digest(data), len(rows))
        path = self.path(part)
        if self.state(part):
            put(path, data)
        return part

    def _read(
        self,
        part: Part,
        columns: Sequence[str] | None = None,
        categories: Collection[str] = (),
    ) -> pa.Table:
        where = f"outputs/store/parts/{part.digest}.parquet ({part.of})"
        try:
            data = self.path(part).read_bytes()
        except FileNotFoundError as error:
            raise DataError(f"{where} is gone. {_AGAIN}") from error
        if files.digest(data) != part.digest:
            raise DataError(f"{where} is damaged: its digest differs. {_AGAIN}")
        return rows_in(data, part.table, columns, categories)
