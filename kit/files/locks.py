"""One process at a time: locks that end with whoever holds them."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kit.errors import BusyError
from kit.files.refusals import explained

_PATIENCE = 0.5


@contextmanager
def lock(path: Path, *, holder: str) -> Iterator[None]:
    """Hold the lock file `path` for the length of the block.

    The kernel lets go of the lock when the process ends, however it ends: there is no stale lock.

    Parameters
    ----------
    holder
        Who holds it, in words that help the next one ("kit run, process 4711").

    Raises
    ------
    BusyError
        If another process holds it; the message names the holder and since when.
    """
    with explained(path):
        opened = path.open("a+", encoding="utf-8")
    with opened as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                f"Another run is at work: {_read_holder(path)}. Wait until it has ended, "
                "or stop it, and start again."
            ) from None
        handle.truncate(0)
        handle.write(f"{holder}\n{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n")
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)


def _read_holder(path: Path) -> str:
    """Who wrote the lock, waiting a moment for one that has only just taken it."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) == 2:
            return f"{lines[0]}, since {lines[1]}"
        time.sleep(0.02)
    return "its name is not known"
