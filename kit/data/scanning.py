"""Questions in SQL to all parts of a snapshot at once, answered by DuckDB.

Pages read a unit's parts into frames; a question to ten million rows of the whole company reads
only the columns that it names, in bounded memory. The only file that imports DuckDB, which comes
with the extra `query`.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pandas import DataFrame

from kit.data.part import Part
from kit.data.part_files import frame_of
from kit.data.store import Store
from kit.errors import DataError, ParamError, suggestion
from kit.schemas import BY_NAME

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_UNKNOWN = re.compile(r"Table with name (\S+) does not exist")
_AGAIN = "Run `kit load` and `kit prepare` again."


def scan(
    store: Store,
    parts: Iterable[Part],
    sql: str,
    frames: Mapping[str, DataFrame] | None = None,
) -> DataFrame:
    """Answer one SELECT over the tables that parts hold.

    Parameters
    ----------
    store
        Holds the parts; each is verified before it is read.
    parts
        Those that may be read; parts of one table are one table there, called as it is.
    sql
        One statement, in DuckDB's dialect; it can read these tables and nothing else.
    frames
        Further tables by name, in memory.

    Returns
    -------
    DataFrame
        The rows in the statement's order; instants in UTC, whole numbers and flags nullable.

    Raises
    ------
    DataError
        If a part is missing or damaged.
    ParamError
        If DuckDB is not installed, or the statement is wrong or no single SELECT.
    """
    try:
        import duckdb
    except ImportError as error:
        raise ParamError(
            "SQL needs DuckDB. Install it with `pip install 'sales-report-kit[query]'`."
        ) from error
    tables = _by_table(store, parts)
    with tempfile.TemporaryDirectory(prefix="kit-") as spilled, duckdb.connect() as connection:
        for name, frame in (frames or {}).items():
            connection.register(name, frame)
        for name, paths in tables.items():
            connection.execute(_view(name, paths))
        _confine(connection, [path for paths in tables.values() for path in paths], spilled)
        try:
            if [one.type for one in connection.extract_statements(sql)] != [
                duckdb.StatementType.SELECT
            ]:
                raise ParamError("SQL: one SELECT is answered, and nothing else.")
            found = connection.sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise ParamError(_said(error, [*tables, *(frames or {})])) from None
    return frame_of("", [_plain(found)])


def _by_table(store: Store, parts: Iterable[Part]) -> dict[str, list[str]]:
    """Files by table, each as it was written."""
    tables: dict[str, list[str]] = {}
    for part in parts:
        if state := store.state(part):
            raise DataError(f"outputs/store/parts/{part.digest}.parquet is {state}. {_AGAIN}")
        tables.setdefault(part.table, []).append(str(store.path(part)))
    return tables


def _view(table: str, paths: list[str]) -> str:
    rows = f"read_parquet([{', '.join(map(_text, paths))}], union_by_name = true)"
    schema = BY_NAME.get(table)
    once = schema is not None and schema.sharing == "events"
    # What several units have seen lies in the parts of each.
    key = ", ".join(map(_name, schema.key)) if schema else ""
    distinct = f"DISTINCT ON ({key})" if once else ""
    return f"CREATE VIEW {_name(table)} AS SELECT {distinct} * FROM {rows}"  # noqa: S608  (quoted)


def _confine(connection: DuckDBPyConnection, paths: list[str], spilled: str) -> None:
    """Leave the connection nothing on disk or in the network but these files."""
    for statement in (
        "SET TimeZone = 'UTC'",
        "SET enable_progress_bar = false",
        f"SET temp_directory = {_text(spilled)}",
        "SET python_enable_replacements = false",  # variables of this process are no tables
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        f"SET allowed_paths = [{', '.join(map(_text, paths))}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        connection.execute(statement)


def _plain(found: pa.Table) -> pa.Table:
    """Sums of whole numbers, which come as wide decimals, as the numbers that frames hold."""
    columns = [
        column.cast(pa.int64() if column.type.scale == 0 else pa.float64())
        if pa.types.is_decimal(column.type)
        else column
        for column in found.columns
    ]
    return pa.table(columns, names=found.column_names)


def _said(error: Exception, tables: list[str]) -> str:
    """What DuckDB objects to, and what there is."""
    if unknown := _UNKNOWN.search(str(error)):
        name = unknown[1]
        return f"SQL: there is no table `{name}`. {suggestion(name, sorted(tables))}"
    return "SQL: " + " ".join([line for line in str(error).splitlines() if line.strip()][:2])


def _text(value: Any) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
