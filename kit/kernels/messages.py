"""What the warm process and those who ask it for kernels or workers write to each other.

One JSON object a line, both ways, over a Unix socket. The first line of a connection is the order,
with the descriptors of the standard output and error, for a worker those of its input too; further
lines are signals. The answers are the process id, that it is ready, and how it ended, which is
told when nothing of it is left. Who hangs up ends the process.
"""

from __future__ import annotations

import json
import os
import resource
import socket
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

PIECE = 65536
RETIRE = b"r"
"""Said to a warm process on its lifeline: end when the last kernel has, and take no more orders."""

_STREAMS = 3

_READ_AT_START = ("PYTHON", "OMP_", "OPENBLAS_", "MKL_", "BLIS_", "NUMEXPR_", "LD_", "LC_", "LANG")
_READ_BY_LIBRARIES = (
    *("HOME", "MPLCONFIGDIR", "MATPLOTLIBRC", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"),
    *("JE_ARROW_MALLOC_CONF", "ARROW_DEFAULT_MEMORY_POOL", "VIRTUAL_ENV"),
)


@dataclass(frozen=True)
class Order:
    """A process to fork: a kernel, or a worker.

    Attributes
    ----------
    arguments
        Command line of the kernel application, without interpreter and module.
    environment
        Every variable that the process has; it gets no other.
    folder
        Where it runs.
    limits
        Resource limits as (number, soft, hard).
    umask
        Mode bits that new files of the process lack.
    function
        What a worker runs, as ``module:name``, given the `Warmth` of the warm process; empty for
        a kernel.
    """

    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: str
    limits: Sequence[tuple[int, int, int]]
    umask: int
    function: str = ""

    @classmethod
    def of_here(
        cls,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: str,
        function: str = "",
    ) -> Order:
        """An order with the limits of this process, as a child of its own would have them."""
        return cls(arguments, environment, folder, _limits(), _umask(), function)

    def to_line(self) -> bytes:
        """The order as one line."""
        return to_line(asdict(self))


def to_line(message: Mapping[str, Any]) -> bytes:
    r"""A message as one line.

    >>> to_line({"signal": 2})
    b'{"signal": 2}\n'
    """
    return json.dumps(message).encode("ascii") + b"\n"


class Lines:
    """The lines that arrive at a socket that does not block, with descriptors sent along."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._rest = b""
        self.descriptors: list[int] = []
        self.is_open = True

    def read(self) -> list[dict[str, Any]]:
        """Whole messages that have arrived by now; `is_open` says whether more can come."""
        while self.is_open:
            try:
                piece, sent, _, _ = socket.recv_fds(self._connection, PIECE, _STREAMS)
            except BlockingIOError:
                break
            except OSError:
                piece, sent = b"", []
            self.descriptors += sent
            self._rest += piece
            self.is_open = bool(piece)
        *whole, self._rest = self._rest.split(b"\n")
        return [json.loads(line) for line in whole]


def baked_in(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that take effect when a process starts or first imports a library.

    A copy of a process cannot take them up any more, so that kernels which differ in one of them
    do not come from the same warm process. `MPLBACKEND` is taken up by each copy for itself.

    >>> baked_in({"PYTHONHASHSEED": "0", "KIT_TASK": "a.json", "MPLBACKEND": "agg"})
    {'PYTHONHASHSEED': '0'}
    """
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(_READ_AT_START) or name in _READ_BY_LIBRARIES
    }


def _limits() -> list[tuple[int, int, int]]:
    numbers = {getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")}
    return [(number, *resource.getrlimit(number)) for number in sorted(numbers)]


def _umask() -> int:
    """The mask of this process, which Linux tells without changing it."""
    with open(f"/proc/{os.getpid()}/status", encoding="ascii") as status:  # noqa: PTH123
        return next(int(line.split()[1], 8) for line in status if line.startswith("Umask:"))
