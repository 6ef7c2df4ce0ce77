"""Cells that do what no cell should, and where their processes are found."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

SLEEPER = "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {code!r}]{more})"
ESCAPED = "import time; time.sleep(600)  # {word}"

WORKER = """
import os, signal, time
from pathlib import Path
worker = os.getppid()
if b"kit.kernels" in Path(f"/proc/{worker}/cmdline").read_bytes():  # the kernel was forked
    worker = int(Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()[1])
"""
KILLS_WORKER = f"{WORKER}os.kill(worker, signal.SIGKILL)\ntime.sleep(60)\n"


def child(word: str, *, session: bool = False, orphan: bool = False) -> str:
    """A cell that starts a process which would sleep on, with `word` in its command line."""
    code = ESCAPED.format(word=word)
    if orphan:  # its parent ends at once
        code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {code!r}])"
    return SLEEPER.format(code=code, more=", start_new_session=True" if session else "")


def alive(word: str) -> list[int]:
    """Processes that have `word` in their command line, apart from the tests'."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            state = (folder / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if word.encode() in command and state not in "ZX" and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def until(holds: Callable[[], object], seconds: float = 180) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited for {seconds:.0f} seconds"
        time.sleep(0.05)
