"""A command of the project's own that is told of a failure on its standard input."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from kit.alert.failure import Failure
from kit.errors import RunError

SECONDS = 60
"""How long the command may take."""


def run_command(
    command: Sequence[str], failure: Failure, folder: Path, *, seconds: float = SECONDS
) -> None:
    """Run `command` with the failure as one JSON object on its standard input.

    No shell reads the command. What it prints goes to our standard error, so that an answer in
    JSON stays one object. After `seconds` it is killed with all that it began.

    Parameters
    ----------
    folder
        Where it runs: the project folder.

    Raises
    ------
    RunError
        If it ends with another code than 0, or takes too long.
    OSError
        If there is no such program.
    """
    text = failure.to_json() + "\n"
    with subprocess.Popen(  # noqa: S603 (the project names it, as words)
        list(command),
        stdin=subprocess.PIPE,
        stdout=sys.stderr.fileno(),
        cwd=folder,
        start_new_session=True,
    ) as process:
        try:
            process.communicate(text.encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            raise RunError(f"`{command[0]}` took longer than {seconds:g} s.") from None
        finally:
            _end(process)
    if process.returncode:
        raise RunError(f"`{command[0]}` ended with exit code {process.returncode}.")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the command, where it still runs, with everything that it began."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
