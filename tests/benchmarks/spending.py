"""What a command costs: clock, processor and memory of it and all that it starts."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

from kit.runner import processes

ROOT = Path(__file__).parents[2]
_LOOK, _LOOK_CLOSELY, _MORE = 0.5, 5.0, 1.02
"""Seconds between looks at memory, and how much more than ever deserves a closer one.

To find out what is shared takes long, and disturbs.
"""


class Spent(NamedTuple):
    """Seconds of clock and processor, most memory in all (MiB, shared memory once), what it said.

    `adopt_orphans` must have been called in this process, else kernels are not accounted for.
    """

    wall: float
    cpu: float
    peak: float
    said: str

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON object that was printed."""
        found: dict[str, Any] = json.loads(self.said)
        return found


def kit(project: Path, *arguments: str, code: Path = ROOT) -> Spent:
    """What a command of the kit costs; `code` is the folder in which its package lies."""
    return spent([sys.executable, "-m", "kit", *arguments, "--project", str(project)], code)


def spent(command: list[str], folder: Path = ROOT) -> Spent:
    """What a command costs that must end well."""
    before, started = cpu_of_children(), time.perf_counter()
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as aside:
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=aside)
        peaks, ended = [0.0], threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, peaks, ended))
        watch.start()
        status = process.wait()
        wall = time.perf_counter() - started
        ended.set()
        watch.join()
        for file in (said, aside):
            file.seek(0)
        text, complaint = said.read(), aside.read()
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {status}:\n{text}{complaint}")
    return Spent(wall, cpu_of_children() - before, max(peaks), text)


def cpu_of_children() -> float:
    """CPU of all processes below that have ended; orphans are adopted and reaped."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                break
        except ChildProcessError:
            break
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _watch(process: int, peaks: list[float], ended: threading.Event) -> None:
    most, last = 0, 0.0
    while not ended.wait(_LOOK):
        found = processes.tree(process)
        plain = processes.memory(found, sys.maxsize)
        if plain > _MORE * most or time.monotonic() - last > _LOOK_CLOSELY:
            peaks.append(processes.memory(found, 0) / 2**20)
            most, last = max(most, plain), time.monotonic()
