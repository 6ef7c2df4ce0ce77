"""A branch: the copy of a warm process that a worker keeps for its kernels.

It lies below the worker and ends with it. So whatever a page starts is found, measured and ended
where it would be if the worker had a warm process to itself, and no worker's end touches another.
"""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import IO

from kit.kernels.process import WarmProcess, listening
from kit.kernels.server import serve
from kit.kernels.source import source
from kit.kernels.warmth import Warmth

_LOOK = 0.01


def branch(warmth: Warmth) -> None:
    """Have kernels of this process, a copy with one thread yet, forked from a copy of its own."""
    own = replace(warmth, folder=tempfile.mkdtemp(prefix="", dir=warmth.folder))
    ours, lifeline = os.pipe()
    with listening(Path(own.folder)) as listener:
        process = os.fork()
        if process == 0:
            os.close(lifeline)
            _serve(listener, ours, own)
    os.close(ours)
    source().adopt(WarmProcess(_Child(process, lifeline), Path(own.folder)), own.kind)


def _serve(listener: socket.socket, lifeline: int, warmth: Warmth) -> None:
    """In the copy: keep nothing of the worker's; never return."""
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_WRONLY)
        for descriptor, number in ((lifeline, 0), (nothing, 1)):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.environ.clear()  # a kernel gets all it has with its order
        serve(listener, warmth)
    finally:
        os._exit(1)


class _Child:
    """A forked child, with the methods of `subprocess.Popen` that a warm process needs."""

    def __init__(self, process: int, stdin: int) -> None:
        self._process = process
        self._status: int | None = None
        self.stdin: IO[bytes] | None = os.fdopen(stdin, "wb", buffering=0)

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self._status is None:
            try:
                process, status = os.waitpid(self._process, os.WNOHANG)
            except ChildProcessError:  # somebody else has waited for it
                self._status = 0
            else:
                self._status = os.waitstatus_to_exitcode(status) if process else None
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; TimeoutExpired after `timeout` seconds."""
        until = time.monotonic() + (float("inf") if timeout is None else timeout)
        while (status := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("branch", timeout or 0)
            time.sleep(_LOOK)
        return status

    def terminate(self) -> None:
        """Ask it to end."""
        self._signal(SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._signal(SIGKILL)

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self._process, number)
