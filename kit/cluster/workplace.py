"""Pages executed at one Dask worker process.

Each page is executed by a local worker below the Dask worker, which is watched as it would be
where the run began: time, memory and output are limited, nothing that a page starts outlives it.
The local worker stays for the next page, and so does the warm process of all of them.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kit import files
from kit.cluster.parcel import Parcel, digests
from kit.cluster.shelf import Shelf
from kit.data.handover import PROJECT, TASK
from kit.errors import RunError
from kit.params import RunLimits
from kit.runner.local_worker import Answer, LocalWorker, lost
from kit.runner.nursery import Nursery, executed

_LOOK = 0.5

IsWanted = Callable[[], bool]


class Workplace:
    """Executes pages, as many at once as it is asked for, each in a local worker of its own."""

    def __init__(self) -> None:
        self._shelf = Shelf()
        self._lock = threading.Lock()
        self._fetching = threading.Lock()
        self._idle: list[tuple[str, LocalWorker]] = []
        self._nurseries: dict[str, Nursery] = {}
        self._at_work = 0
        self._used = time.monotonic()

    def begin(self) -> None:
        """Note that a page is about to be executed; `end` must follow."""
        with self._lock:
            self._at_work += 1

    def end(self) -> None:
        """Note that a page is no longer executed."""
        with self._lock:
            self._at_work -= 1
            self._used = time.monotonic()

    def is_idle(self, seconds: float) -> bool:
        """Whether no page was executed for so long."""
        with self._lock:
            return not self._at_work and time.monotonic() - self._used >= seconds

    def close(self) -> None:
        """End all local workers and remove the folder."""
        self._taken("")
        for nursery in self._nurseries.values():
            nursery.close()
        self._shelf.close()

    def execute(self, parcel: Parcel, is_wanted: IsWanted) -> tuple[Answer, str]:
        """Execute one page.

        Parameters
        ----------
        is_wanted
            Asked now and then; the page is broken off when nobody wants it any more.

        Returns
        -------
        tuple
            The local worker's answer, and the text of the executed notebook where it is good.
        """
        deadline = time.monotonic() + parcel["seconds"]
        try:
            self._fetch(parcel)
            order = self._unpacked(parcel)
        except (RunError, OSError) as error:
            return lost("failed", str(error), again=True), ""
        try:
            answer = self._executed(parcel, order, deadline, is_wanted)
            if "halt" in answer:  # the disk is full here; elsewhere it may not be
                return lost("failed", answer["halt"], answer["seconds"], again=True), ""
            is_good = answer["state"] == "done"
            return answer, Path(order["keep"]).read_text(encoding="utf-8") if is_good else ""
        finally:
            for path in (order["keep"], order["notebook"], order["environment"][TASK]):
                files.remove_tree(Path(path))

    def _fetch(self, parcel: Parcel) -> None:
        wanted = digests(parcel["handover"])
        with self._fetching:
            self._shelf.fetch(wanted, parcel["depot"])
            if self._at_work == 1:  # nobody else is about to read what would be removed
                self._shelf.make_room(wanted)

    def _unpacked(self, parcel: Parcel) -> dict[str, Any]:
        """The order with paths of this machine."""
        folder, name = self._shelf.folder, f"{parcel['key']}-{threading.get_ident()}"
        notebook, handover = folder / "notebooks" / f"{name}.ipynb", folder / "tasks" / name
        files.write_atomic(notebook, parcel["notebook"])
        files.write_atomic(handover, parcel["handover"], private=True)
        paths = {PROJECT: str(folder), TASK: str(handover)}
        return {
            **parcel["order"],
            "notebook": str(notebook),
            "keep": str(folder / "pages" / f"{name}.ipynb"),
            "environment": {**parcel["order"]["environment"], **paths},
        }

    def _executed(
        self, parcel: Parcel, order: dict[str, Any], deadline: float, is_wanted: IsWanted
    ) -> Answer:
        kind = json.dumps([parcel["project"], parcel["limits"]], sort_keys=True)
        worker = self._taken(kind) or self._new(parcel, order)
        finished = threading.Event()
        watch = threading.Thread(target=_watch, args=(worker, finished, is_wanted), daemon=True)
        watch.start()
        try:
            answer = worker.execute(order, deadline)
        finally:
            finished.set()
            watch.join()
        if worker.is_alive:
            with self._lock:
                self._idle.append((kind, worker))
        else:
            worker.close()
        return answer

    def _taken(self, kind: str) -> LocalWorker | None:
        """An idle local worker for pages of that kind; those for other kinds are ended."""
        with self._lock:
            alike = [one for one in self._idle if one[0] == kind and one[1].is_alive]
            others = [one for one in self._idle if one not in alike]
            self._idle = alike[1:]
        for _, worker in others:
            worker.close()
        return alike[0][1] if alike else None

    def _new(self, parcel: Parcel, order: dict[str, Any]) -> LocalWorker:
        """A new local worker; the warm processes of other projects end when nobody needs them."""
        project = parcel["project"]
        with self._lock:
            others = {*self._nurseries} - {project} if self._at_work == 1 else set()
            past = [self._nurseries.pop(other) for other in others]
            nursery = self._nurseries.setdefault(project, Nursery(project))
        for one in past:
            one.close()
        started = nursery.forked(order["environment"]) or executed(project)
        return LocalWorker(RunLimits(**parcel["limits"]), started)


def _watch(worker: LocalWorker, finished: threading.Event, is_wanted: IsWanted) -> None:
    while not finished.wait(_LOOK):
        if not is_wanted():
            worker.kill()
            return
