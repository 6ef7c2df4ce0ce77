"""A forked process as who ordered it sees it, with the needed methods of `subprocess.Popen`."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from threading import Lock
from typing import Any

from kit.errors import RunError
from kit.kernels.messages import Lines, Order, to_line

_PATIENCE = 120.0
"""Seconds to wait for a warm process that says nothing."""

_LOOK = 0.2
"""Seconds after which one thread notes what another one has heard."""


class RefusedError(RunError):
    """The warm process does not fork what is ordered, or is no more."""


class ForkedProcess:
    """One kernel or worker; dropping the last reference to it ends the process.

    Attributes
    ----------
    pid
        Its process id, which is that of its group and its session too.
    returncode
        How it ended; None while it runs.
    """

    stdin = stdout = stderr = None

    def __init__(self, address: str, order: Order, streams: tuple[int, ...] = (1, 2)) -> None:
        """Order a process at the socket `address` and wait until it is ready.

        Parameters
        ----------
        streams
            Descriptors of standard output and error, for a worker that of standard input first.

        Raises
        ------
        RefusedError
            If there is no warm process at the address, or it cannot fork what is ordered.
        """
        self.pid = 0
        self.returncode: int | None = None
        self._is_ready = False
        self._lock = Lock()
        self._connection = socket.socket(socket.AF_UNIX)
        self._lines = Lines(self._connection)
        try:
            self._connection.connect(address)
            _send(self._connection, order.to_line(), streams)
            self._connection.setblocking(False)
        except OSError as error:
            self._connection.close()
            raise RefusedError(f"The warm process does not answer ({error}).") from None
        while self.poll() is None and not (self._is_ready and self.pid):
            if not select.select([self._connection], [], [], _PATIENCE)[0]:
                self.close()
        if not self.pid:
            raise RefusedError("The warm process ended, or did not get warm.")

    def poll(self) -> int | None:
        """How the process ended; None while it runs."""
        with self._lock:
            if self.returncode is None:
                for message in self._lines.read():
                    self._note(message)
                if self.returncode is None and not self._lines.is_open:
                    self._outlive()
        return self.returncode

    def wait(self) -> int:
        """Wait until the process has ended; its exit code, negative after a signal."""
        while (status := self.poll()) is None:
            self._listen(_LOOK)
        return status

    def has_ended(self, within: float) -> bool:
        """Whether the process ends within so many seconds, for which this waits at the most."""
        until = time.monotonic() + within
        while self.poll() is None and (left := until - time.monotonic()) > 0:
            self._listen(min(left, _LOOK))
        return self.returncode is not None

    def send_signal(self, number: int) -> None:
        """Send a signal to the process and all others of its group.

        The warm process does it, which knows whether the number is still this one's.
        """
        if self.poll() is None:
            with suppress(OSError):
                self._connection.send(to_line({"signal": int(number)}))

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """Hang up, which ends the process if it still runs."""
        if self.returncode is None:
            self.returncode = -signal.SIGKILL
        self._connection.close()

    def _listen(self, seconds: float) -> None:
        with suppress(ValueError):  # another thread has heard of the end and hung up
            select.select([self._connection], [], [], seconds)

    def _note(self, message: dict[str, Any]) -> None:
        self.pid = message.get("process", self.pid)
        self._is_ready = self._is_ready or "ready" in message
        if "ended" in message:
            self.returncode = message["ended"]
            self._connection.close()
        if "refused" in message:
            self._connection.close()
            raise RefusedError(f"The warm process refuses: {message['refused']}.")

    def _outlive(self) -> None:
        """The warm process is gone, and this one with it; end what this one left behind."""
        self._connection.close()
        if self.pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        self.returncode = -signal.SIGKILL


def _send(connection: socket.socket, line: bytes, streams: tuple[int, ...]) -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    sent = socket.send_fds(connection, [line], list(streams))
    connection.sendall(line[sent:])
