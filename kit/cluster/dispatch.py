"""Hands pages out to the workers of a cluster and takes them back, beside a run.

As many pages are out as the workers execute at the same time, so that each begins when its turn
comes. A page whose worker is lost goes to another; one whose kernel died is tried again as often
as the project's limits say. Executed notebooks are kept here.
"""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit.cluster import remote
from kit.cluster.connection import Connection, is_loss
from kit.cluster.depot import Depot
from kit.cluster.parcel import digests, facts, packed
from kit.data.handover import TASK
from kit.errors import RunError
from kit.params import RunLimits, Settings
from kit.runner.executor import Begun, Done, Make, too_late
from kit.runner.local_worker import Answer, Order, lost
from kit.runner.worker import stored

_LOOK = 1.0
_NO_KIT = (ImportError, AttributeError, TypeError)
"""What a worker raises where this kit is not installed."""
_PATIENCE = 60.0
"""Seconds without any worker after which a run is given up."""


@dataclass
class _Out:
    """A page that was handed out."""

    index: int
    order: Order
    earlier: list[str] = field(default_factory=list)


class Dispatch:
    """Workers of a Dask cluster as the executor of a run; see `kit.runner.executor`.

    Parameters
    ----------
    settings
        Of the project.
    address
        Of the scheduler, or ``local``.
    most
        Pages at the same time, fewer than the cluster could; with ``local`` how many workers are
        started, two unless given.
    parts
        Folder or URL to which the parts are copied for the workers; by default they read the
        project's store, at the same path.
    limits, project
        How far a page and the run may go, and what marks the project's processes.
    """

    def __init__(
        self,
        settings: Settings,
        address: str,
        most: int | None,
        parts: str,
        limits: RunLimits,
        project: str,
    ) -> None:
        self._limits, self._project, self._most = limits, project, most
        self._depot = Depot(settings.store, f"{parts.rstrip('/')}/{project}" if parts else "")
        self._connection = Connection(address, most or 2)
        self._deadline = time.monotonic() + limits.run_seconds
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._out: dict[Any, _Out] = {}
        self._seen_workers = time.monotonic()

    @property
    def workers(self) -> int:
        """How many pages are executed at the same time."""
        threads = self._connection.threads()
        return min(threads, self._most) if self._most else threads

    def __enter__(self) -> Dispatch:
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.forget(self._out)
        if error == (None, None, None):  # else those at work see that nobody wants their pages
            with suppress(RunError):  # they do so by themselves soon, and the run was good
                self._connection.ask_all(remote.close)
        self._connection.close()

    def run(self, orders: Sequence[Make], done: Done, begun: Begun = lambda _: None) -> None:
        """Execute all `orders`.

        Raises
        ------
        RunError
            If a worker has other versions or does not find the parts; if the scheduler or all
            workers are gone.
        """
        self._survey(orders[0]())
        waiting = deque(range(len(orders)))
        while waiting or self._out:
            while waiting and time.monotonic() > self._deadline:
                done(waiting.popleft(), too_late(self._limits))
            for _ in range(min(self._room(), len(waiting))):
                index = waiting.popleft()
                begun(index)
                self._hand_out(_Out(index, orders[index]()))
            self._take_back(done)

    def _survey(self, order: Order) -> None:
        """Refuse a cluster whose workers could not do what this machine would."""
        needed = digests(Path(order["environment"][TASK]).read_text(encoding="utf-8"))
        self._depot.supply(needed)
        answers = self._connection.ask_all(remote.survey, facts(), needed[:1], self._depot.where)
        bad = {worker: _complaint(answer) for worker, answer in answers.items() if answer}
        if bad:
            self._refuse(bad)

    def _refuse(self, bad: dict[str, str]) -> None:
        told = "".join(f"\n  {worker} {complaint}" for worker, complaint in sorted(bad.items()))
        raise RunError(
            f"Workers of {self._connection.address} would not make the same pages:{told}\n"
            "Install the same kit and versions there (requirements.lock), let workers reach the "
            "parts, restart them, and start again."
        )

    def _room(self) -> int:
        """How many more pages can be handed out; a RunError where nobody is there to take any."""
        workers, now = self.workers, time.monotonic()
        if workers:
            self._seen_workers = now
        elif now - self._seen_workers > _PATIENCE:
            raise RunError(
                f"No worker was at {self._connection.address} for {_PATIENCE:.0f} seconds. Start "
                f"some with `dask worker {self._connection.address} --nthreads 1`; pages that are "
                "done stay done."
            )
        return max(0, workers - len(self._out))

    def _hand_out(self, out: _Out) -> None:
        self._depot.supply(
            digests(Path(out.order["environment"][TASK]).read_text(encoding="utf-8"))
        )
        seconds = max(0.0, self._deadline - time.monotonic())
        parcel = packed(out.order, self._limits, seconds, self._project, self._depot.where)
        future = self._connection.submit(remote.execute, parcel, self._ended.put)
        self._out[future] = out

    def _take_back(self, done: Done) -> None:
        """Wait a little for a page to end; try it again, or tell how it ended."""
        try:
            future = self._ended.get(timeout=_LOOK)
        except queue.Empty:
            return
        out = self._out.pop(future)
        answer = self._answer(future, out.order)
        if answer["again"] and len(out.earlier) < self._limits.retries:
            out.earlier.append(answer["reason"])
            self._hand_out(out)
        else:
            done(out.index, {**answer, "earlier": out.earlier})

    def _answer(self, future: Any, order: Order) -> Answer:
        """What became of a page, with its executed notebook kept here."""
        if future.status != "finished":
            return self._without_answer(future)
        result = future.result()
        if "refused" in result:
            self._refuse({"One that came late": result["refused"]})
        answer: Answer = result["answer"]
        if answer["state"] == "done":
            answer |= stored(Path(order["keep"]), result["notebook"])
        return answer

    def _without_answer(self, future: Any) -> Answer:
        error = future.exception() if future.status == "error" else None
        if error is None:
            return lost("killed", "The scheduler lost the page.", again=True)
        if is_loss(error):
            return lost("killed", "Every worker that was given the page was lost with it.")
        if isinstance(error, _NO_KIT):
            self._refuse({"One of them": _complaint(error)})
        reason = f"A worker could not execute the page: {type(error).__name__}: {error}"
        return lost("failed", reason, again=True)


def _complaint(answer: object) -> str:
    if isinstance(answer, Exception):
        return f"cannot run the kit: {type(answer).__name__}: {answer}"
    return str(answer)
