"""Local workers: a bounded number of processes that execute tasks side by side.

A worker that dies or overruns takes only its own task with it: the task is recorded as killed
or timed out, and a new worker takes over. Kernels watch their parent and end when it is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess  # our own interpreter, fixed arguments, no shell
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TextIO, cast

Order = dict[str, Any]
Answer = dict[str, Any]

PAGE_SECONDS = 600.0
"""Longest time that one page may take before its worker is killed."""


class Pool:
    """`workers` processes; use as a context manager, so that none outlives the run."""

    def __init__(self, workers: int, page_seconds: float = PAGE_SECONDS) -> None:
        self._count = workers
        self._page_seconds = page_seconds
        self._stopping = threading.Event()
        self._running: set[_Worker] = set()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, orders: Sequence[Order], done: Callable[[int, Answer], None]) -> None:
        """Execute all `orders`; `done(index, answer)` is called in the calling thread."""
        waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        answers: queue.SimpleQueue[tuple[int, Answer]] = queue.SimpleQueue()
        for index in range(len(orders)):
            waiting.put(index)
        for _ in range(min(self._count, len(orders))):
            threading.Thread(
                target=self._work, args=(orders, waiting, answers), daemon=True
            ).start()
        for _ in orders:
            done(*answers.get())

    def stop(self) -> None:
        """End every worker at once."""
        self._stopping.set()
        for worker in tuple(self._running):
            worker.kill()

    def _work(
        self,
        orders: Sequence[Order],
        waiting: queue.SimpleQueue[int],
        answers: queue.SimpleQueue[tuple[int, Answer]],
    ) -> None:
        worker: _Worker | None = None
        while not self._stopping.is_set():
            try:
                index = waiting.get_nowait()
            except queue.Empty:
                break
            if worker is None or not worker.is_alive:
                self._end(worker)
                worker = self._start()
            answers.put((index, worker.execute(orders[index], self._page_seconds)))
        self._end(worker)

    def _start(self) -> _Worker:
        worker = _Worker()
        self._running.add(worker)
        return worker

    def _end(self, worker: _Worker | None) -> None:
        if worker is not None:
            worker.close()
            self._running.discard(worker)


class _Worker:
    """One worker process and the pipe to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kit.runner.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._orders = cast(TextIO, self._process.stdin)
        self._answers = cast(TextIO, self._process.stdout)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def execute(self, order: Order, seconds: float) -> Answer:
        overran = threading.Event()

        def stop() -> None:
            overran.set()
            self.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            self._orders.write(json.dumps(order) + "\n")
            self._orders.flush()
            line = self._answers.readline()
        except OSError:
            line = ""
        finally:
            timer.cancel()
        if line.endswith("\n"):  # one that died while it answered leaves half a line
            answer: Answer = json.loads(line)
            return answer
        self._process.wait()
        if overran.is_set():
            return _lost("timeout", f"The page took longer than {seconds:.0f} seconds.", seconds)
        return _lost("killed", f"The worker died with status {self._process.returncode}.", 0.0)

    def close(self) -> None:
        """End the process, by its own will if it still has one, and let go of the pipes."""
        with contextlib.suppress(OSError):
            self._orders.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        self._answers.close()

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _lost(state: str, reason: str, seconds: float) -> Answer:
    return {"state": state, "reason": reason, "seconds": seconds, "results": [], "stray": []}
