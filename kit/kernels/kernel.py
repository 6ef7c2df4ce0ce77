"""A forked kernel as its client sees it, with the methods of `subprocess.Popen` that are needed."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import Any

from kit.errors import RunError
from kit.kernels.messages import Lines, Order, to_line

_PATIENCE = 120.0
"""Seconds to wait for a warm process that says nothing."""


class RefusedError(RunError):
    """The warm process does not fork this kernel, or is no more."""


class ForkedKernel:
    """One kernel; dropping the last reference to it ends the kernel.

    Attributes
    ----------
    pid
        Its process id, which is that of its group and its session too.
    returncode
        How it ended; None while it runs.
    """

    stdin = stdout = stderr = None

    def __init__(self, address: str, order: Order, streams: tuple[int, int] = (1, 2)) -> None:
        """Order a kernel at the socket `address` and wait until it listens.

        Raises
        ------
        RefusedError
            If there is no warm process at the address, or it cannot fork this kernel.
        """
        self.pid = 0
        self.returncode: int | None = None
        self._is_ready = False
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
        """How the kernel ended; None while it runs."""
        if self.returncode is None:
            for message in self._lines.read():
                self._note(message)
            if self.returncode is None and not self._lines.is_open:
                self._outlive()
        return self.returncode

    def wait(self) -> int:
        """Wait until the kernel has ended; its exit code, negative after a signal."""
        while (status := self.poll()) is None:
            select.select([self._connection], [], [])
        return status

    def has_ended(self, within: float) -> bool:
        """Whether the kernel ends within so many seconds, for which this waits at the most."""
        until = time.monotonic() + within
        while self.poll() is None and (left := until - time.monotonic()) > 0:
            select.select([self._connection], [], [], left)
        return self.returncode is not None

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and all processes of its group.

        The warm process does it, which knows whether the number is still the kernel's.
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
        """Hang up, which ends the kernel if it still runs."""
        if self.returncode is None:
            self.returncode = -signal.SIGKILL
        self._connection.close()

    def _note(self, message: dict[str, Any]) -> None:
        self.pid = message.get("process", self.pid)
        self._is_ready = self._is_ready or "ready" in message
        if "ended" in message:
            self.returncode = message["ended"]
            self._connection.close()
        if "refused" in message:
            self._connection.close()
            raise RefusedError(f"The warm process refuses a kernel: {message['refused']}.")

    def _outlive(self) -> None:
        """The warm process is gone, and the kernel with it; end what the kernel left behind."""
        self._connection.close()
        if self.pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        self.returncode = -signal.SIGKILL


def _send(connection: socket.socket, line: bytes, streams: tuple[int, int]) -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    sent = socket.send_fds(connection, [line], list(streams))
    connection.sendall(line[sent:])
