"""A kernel to talk to, through Jupyter's own manager and client."""

from __future__ import annotations

import os
import time
from ast import literal_eval
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

from kit.kernels import NAME

SECONDS = 120


class Talk:
    """One running kernel."""

    def __init__(self, manager: KernelManager) -> None:
        self.manager = manager
        self.client = manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=SECONDS)

    @property
    def process(self) -> int:
        found = self.manager.provisioner.pid  # type: ignore[union-attr]
        assert isinstance(found, int)
        return found

    @property
    def parent(self) -> int:
        return stat(self.process)[1]

    def ask(self, code: str) -> Any:
        """The value of an expression, or of the last line of several."""
        *before, last = code.splitlines()
        said = self.outputs("\n".join([*before, f"print(repr({last}))"]))
        texts = [one["content"]["text"] for one in said if one["msg_type"] == "stream"]
        assert texts, said
        return literal_eval("".join(texts))

    def outputs(self, code: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        self.client.execute_interactive(code, output_hook=found.append, timeout=SECONDS)
        return [one for one in found if one["msg_type"] not in ("status", "execute_input")]


@contextmanager
def kernel(
    name: str = NAME, environment: dict[str, str] | None = None, cwd: Path | None = None
) -> Iterator[Talk]:
    manager = KernelManager(kernel_name=name)
    options: dict[str, Any] = {"env": {**os.environ, **(environment or {})}}
    manager.start_kernel(**options, **({"cwd": str(cwd)} if cwd else {}))
    talk = Talk(manager)
    try:
        yield talk
    finally:
        talk.client.stop_channels()
        manager.shutdown_kernel(now=True)


def stat(process: int) -> tuple[str, int]:
    """State and parent of a process."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return fields[0], int(fields[1])


def is_running(process: int) -> bool:
    try:
        return stat(process)[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def comes_true(what: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
