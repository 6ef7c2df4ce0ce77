"""Tables on disk: one Parquet file per table and leaf unit, named for its content.

Equal rows give equal bytes, whatever their order on the way in, so a nightly copy shares all
parts that did not change, and a digest tells when one did. Each part is verified when read.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pandas import BooleanDtype, CategoricalDtype, DataFrame, DatetimeTZDtype, Int64Dtype, Series

from kit import files
from kit.data.frames import all_columns
from kit.data.manifest import Snapshot, newest, read_snapshot, write_snapshot
from kit.data.part import Part
from kit.data.readings import noted
from kit.data.slicing import COMPANY, slices
from kit.errors import DataError
from kit.schemas import BY_NAME, Kind
from kit.units import Unit

_ARROW: dict[Kind, pa.DataType] = {
    "id": pa.string(),
    "text": pa.string(),
    "category": pa.string(),
    "date": pa.timestamp("us"),
    "money": pa.float64(),
    "number": pa.float64(),
    "count": pa.int64(),
    "flag": pa.bool_(),
}

_Put = Callable[[Path, bytes], None]
_AGAIN = "Run `kit load` and `kit prepare` again."
_NULLABLE = {pa.int64(): Int64Dtype(), pa.bool_(): BooleanDtype()}


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

    def read(
        self, parts: Iterable[Part], columns: Sequence[str] | None = None
    ) -> dict[str, DataFrame]:
        """Read parts, those of one table together.

        Parameters
        ----------
        columns
            Only these, a table's key among them; all, unless given.

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
            by_table.setdefault(part.table, []).append(self._read(part, columns))
        return {table: _frame(table, pieces) for table, pieces in by_table.items()}

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
            whole = _arrow(table, frame)
            yield self._write(table, COMPANY, whole.slice(0, 0), put)
            for leaf, rows in slices(table, tables):
                yield self._write(table, leaf, _sorted(table, whole.take(pa.array(rows))), put)

    def _write_facts(self, facts: Mapping[str, DataFrame], put: _Put) -> Iterator[Part]:
        for name, frame in facts.items():
            yield self._write(name, COMPANY, _sorted(name, _arrow(name, frame)), put)

    def _write(self, table: str, leaf: Unit, rows: pa.Table, put: _Put) -> Part:
        data = _parquet(rows)
        part = Part(table, leaf.region, leaf.team, files.digest(data), len(rows))
        path = self.path(part)
        if self.state(part):
            put(path, data)
        return part

    def _read(self, part: Part, columns: Sequence[str] | None) -> pa.Table:
        where = f"outputs/store/parts/{part.digest}.parquet ({part.of})"
        try:
            data = self.path(part).read_bytes()
        except FileNotFoundError as error:
            raise DataError(f"{where} is gone. {_AGAIN}") from error
        if files.digest(data) != part.digest:
            raise DataError(f"{where} is damaged: its digest differs. {_AGAIN}")
        names = None if columns is None else list(columns)
        return pq.read_table(pa.BufferReader(data), columns=names, use_threads=False)


def _parquet(table: pa.Table) -> bytes:
    """Bytes that depend on nothing but the rows."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", version="2.6", store_schema=False)
    return sink.getvalue()


def _arrow(table: str, frame: DataFrame) -> pa.Table:
    """Columns in declared order, each in the type of its kind and in one piece."""
    kinds = {column.name: column.kind for column in all_columns(table)} if table in BY_NAME else {}
    names = [name for name in kinds if name in frame]
    names += sorted(str(name) for name in frame if name not in kinds)
    columns = {name: _array(frame[name], kinds.get(name)) for name in names}
    # Rows are taken many times more slowly from columns that lie in several pieces.
    return pa.table(columns).combine_chunks()


def _sorted(table: str, rows: pa.Table) -> pa.Table:
    """Rows by key, then by all other columns."""
    key = BY_NAME[table].key if table in BY_NAME else ()
    first = [name for name in key if name in rows.column_names]
    order = first + [name for name in rows.column_names if name not in first]
    return rows.sort_by([(name, "ascending") for name in order]) if len(rows) else rows


def _array(column: Series, kind: Kind | None) -> pa.Array:
    if isinstance(column.dtype, CategoricalDtype):
        column = column.astype("str")
    if kind == "instant":
        zone = "UTC" if isinstance(column.dtype, DatetimeTZDtype) else None
        return pa.Array.from_pandas(column, type=pa.timestamp("us", tz=zone))
    if kind is None and column.dtype != "str":
        return pa.Array.from_pandas(column)
    return pa.Array.from_pandas(column, type=_ARROW[kind or "text"])


def _frame(table: str, pieces: list[pa.Table]) -> DataFrame:
    whole = pa.concat_tables(pieces, promote_options="default")
    frame = whole.to_pandas(types_mapper=_NULLABLE.get, use_threads=False)
    if table in BY_NAME and BY_NAME[table].sharing == "events":
        frame = frame.drop_duplicates(list(BY_NAME[table].key), ignore_index=True)
    return frame
