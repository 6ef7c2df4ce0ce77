"""Publishes a site again and again, each time with the next operation on the disk going wrong.

``python -m tests.publisher.interrupted FOLDER KIND STEP SETTINGS`` prints one JSON object for each
try, at every STEP-th operation. Every try starts from the same outputs, in a process that really
ends or is really refused.
"""

from __future__ import annotations

import errno
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from kit import files
from kit.data.manifest import newest
from kit.data.store import Store
from kit.data.verifying import verify_store
from kit.errors import KitError
from kit.ledger import Ledger
from kit.params import Settings
from kit.publisher import current, publish_site
from kit.publisher.verifying import verify_editions

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


def in_child(settings: Settings, prepare: Fault) -> tuple[int, str]:
    """Publish in a forked process after `prepare`; its exit code and what it said."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            prepare()
            snapshot = newest(settings.store)
            assert snapshot is not None
            publish_site(settings, snapshot)
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


def state(settings: Settings) -> dict[str, Any]:
    """What readers see now, and what is wrong with it."""
    shown = current(settings.outputs)
    faults = [*verify_editions(settings.outputs), *verify_store(Store(settings.store))]
    return {
        "edition": shown.edition if shown else None,
        "faults": [str(fault) for fault in faults],
        "pages": len(Ledger(settings.outputs).good_pages()),
    }


def leftovers(settings: Settings) -> list[str]:
    """Half-written files, and what lies there that an undisturbed publish would not leave."""
    return sorted(
        path.relative_to(settings.outputs).as_posix()
        for path in settings.outputs.rglob("*")
        if "store" not in path.parts and not path.name.startswith("ledger.sqlite-")
    )


def tries(settings: Settings, faults: Iterator[Fault]) -> Iterator[dict[str, Any]]:
    """One try for each fault."""
    outputs, kept = settings.outputs, settings.folder / "kept"
    shutil.copytree(outputs, kept, symlinks=True)
    for number, fault in enumerate(faults, start=1):
        files.remove_tree(outputs)
        shutil.copytree(kept, outputs, symlinks=True)
        code, said = in_child(settings, fault)
        after = state(settings)
        code_again, said_again = in_child(settings, lambda: None)
        again = {"code": code_again, "said": said_again, **state(settings)}
        left = leftovers(settings)
        yield {"n": number, "code": code, "said": said, **after, "again": again, "left": left}


def faults(settings: Settings, kind: str, step: int) -> Iterator[Fault]:
    """What goes wrong in each try: one operation after the other, files beyond a size, or time."""
    if kind == "size":
        yield from (partial(limit_size, size) for size in range(0, 1_000_000, 1_000 * step))
    elif kind == "kill":
        moments = random.Random(1)  # noqa: S311 - repeatable, nothing secret
        longest = seconds_undisturbed(settings)
        for _ in range(200 // step):
            yield partial(die_within, moments.uniform(0.001, longest))
        yield lambda: None
    else:
        fault = {"crash": crash, "refuse": refuse}[kind]
        yield from (partial(Nth, settings.outputs, n, fault) for n in range(1, 10_000, step))


def seconds_undisturbed(settings: Settings) -> float:
    """How long a publish takes in a forked process."""
    started = time.monotonic()
    in_child(settings, lambda: None)
    return time.monotonic() - started


def load_everything(settings: Settings) -> None:
    """Publish a copy in this process, so that every try is only a fork away from its publish."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(settings.folder, folder, symlinks=True, dirs_exist_ok=True)
        copy = settings.model_copy(update={"folder": Path(folder)})
        snapshot = newest(copy.store)
        assert snapshot is not None
        publish_site(copy, snapshot)


if __name__ == "__main__":
    project = Settings(folder=Path(sys.argv[1]), name="Example", **json.loads(sys.argv[4]))
    load_everything(project)
    is_timed = sys.argv[2] == "kill"
    for outcome in tries(project, faults(project, sys.argv[2], int(sys.argv[3]))):
        print(json.dumps(outcome), flush=True)
        if outcome["code"] == 0 and not is_timed:  # there was nothing left to go wrong
            break
