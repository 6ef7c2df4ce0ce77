"""Loads a project again and again, each time with the next operation on the disk going wrong.

``python -m tests.system.load_interrupted FOLDER KIND STEP`` prints one JSON object for each try, at
every STEP-th operation. Every try starts from the same outputs, in a process of its own.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from kit import files
from kit.data.manifest import newest
from kit.data.store import Store
from kit.data.verifying import verify_store
from kit.load import load
from kit.params import Settings, load_settings
from tests.breaking import Nth, crash, in_child, refuse

FAULTS = {"crash": crash, "refuse": refuse}


def work(settings: Settings) -> None:
    """What `kit load` does."""
    files.sweep(settings.store)
    load(settings)


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
        code, said = in_child(lambda: work(settings), partial(Nth, settings.outputs, number, fault))
        after = state(settings)
        code_again, said_again = in_child(lambda: work(settings))
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
