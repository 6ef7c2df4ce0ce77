"""Loads a project again and again, each time with the next operation on the disk going wrong.

``python -m tests.system.load_interrupted FOLDER KIND STEP`` prints one JSON object for each try, at
every STEP-th operation. Every try starts from the same outputs, in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kit import files
from kit.data.manifest import newest
from kit.data.store import Store
from kit.data.verifying import verify_store
from kit.errors import KitError
from kit.load import load
from kit.params import Settings, load_settings
from tests.publisher.interrupted import Nth, crash, refuse

FAULTS = {"crash": crash, "refuse": refuse}


def in_child(settings: Settings, prepare: Callable[[], object]) -> tuple[int, str]:
    """Load in a forked process after `prepare`, as `kit load` does; exit code and what it said."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            prepare()
            files.sweep(settings.store)
            load(settings)
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
    """Which snapshot holds now, and what is wrong with the store."""
    snapshot = newest(settings.store)
    faults = [str(fault) for fault in verify_store(Store(settings.store))]
    return {"snapshot": snapshot.id if snapshot else None, "faults": faults}


def kept(settings: Settings) -> list[str]:
    """All that lies in the store."""
    return sorted(path.relative_to(settings.store).as_posix() for path in settings.store.rglob("*"))


def tries(settings: Settings, kind: str, step: int) -> Iterator[dict[str, Any]]:
    """One try for each operation, until one goes through."""
    start = settings.folder / "start"
    shutil.copytree(settings.outputs, start)
    fault = FAULTS[kind]
    for number in range(1, 10_000, step):
        files.remove_tree(settings.outputs)
        shutil.copytree(start, settings.outputs)
        code, said = in_child(settings, lambda n=number: Nth(settings.outputs, n, fault))
        after = state(settings)
        code_again, said_again = in_child(settings, lambda: None)
        again = {"code": code_again, "said": said_again, **state(settings)}
        yield {"n": number, "code": code, "said": said, **after, "again": again} | {
            "kept": kept(settings)
        }
        if code == 0:
            return


def main(folder: Path, kind: str, step: int) -> None:
    settings = load_settings(folder)
    for one in tries(settings, kind, step):
        print(json.dumps(one), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
