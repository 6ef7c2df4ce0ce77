"""Local workers: a bounded number of processes that execute tasks side by side.

A worker that dies or overruns takes only its own task with it: the task is tried again, or
recorded as killed or timed out, and a new worker takes over. None outlives the run.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Sequence

from kit import kernels
from kit.params import RunLimits
from kit.runner.executor import Begun, Done, Make, too_late
from kit.runner.line import Line
from kit.runner.local_worker import Answer, LocalWorker, Order, lost
from kit.runner.nursery import Nursery, executed

_Event = tuple[str, int, Answer] | BaseException


class Pool:
    """`workers` processes; use as a context manager, so that none outlives the run.

    Parameters
    ----------
    limits
        How far a page and the run may go; the time of the run begins here.
    project
        What marks the processes of one project, see `kit.runner.processes.MARK`.
    """

    def __init__(self, workers: int, limits: RunLimits | None = None, project: str = "") -> None:
        self._count = workers
        self._limits = limits or RunLimits()
        self._project = project
        self._nursery = Nursery(project)
        self._deadline = time.monotonic() + self._limits.run_seconds
        self._line = Line([])
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_stopping = False
        self._workers: set[LocalWorker] = set()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def workers(self) -> int:
        """How many pages are executed at the same time."""
        return self._count

    def run(self, orders: Sequence[Make], done: Done, begun: Begun = lambda _: None) -> None:
        """Execute all `orders`; see `kit.runner.executor`."""
        kernels.say_why_not()
        self._line = Line([order.rows for order in orders])
        for _ in range(min(self._count, len(orders))):
            threading.Thread(target=self._work, args=(orders,), daemon=True).start()
        left = len(orders)
        while left:
            event = self._events.get()
            if isinstance(event, BaseException):
                raise event
            kind, index, answer = event
            if kind == "begun":
                begun(index)
            else:
                left -= 1
                done(index, answer)

    def stop(self) -> None:
        """End every worker at once."""
        with self._lock:
            self._is_stopping = True
            self._line.close()
            running = tuple(self._workers)
        for worker in running:
            worker.kill()
        self._nursery.close()

    def _work(self, orders: Sequence[Make]) -> None:
        worker: LocalWorker | None = None
        try:
            while not self._is_stopping and (index := self._line.take()) is not None:
                if time.monotonic() > self._deadline:
                    self._line.leave(index)
                    self._events.put(("done", index, too_late(self._limits)))
                    continue
                order = orders[index]()
                if len(orders) == 1 and kernels.SWITCH not in os.environ:
                    order["environment"][kernels.SWITCH] = kernels.ORDINARY  # not worth warming up
                self._events.put(("begun", index, {}))
                worker, answer = self._execute(order, worker)
                self._line.leave(index)
                if not self._is_stopping:
                    self._events.put(("done", index, answer))
        except BaseException as error:  # the calling thread must hear of it, or wait for ever
            self._events.put(error)
        finally:
            self._end(worker)

    def _execute(
        self, order: Order, worker: LocalWorker | None
    ) -> tuple[LocalWorker | None, Answer]:
        """Execute one order, again where that may help; with the worker for the next one."""
        earlier: list[str] = []
        while True:
            if worker is None or not worker.is_alive:
                self._end(worker)
                worker = self._start(order)
            if worker is None:
                return None, lost("interrupted", "The run was interrupted.")
            answer = worker.execute(order, self._deadline)
            if not answer["again"] or len(earlier) == self._limits.retries or self._is_stopping:
                return worker, {**answer, "earlier": earlier}
            earlier.append(answer["reason"])

    def _start(self, order: Order) -> LocalWorker | None:
        """A new worker, unless the run ends."""
        forked = self._nursery.forked(order["environment"])  # takes as long as to get warm
        with self._lock:
            if not self._is_stopping:
                worker = LocalWorker(self._limits, forked or executed(self._project))
                self._workers.add(worker)
                return worker
        if forked:
            LocalWorker(self._limits, forked).close()
        return None

    def _end(self, worker: LocalWorker | None) -> None:
        if worker is not None:
            worker.close()
            with self._lock:
                self._workers.discard(worker)
