"""What a database's errors mean: try again, mend the query, or call somebody."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from kit.data.readers import sqlite
from kit.privacy import mask_secrets

_PASSING = ("08", "40", "53", "55P03", "57P", "58")
_LONGEST = 400
# Before anybody is let in, drivers tell no code; these are the words of PostgreSQL and MySQL.
_NOT_LET_IN = re.compile(
    r"authentication failed|no password supplied|no pg_hba\.conf entry|not permitted to log in|"
    r"(?:role|database) .* does not exist|permission denied for database|"
    r"access denied for user|unknown database",
    re.IGNORECASE,
)
_UNREACHED = re.compile(r"refused\b|timeout|timed out|too many|starting up", re.IGNORECASE)
_FIXES = {
    "25006": "The query must only read: SELECT.",
    "42501": "Grant SELECT on it to the database's user.",
    "57014": "It took too long: let it ask for less, or add an index in the database.",
}


def breaks_off(error: BaseException) -> bool:
    """Whether the connection, not the query, is what failed: a new one may do better.

    Drivers file many errors of queries under ``OperationalError``, so that the class alone does
    not tell; PostgreSQL's codes do, and without code nothing came from the server.
    """
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    if type(error.orig).__module__.startswith("psycopg"):
        code = _code(error)
        return code.startswith(_PASSING) if code else _is_operational(error)
    return getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY")


def may_pass(error: BaseException) -> bool:
    """Whether an error that left no answer at all may be gone at the next attempt."""
    return not is_not_let_in(error) and (_is_operational(error) or breaks_off(error))


def is_not_let_in(error: BaseException) -> bool:
    """Whether the server answered that user, password or database are wrong.

    That stays so however often it is asked, and each attempt may count towards a lock-out. Where
    one of several servers could not be reached, the next attempt may still find it.
    """
    if not _is_operational(error) or _code(error).startswith(_PASSING):
        return False
    text = str(getattr(error, "orig", None) or error)
    return bool(_NOT_LET_IN.search(text)) and not _UNREACHED.search(text)


def said(error: BaseException, secrets: Mapping[str, str]) -> str:
    """The database's own words on one line, without secrets."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig else error
    diagnosis = getattr(original, "diag", None)
    words = [getattr(diagnosis, part, None) for part in ("message_primary", "message_hint")]
    text = " ".join(". ".join(word for word in words if word).split())
    text = text or " ".join(str(original).split())
    return mask_secrets(text, secrets)[:_LONGEST].rstrip(".") + "."


def fix_of(error: BaseException) -> str:
    """The next step."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return _FIXES.get(_code(error)) or sqlite.fix_of(original)


def _is_operational(error: BaseException) -> bool:
    return isinstance(error, OperationalError | InterfaceError)


def _code(error: BaseException) -> str:
    original = getattr(error, "orig", None)
    return getattr(original, "sqlstate", None) or getattr(original, "pgcode", None) or ""
