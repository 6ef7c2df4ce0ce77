"""Forgets somebody again and again, each time ending at a later change of the disk, then once more.

``python -m tests.forget.interrupted FOLDER STEP`` prints one JSON object for each try, at every
STEP-th change. Every try starts from the same outputs, in a process that really ends.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from kit import files
from kit.data.manifest import newest
from kit.forget import forget
from kit.load import load
from kit.params import Settings
from kit.publisher.verifying import verify
from tests.breaking import Nth, crash, in_child
from tests.forget.conftest import ANN, TODAY, settings_of, traces


def tried(settings: Settings, n: int) -> dict[str, Any]:
    """How a try ended, what readers may find broken then, and what a second one leaves."""
    code, said = in_child(lambda: forget(settings, [ANN]), lambda: Nth(settings.outputs, n, crash))
    if said:
        print(said, file=sys.stderr)
    broken = [str(fault) for fault in verify(settings)]
    forget(settings, [ANN])
    left, faults = traces(settings.outputs), [str(fault) for fault in verify(settings)]
    before = newest(settings.store)
    changed = load(settings, today=TODAY).changed
    there = before is not None and not changed
    return {"n": n, "code": code, "broken": broken, "left": left, "faults": faults, "same": there}


def main(folder: Path, step: int) -> None:
    """Try until nothing is left to go wrong."""
    settings = settings_of(folder)
    kept, outputs = folder / "kept", settings.outputs
    shutil.copytree(outputs, kept, symlinks=True)
    forget(settings, [ANN])  # so that all is loaded, and every try only a fork away
    for n in range(1, 10_000, step):
        files.remove_tree(outputs)
        shutil.copytree(kept, outputs, symlinks=True)
        done = tried(settings, n)
        print(json.dumps(done), flush=True)
        if done["code"] == 0:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
