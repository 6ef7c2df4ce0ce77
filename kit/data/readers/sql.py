"""Tables that come from databases, each database asked once for all of them."""

from __future__ import annotations

from collections.abc import Mapping

from kit.data.readers.sheet import Sheet
from kit.data.readers.sql_attempts import read_at_last
from kit.errors import DataError, RunError
from kit.params import Source


def read_databases(
    sources: Mapping[str, Source], environment: Mapping[str, str]
) -> dict[str, Sheet | DataError]:
    """Read all tables whose source is a database.

    Those of one database are read on one connection, in one transaction that cannot write. In
    PostgreSQL (``REPEATABLE READ``) and SQLite all of them show the same moment, whoever writes
    meanwhile, so that records and their history agree. Other databases give what their own
    default promises. If the connection breaks off, all is read anew on another one.

    Parameters
    ----------
    sources
        By table; those that name no database are left out.
    environment
        As `os.environ`; holds the URLs.

    Returns
    -------
    dict
        For each table its rows as text, or the error that refuses it. Messages name a database
        by its variable; nothing holds its URL.

    Raises
    ------
    RunError
        If a database cannot be reached, or breaks off each time.

    Examples
    --------
    >>> source = Source(database="CRM_DATABASE_URL", query="SELECT * FROM opportunities")
    >>> read_databases({"opportunities": source}, {})["opportunities"].faults[0].message
    'the environment variable `CRM_DATABASE_URL` is not set.'
    """
    by_database: dict[str, dict[str, Source]] = {}
    for table, source in sources.items():
        if source.database:
            by_database.setdefault(source.database, {})[table] = source
    answers: dict[str, Sheet | DataError] = {}
    gone: list[str] = []
    for variable, queries in by_database.items():
        try:
            answers |= read_at_last(variable, queries, environment)
        except RunError as error:
            gone.append(str(error))
    if gone:
        raise RunError("\n".join(gone))
    return answers
