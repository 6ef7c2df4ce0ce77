"""The command `kit`: one command per library function, and exit codes that tell how it went."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import typer

from kit.cli import (
    answers,
    checking,
    looking,
    persons,
    scheduling,
    sharing,
    starting,
    steps,
    storage,
    workspace,
)
from kit.errors import DataError, KitError, RunError

app = typer.Typer(
    name="kit",
    help="Sales KPIs from your CRM's data, as pages that can be trusted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _commands in (
    *(starting, checking, looking, steps, answers, storage, persons, sharing, scheduling),
    workspace,
):
    _commands.add_to(app)


def main() -> NoReturn:
    """Run the command line and end the process; no traceback of ours leaves it.

    Exit codes: 0 good; 1 a page or a source failed; 2 refused or misused; 75 another run holds
    the lock; 130 and 143 interrupted.
    """
    _open_closed_streams()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    code = run()
    # At the very end Arrow takes down threads that may just be starting, and now and then aborts
    # a process that has done all it should (apache/arrow#34314).
    atexit._run_exitfuncs()
    os._exit(code)


def _open_closed_streams() -> None:
    """Throw away what is said where a caller closed a standard stream (`>&-`).

    Else the next file that is opened would take its number, and get what is said.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123


def run() -> int:
    """Run the command line; the exit code, once everything that it said is out."""
    try:
        code = _called()
        sys.stdout.flush()
        return code
    except KitError as error:
        return _complain(error)
    except BrokenPipeError:  # whoever read our output has seen enough
        return 0
    except OSError as error:  # a full disk, a folder that may not be written
        return _complain(RunError(str(error)))


def _called() -> int:
    """Call the command; the exit code that it ended with."""
    try:
        app()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


def _complain(error: KitError) -> int:
    """Say what is wrong: to programs as JSON on standard output, to people on standard error."""
    from kit.cli import output

    output.note(f"kit: {error}")
    if "--json" in sys.argv:
        faults = [fault.as_dict() for fault in error.faults] if isinstance(error, DataError) else []
        said = {"ok": False, "error": str(error).splitlines()[0], "faults": faults}
        with suppress(OSError):  # where that is what cannot be written, it has been said
            output.emit(said)
            sys.stdout.flush()
    return error.exit_code


def _interrupted(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
