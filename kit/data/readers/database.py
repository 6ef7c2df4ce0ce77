"""One database: its URL, a connection that only reads, and all its tables at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg.adapt import Buffer, Loader
from psycopg.types.string import TextLoader
from sqlalchemy import URL, Connection, CursorResult, Engine, NullPool, create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from kit.data.quality import refusal
from kit.data.readers import sqlite
from kit.data.readers.sheet import Sheet
from kit.data.readers.sql_cells import BATCH, gather
from kit.data.readers.sql_errors import breaks_off, fix_of, said
from kit.data.readers.sql_watch import Watch
from kit.errors import DataError
from kit.params import Source

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 15 * 60
"""The longest that the database may work on one answer."""

_EXAMPLE = "postgresql://user:password@host:5432/name"
_LIBPQ = {
    "connect_timeout": CONNECT_SECONDS,
    "client_encoding": "utf8",
    "fallback_application_name": "kit",
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
_LIBPQ_DRIVERS = ("psycopg", "psycopg2")
_PACKAGES = {"MySQLdb": "mysqlclient"}


class _InstantLoader(Loader):
    """Instants as PostgreSQL writes them, because Python's end in the year 9999."""

    def load(self, data: Buffer) -> str:
        text = bytes(data).decode().replace(" ", "T", 1)
        return f"{text}:00" if text.endswith("+00") else text


@dataclass(frozen=True)
class Database:
    """A database that an environment variable names.

    Attributes
    ----------
    variable
        The environment variable; messages name the database so, never by its URL.
    secrets
        The environment and the URL's passwords, which no message may hold.
    """

    variable: str
    engine: Engine
    secrets: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, variable: str, environment: Mapping[str, str]) -> Database:
        """Understand the URL; nothing is connected to yet.

        Raises
        ------
        DataError
            If the variable is not set, holds no URL, or its kind of database cannot be read.
        """
        text = environment.get(variable, "").strip()
        if not text:
            fix = f"Set it to the database's URL, such as {_EXAMPLE}."
            raise refusal(f"the environment variable `{variable}` is not set.", variable, fix=fix)
        url = _parsed(text, variable)
        passwords = {
            f"{variable} password": url.password or "",
            f"{variable} query password": str(url.query.get("password", "")),
        }
        return cls(variable, _engine(url, variable), {**environment, **passwords})

    def read(self, sources: Mapping[str, Source]) -> dict[str, Sheet | DataError]:
        """All tables at one moment, in one transaction that cannot write.

        The moment is one for PostgreSQL and SQLite, whoever writes meanwhile; other databases
        give what the isolation level that they are set to promises.

        Parameters
        ----------
        sources
            Query of each table.

        Raises
        ------
        DataError
            If the file of the database is damaged.
        SQLAlchemyError
            If the connection cannot be made, or breaks off. What is wrong with one query only is
            in the answer.
        """
        with self.engine.connect() as connection, Watch(_line(connection)) as watch:
            _begin(connection, self.variable)
            return {
                table: self._table(connection, watch, f"{self.variable}, {table}", source)
                for table, source in sources.items()
            }

    def _table(
        self, connection: Connection, watch: Watch, file: str, source: Source
    ) -> Sheet | DataError:
        """One query's rows, or why they are refused; the others are not spoilt by it."""
        try:
            with _apart(connection), _run(connection, source.query) as result:
                if not result.returns_rows:
                    raise refusal("the query gives no table.", file, fix="Write it as SELECT …")
                columns = result.cursor.description
                names = [column[0] for column in columns]
                batches = watch.heard(result.partitions(BATCH))
                return gather(file, names, _types(columns), batches, source.decimal)
        except DataError as error:
            return error
        except (SQLAlchemyError, UnicodeError) as error:
            if breaks_off(error):
                raise
            message = f"the query fails: {said(error, self.secrets)}"
            return refusal(message, file, fix=fix_of(error))


def _parsed(text: str, variable: str) -> URL:
    """The URL; whatever is wrong with it, nothing of it is shown."""
    fix = (
        f"It looks like {_EXAMPLE}; a special character in the password is written as its code, "
        "such as %40 for @."
    )
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        message = f"the environment variable `{variable}` holds no database URL."
        raise refusal(message, variable, fix=fix) from None
    if url.password and "@" in f"{url.host}{url.database}":
        message = f"the URL in `{variable}` has more than one @."
        raise refusal(message, variable, fix=fix)
    kind, plus, driver = url.drivername.partition("+")
    return url.set(drivername="postgresql" + plus + driver) if kind == "postgres" else url


def _engine(url: URL, variable: str) -> Engine:
    try:
        dialect = url.get_dialect()
        if dialect.is_async:
            message = f"the driver of `{url.drivername}` is asynchronous and cannot be used here."
            raise refusal(message, variable, fix="Name another driver, or none, in the URL.")
        options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
        if dialect.name == "sqlite":
            path = _file(url, variable)
            options["creator"] = lambda: sqlite.connect(path)
        elif dialect.driver in _LIBPQ_DRIVERS:
            given = {name: value for name, value in _LIBPQ.items() if name not in url.query}
            options["connect_args"] = given
        return create_engine(url, **options)
    except NoSuchModuleError:
        message = f"databases of the kind `{url.drivername}` are not known here."
        fix = f"Install the SQLAlchemy dialect for them, or name a known kind, as in {_EXAMPLE}."
        raise refusal(message, variable, fix=fix) from None
    except ModuleNotFoundError as error:
        module = str(error.name)
        message = f"the driver `{module}`, which `{url.drivername}` needs, is not installed."
        fix = f"Install it: pip install {_PACKAGES.get(module, module)}"
        raise refusal(message, variable, fix=fix) from None


def _file(url: URL, variable: str) -> Path:
    path = Path(url.database or "").expanduser().absolute()
    if not path.is_file():
        fix = "Write the whole path, with four strokes: sqlite:////folder/crm.sqlite"
        raise refusal(f"there is no SQLite file {path}.", variable, fix=fix)
    return path


def _begin(connection: Connection, variable: str) -> None:
    """Begin to read; the moment is that of the first query."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
        sqlite.refuse_damage(str(connection.exec_driver_sql(sqlite.CHECK).scalar()), variable)
    if connection.dialect.name != "postgresql":
        return
    connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'")
    connection.exec_driver_sql("SET LOCAL datestyle = ISO")
    connection.exec_driver_sql("SET LOCAL timezone = 'UTC'")
    if connection.dialect.driver == "psycopg":
        adapters = _driver(connection).adapters
        adapters.register_loader("date", TextLoader)
        adapters.register_loader("timestamp", _InstantLoader)
        adapters.register_loader("timestamptz", _InstantLoader)


def _apart(connection: Connection) -> AbstractContextManager[object]:
    """In PostgreSQL an error spoils the transaction, so each query has a savepoint of its own."""
    return connection.begin_nested() if connection.dialect.name == "postgresql" else nullcontext()


def _run(connection: Connection, query: str) -> CursorResult[Any]:
    """The query as it stands: neither `:` nor `%` is a parameter; rows stay on the server."""
    options = {"stream_results": True, "max_row_buffer": BATCH, "no_parameters": True}
    return connection.exec_driver_sql(query, execution_options=options)


def _types(columns: Sequence[Any]) -> list[str]:
    """Types in the database's words; a type of a company's own has only a number, and is left."""
    types = [getattr(column, "type_display", "") for column in columns]
    named = ["" if name.isdigit() else name for name in types]
    return named if any(named) else []


def _line(connection: Connection) -> int | None:
    """Number of the open line to the server, where the driver tells it."""
    return _driver(connection).fileno() if connection.dialect.driver in _LIBPQ_DRIVERS else None


def _driver(connection: Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection
