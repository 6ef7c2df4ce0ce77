"""One worker process, as the run sees it: given an order, watched from outside, ended to the last.

What watches must not depend on what is watched: time and memory of a page are looked at from
here, so that they hold whatever keeps the worker or its kernel busy. Memory is measured, not
limited by the system: address space says little of processes that map files or were forked, and a
limit on it would end kernels that share nearly all they hold.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from dataclasses import dataclass
from typing import Any

from kit.params import RunLimits
from kit.runner import processes
from kit.runner.endings import died
from kit.runner.nursery import Started

Order = dict[str, Any]
Answer = dict[str, Any]

_LOOK = 0.2
_PATIENCE = 10.0


@dataclass
class _Watched:
    """What is known of the page at work."""

    place: str = ""
    kernel: int | None = None


class LocalWorker:
    """A worker process with the limits of its pages; see `kit.runner.nursery` for how it begins."""

    def __init__(self, limits: RunLimits, started: Started) -> None:
        self._limits = limits
        self._verdict: tuple[str, str] | None = None
        self._process, self._mark = started.process, started.mark
        self._orders, self._answers = started.orders, started.answers

    @property
    def is_alive(self) -> bool:
        """Whether the worker can take another order."""
        return self._process.poll() is None

    def execute(self, order: Order, deadline: float) -> Answer:
        """Let the worker execute `order`, by `deadline` (monotonic) at the latest."""
        started = time.monotonic()
        page, finished = _Watched(), threading.Event()
        watch = threading.Thread(target=self._watch, args=(page, finished, deadline), daemon=True)
        watch.start()
        try:
            answer = self._answer(order, page)
        finally:
            finished.set()
            watch.join()
        if answer is not None:
            return answer
        self.kill()
        state, reason = self._verdict or ("killed", "")
        if not reason:
            reason = f"{page.place}the worker {died(self._process.returncode)}."
        seconds = round(time.monotonic() - started, 3)
        return lost(state, reason, seconds, again=self._verdict is None)

    def close(self) -> None:
        """End the process, by its own will if it still has one, and let go of the pipes."""
        with contextlib.suppress(OSError):
            self._orders.close()
        self._process.has_ended(_PATIENCE)
        self.kill()
        self._process.close()
        self._answers.close()

    def kill(self) -> None:
        """End the process and all below it at once."""
        if self._process.returncode is None:
            worker = self._process.pid
            ours = processes.below(worker)
            self._process.kill()
            processes.end(lambda: processes.living(ours) | processes.below(worker))
        processes.end(lambda: processes.marked(self._mark))
        self._process.has_ended(_PATIENCE)

    def _answer(self, order: Order, page: _Watched) -> Answer | None:
        """What the worker answers; None where it died."""
        try:
            self._orders.write(json.dumps(order) + "\n")
            self._orders.flush()
            for line in self._answers:
                if not line.endswith("\n"):  # one that died while it answered leaves half a line
                    return None
                said: Answer = json.loads(line)
                if "state" in said:
                    return said
                page.place = f"cell {said['cell']} (`{said['line']}`): "
                page.kernel = said["kernel"]
        except OSError:
            pass
        return None

    def _watch(self, page: _Watched, finished: threading.Event, deadline: float) -> None:
        """End the worker when its page goes too far."""
        overdue = time.monotonic() + self._limits.page_seconds
        while not finished.wait(_LOOK):
            verdict = self._excess(page, overdue, deadline)
            if verdict:
                self._verdict = verdict
                self.kill()
                return

    def _excess(self, page: _Watched, overdue: float, deadline: float) -> tuple[str, str] | None:
        now, limits, place = time.monotonic(), self._limits, page.place
        if now > overdue:
            most = f"{limits.page_seconds} seconds (`page_seconds` in project.yaml)"
            return "timeout", f"{place}the page took longer than {most}."
        if now > deadline:
            most = f"{limits.run_seconds} seconds (`run_seconds` in project.yaml)"
            return "timeout", f"{place}the run took longer than {most}."
        ours = processes.tree(self._process.pid)
        if page.kernel:
            ours |= processes.tree(page.kernel)
        allowed = limits.memory_mb * 2**20
        if processes.memory(ours, allowed) > allowed:
            most = f"{limits.memory_mb} MB of memory (`memory_mb` in project.yaml)"
            return "killed", f"{place}the page used more than {most}."
        return None


def lost(state: str, reason: str, seconds: float = 0.0, *, again: bool = False) -> Answer:
    """The answer for a page of which no worker gave one."""
    nothing: dict[str, Any] = {"results": [], "stray": [], "readings": []}
    return {"state": state, "reason": reason, "seconds": seconds, "again": again, **nothing}
