"""Publishes a site again and again, each time with the next operation on the disk going wrong.

``python -m tests.publisher.interrupted FOLDER KIND STEP SETTINGS`` prints one JSON object for each
try, at every STEP-th operation. Every try starts from the same outputs, in a process that really
ends or is really refused; with ``-shared`` behind the KIND a copy of it renders half of the pages.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from kit import files
from kit.data.manifest import newest
from kit.data.store import Store
from kit.data.verifying import verify_store
from kit.ledger import Ledger
from kit.params import Settings
from kit.publisher import ahead, current, making, publish_site
from kit.publisher.verifying import verify_editions
from tests.breaking import Fault, Nth, crash, die_within, in_child, limit_size, refuse

OWN = os.getpid()


def publish(settings: Settings) -> None:
    snapshot = newest(settings.store)
    assert snapshot is not None
    assert making.MANY > 1 or os.getpid() == OWN or ahead.can_be_copied()
    publish_site(settings, snapshot)


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
        code, said = in_child(lambda: publish(settings), fault)
        after = state(settings)
        code_again, said_again = in_child(lambda: publish(settings))
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
    in_child(lambda: publish(settings))
    return time.monotonic() - started


def load_everything(settings: Settings) -> None:
    """Publish a copy in this process, so that every try is only a fork away from its publish."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(settings.folder, folder, symlinks=True, dirs_exist_ok=True)
        copy = settings.model_copy(update={"folder": Path(folder)})
        publish(copy)


def share() -> None:
    """Have copies of the process render pages, however few there are."""
    os.sched_getaffinity = lambda _: {0, 1}
    making.MANY = 1


if __name__ == "__main__":
    project = Settings(folder=Path(sys.argv[1]), name="Example", **json.loads(sys.argv[4]))
    load_everything(project)
    wrong, _, shared = sys.argv[2].partition("-")
    if shared:
        share()
    is_timed = wrong == "kill"
    for outcome in tries(project, faults(project, wrong, int(sys.argv[3]))):
        print(json.dumps(outcome), flush=True)
        if outcome["code"] == 0 and not is_timed:  # there was nothing left to go wrong
            break
