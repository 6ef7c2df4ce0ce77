"""Where worker processes come from: forked from the warm process of a run, or executed anew.

Both are watched and ended in the same way by `kit.runner.local_worker`.
"""

from __future__ import annotations

import os
import signal
import subprocess  # our own interpreter, fixed arguments, no shell
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TextIO, cast

from kit import kernels
from kit.errors import RunError
from kit.runner import processes

if TYPE_CHECKING:
    from kit.kernels.process import WarmProcess
    from kit.kernels.source import Source

_MODULES = ("kit.runner.worker", "kit.runner.execution")
_FUNCTION = "kit.runner.worker:serve_forked"


class Process(Protocol):
    """A process as a run sees it; `returncode` is None until it is known to have ended."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None:
        """How it ended; None while it runs."""

    def has_ended(self, within: float) -> bool:
        """Whether it ends within so many seconds, for which this waits at the most."""

    def kill(self) -> None:
        """End it and its group at once."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(frozen=True)
class Started:
    """A worker process, the `mark` that all below it carry, and the pipe to it."""

    process: Process
    mark: str
    orders: TextIO
    answers: TextIO


def executed(project: str = "") -> Started:
    """A worker process that imports all it needs, and has a warm process of its own if any.

    Parameters
    ----------
    project
        First part of its mark.
    """
    mark = _mark(project)
    process = _Executed(
        # -P: what lies where the run was started is no module of ours
        [sys.executable, "-P", "-m", "kit.runner.worker", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env={**os.environ, processes.MARK: mark},
    )
    orders, answers = cast(TextIO, process.stdin), cast(TextIO, process.stdout)
    return Started(process, mark, orders, answers)


class Nursery:
    """Workers of one run, forked from one warm process that is started when the first is needed.

    Parameters
    ----------
    project
        First part of the marks of all processes.
    """

    def __init__(self, project: str = "") -> None:
        self._project = project
        self._mark = _mark(project)
        self._lock = Lock()
        self._source: Source | None = None

    def forked(self, environment: Mapping[str, str]) -> Started | None:
        """A worker for pages with such variables, when the warm process is warm.

        Returns
        -------
        Started or None
            None where processes are not forked, or this nursery is closed.
        """
        mark = _mark(self._project)
        own = {**os.environ, **environment, processes.MARK: mark}
        if kernels.why_not(own):
            return None
        from kit.kernels.messages import Order

        nothing = os.open(os.devnull, os.O_WRONLY)
        (given, orders), (answers, told) = os.pipe(), os.pipe()
        try:
            order = Order.of_here((), own, str(Path.cwd()), _FUNCTION)
            process = self._warm_source().fork(order, (given, told, nothing))
        except (RunError, OSError):
            os.close(orders)
            os.close(answers)
            return None
        finally:
            for descriptor in (nothing, given, told):
                os.close(descriptor)
        return Started(
            process,
            mark,
            os.fdopen(orders, "w", encoding="utf-8"),
            os.fdopen(answers, encoding="utf-8"),
        )

    def close(self) -> None:
        """End the warm process and all that came from it, for good."""
        with self._lock:
            source = self._source
        if source:
            source.close()
            processes.end(lambda: processes.marked(self._mark))

    def _warm_source(self) -> Source:
        from kit.kernels.source import Source

        with self._lock:
            self._source = self._source or Source(self._start)
            return self._source

    def _start(self, environment: Mapping[str, str]) -> WarmProcess:
        from kit.kernels.process import WarmProcess

        own = {**environment, processes.MARK: self._mark}
        return WarmProcess.start(own, _MODULES, stderr=subprocess.DEVNULL)


class _Executed(subprocess.Popen[str]):
    """An executed process, with what a forked one can do besides."""

    def has_ended(self, within: float) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self.wait(timeout=within)
        return self.returncode is not None

    def kill(self) -> None:
        if self.returncode is None:  # until it is waited for, its number is its own
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        pass


def _mark(project: str) -> str:
    return f"{project}-{uuid.uuid4().hex}"
