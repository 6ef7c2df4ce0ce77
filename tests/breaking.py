"""What can go wrong while files are written, and a process of its own for it to go wrong in."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kit.errors import KitError

CHANGES = {"os.rename", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "os.link"}
CRASHED = 137
Fault = Callable[[], object]


def crash() -> None:
    os._exit(CRASHED)


def refuse() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Nth:
    """Lets the n-th change of the disk below a folder go wrong; `os.fsync` counts as one."""

    def __init__(self, folder: Path, n: int, fault: Fault) -> None:
        self.folder, self.left, self.fault = str(folder), n, fault
        self._fsync = os.fsync
        os.fsync = self.fsync
        sys.addaudithook(self.heard)

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            is_change = bool((arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR))
        else:
            is_change = event in CHANGES
        if is_change and any(str(one).startswith(self.folder) for one in arguments[:2]):
            self.count()

    def fsync(self, number: int) -> None:
        self.count()
        self._fsync(number)

    def count(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.fault()


def limit_size(size: int) -> None:
    """No file may grow beyond `size` bytes, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def die_within(seconds: float) -> None:
    """The kernel ends this process after so long, whatever it is doing then."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def may_mount() -> bool:
    """Whether a process may be given mounts of its own, which nobody else sees."""
    try:
        mounted = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
        return subprocess.run(mounted, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def in_child(work: Callable[[], object], prepare: Fault = lambda: None) -> tuple[int, str]:
    """Do `work` in a forked process after `prepare`; its exit code and what it said."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            prepare()
            work()
            code = 0
        except KitError as error:
            os.write(writer, str(error).encode())
        except BaseException as error:
            os.write(writer, f"UNEXPECTED {error!r}".encode())
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as handle:
        said = handle.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said
