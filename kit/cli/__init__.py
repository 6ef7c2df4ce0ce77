"""The command `kit`: one command per library function, and exit codes that tell how it went."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

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


def main() -> None:
    """Run the command line; no traceback of ours leaves it.

    Exit codes: 0 good; 1 a page or a source failed; 2 refused or misused; 75 another run holds
    the lock; 130 and 143 interrupted.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    try:
        app()
    except KitError as error:
        sys.exit(_complain(error))
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:  # a full disk, a folder that may not be written
        sys.exit(_complain(RunError(str(error))))


def _complain(error: KitError) -> int:
    """Say what is wrong: to programs as JSON on standard output, to people on standard error."""
    from kit.cli import output

    if "--json" in sys.argv:
        faults = error.faults if isinstance(error, DataError) else ()
        output.emit(
            {
                "ok": False,
                "error": str(error).splitlines()[0],
                "faults": [fault.as_dict() for fault in faults],
            }
        )
    output.note(f"kit: {error}")
    return error.exit_code


def _interrupted(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
