"""One database, asked again where it breaks off, until it answers or nothing helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential

from kit.data.quality import refusal
from kit.data.readers.database import Database
from kit.data.readers.sheet import Sheet
from kit.data.readers.sql_errors import fix_of, is_not_let_in, may_pass, said
from kit.errors import DataError, Fault, RunError
from kit.params import Source

ATTEMPTS = 4
FIRST_WAIT, LONGEST_WAIT = 1.0, 4.0
"""Seconds before the second attempt, and the most before any; each wait is twice the last."""

Answers = dict[str, Sheet | DataError]


def read_at_last(
    variable: str, sources: Mapping[str, Source], environment: Mapping[str, str]
) -> Answers:
    """All tables of one database, from the first attempt that gets through.

    Parameters
    ----------
    variable
        Environment variable that holds the URL.
    sources
        Query of each table.
    environment
        As `os.environ`.

    Returns
    -------
    dict
        Rows of each table, or the error that refuses it. Where it took several attempts, the
        first table says so.

    Raises
    ------
    RunError
        If the last attempt fails like the others, or the server does not let the user in, which
        is not tried again.
    """
    reasons: list[str] = []
    try:
        database = Database.of(variable, environment)
        return _with_warning(_retrying(database, reasons)(database.read, sources), reasons)
    except DataError as error:
        return _for_all(sources, variable, error)
    except SQLAlchemyError as error:
        reason = said(error, database.secrets)
        if is_not_let_in(error):
            raise _not_let_in(variable, reason) from None
        if may_pass(error):
            raise _gave_up(variable, reason) from None
        message = f"the database cannot be read: {reason}"
        return _for_all(sources, variable, refusal(message, variable, fix=fix_of(error)))


def _retrying(database: Database, reasons: list[str]) -> Retrying:
    """Asks again; why it had to goes to `reasons`."""

    def note(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if error is not None:
            reasons.append(said(error, database.secrets))

    return Retrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(FIRST_WAIT, LONGEST_WAIT),
        retry=retry_if_exception(may_pass),
        before_sleep=note,
        reraise=True,
    )


def _with_warning(answers: Answers, reasons: list[str]) -> Answers:
    if not reasons:
        return answers
    for table, sheet in answers.items():
        if isinstance(sheet, Sheet):
            message = (
                f"the connection broke off; all was read anew at attempt {len(reasons) + 1}. "
                f"The reason: {reasons[-1]}"
            )
            warning = Fault("warning", message, file=sheet.file)
            return answers | {table: replace(sheet, faults=(*sheet.faults, warning))}
    return answers


def _for_all(sources: Mapping[str, Source], variable: str, error: DataError) -> Answers:
    """The same refusal for each table."""
    return {
        table: DataError(
            str(error).splitlines()[0],
            [replace(fault, file=f"{variable}, {table}") for fault in error.faults],
        )
        for table in sources
    }


def _not_let_in(variable: str, reason: str) -> RunError:
    return RunError(
        f"{variable}: the database does not let its user in, and was asked once: {reason} Mend "
        f"user, password or the name of the database in the URL that `{variable}` holds. Nothing "
        "was changed."
    )


def _gave_up(variable: str, reason: str) -> RunError:
    return RunError(
        f"{variable}: the database cannot be read; {ATTEMPTS} attempts failed. "
        f"The last: {reason} Check that its server runs and that `{variable}` holds the right "
        "address, user and password; then run again. Nothing was changed."
    )
