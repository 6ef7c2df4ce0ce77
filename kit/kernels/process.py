"""A warm process as its starter sees it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from kit import files
from kit.kernels.messages import RETIRE, baked_in

_SOCKET = "warm"
_KEPT = ("PATH", "TMPDIR", "KIT_WORKER")
"""What a warm process is given besides: the last is how a run finds all processes of its own."""

_FORGOTTEN = 86_400
"""Seconds after which a folder that nobody serves is nobody's, whoever may have made it."""

_LONGEST = 60
"""Longest folder in which names of sockets still fit into the 107 bytes that Linux has for them."""


class Child(Protocol):
    """A child of this process, with the methods of `subprocess.Popen` that are needed."""

    stdin: IO[bytes] | None

    def poll(self) -> int | None:
        """How it ended; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; TimeoutExpired after `timeout` seconds."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it at once."""


class WarmProcess:
    """A warm process that ends with this one; see `start`."""

    def __init__(self, process: Child, folder: Path) -> None:
        self._process = process
        self.folder = folder

    @classmethod
    def start(
        cls,
        environment: Mapping[str, str],
        modules: Sequence[str] = (),
        stderr: int | None = None,
    ) -> WarmProcess:
        """Start a warm process without waiting for it; orders wait until it is warm.

        Parameters
        ----------
        environment
            Of what will be forked. The warm process is only given what must hold from its start
            on, so that it knows no secret.
        modules
            What it imports besides: what workers need.
        stderr
            Its standard error, as `subprocess.Popen` takes it.
        """
        _sweep(Path(_short_folder()))
        name = f"kit-{os.getpid()}-"
        folder = Path(tempfile.mkdtemp(prefix=name, dir=_short_folder()))  # mode 0700
        with listening(folder) as listener:
            command = [sys.executable, "-P", "-m", "kit.kernels", str(folder)]
            process = subprocess.Popen(  # noqa: S603 (our own interpreter)
                [*command, str(listener.fileno()), *modules],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env=_start_environment(environment),
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )
        return cls(process, folder)

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def address(self) -> str:
        """What `kernel` of any process on this machine takes."""
        return str(self.folder / _SOCKET)

    def retire(self) -> None:
        """Let it end by itself when the last process that came from it has ended."""
        with suppress(OSError):
            if self._process.stdin:
                self._process.stdin.write(RETIRE)
                self._process.stdin.flush()

    def stop(self) -> None:
        """End it and everything that came from it."""
        with suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        self._process.terminate()  # while it warms up it does not look at its standard input
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        files.remove_tree(self.folder)


def listening(folder: Path) -> socket.socket:
    """The socket where a warm process takes orders, in its private folder."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / _SOCKET))
    listener.listen(128)
    return listener


def _start_environment(environment: Mapping[str, str]) -> dict[str, str]:
    kept = {name: environment[name] for name in _KEPT if name in environment}
    return {**kept, **baked_in(environment)}


def _sweep(base: Path) -> None:
    """Remove folders of warm processes that were killed together with whoever started them."""
    for address in base.glob(f"kit-*/{_SOCKET}"):
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            if _is_orphaned(address.parent):
                try:
                    probe.connect(str(address))
                except ConnectionRefusedError:  # the number of a process may be another machine's
                    files.remove_tree(address.parent)


def _is_orphaned(folder: Path) -> bool:
    """Whether the process that made a folder, whose number its name holds, is gone."""
    maker = folder.name.split("-")[1]
    is_old = time.time() - folder.stat().st_mtime > _FORGOTTEN
    return is_old or (maker.isdigit() and not Path(f"/proc/{maker}").exists())


def _short_folder() -> str:
    """The folder of temporary files, unless names of sockets in it would be too long."""
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) <= _LONGEST else "/tmp"  # noqa: S108 (mode 0700 inside)
