"""The pages of a run while they are executed, and who is told how it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit import files
from kit.data.handover import PROJECT, TASK
from kit.errors import RunError
from kit.ledger import GoodPage, Ledger, Outcome, PageId
from kit.params import Settings
from kit.runner.executor import Hire
from kit.runner.expected import Expected
from kit.runner.leftovers import project_mark
from kit.runner.local_worker import Answer, Order
from kit.runner.plan import Task

_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "MPLBACKEND": "agg", "PYTHONHASHSEED": "0"}


@dataclass(frozen=True)
class Beginning:
    """What a run sets out to do.

    Attributes
    ----------
    pages, to_run
        How many are planned, and how many of them must run.
    resumes
        Number of the run before, if that was broken off; else 0.
    finished
        How many of the planned pages that one had finished, which are kept.
    """

    pages: int
    to_run: int
    resumes: int = 0
    finished: int = 0


@dataclass(frozen=True)
class Progress:
    """How far a run has come: pages that ran, of how many, and seconds left if that is known."""

    ended: int
    of: int
    seconds_left: float | None


@dataclass(frozen=True)
class Listener:
    """Who is told how a run goes."""

    begin: Callable[[Beginning], None] = lambda _: None
    ended: Callable[[Outcome, Progress], None] = lambda *_: None


@dataclass
class Conduct:
    """The pages of a run while they are executed; `outcomes` grows with each that ended."""

    ledger: Ledger
    number: int
    tasks: list[Task]
    expected: Expected
    listener: Listener
    outcomes: dict[PageId, Outcome] = field(default_factory=dict)

    def run(self, settings: Settings, hire: Hire) -> None:
        """Have all tasks executed, the longest first, so that none holds up the end."""
        order = self.expected.longest_first([task.page for task in self.tasks])
        self.tasks = [self.tasks[index] for index in order]
        for name in ("pages", "tasks"):
            files.make_folder(settings.outputs / "runs" / name)
        orders = [_Turn(task, settings) for task in self.tasks]
        with hire(settings.limits, project_mark(settings.folder)) as executor:
            self.expected.workers = executor.workers
            executor.run(orders, self._done, self._begun)

    def _begun(self, index: int) -> None:
        task = self.tasks[index]
        self.ledger.begin_page(self.number, task.page, task.key)

    def _done(self, index: int, answer: Answer) -> None:
        task = self.tasks[index]
        outcome = _outcome(task, answer)
        self.ledger.record(self.number, outcome, _good(task, answer) if outcome.is_good else None)
        if "halt" in answer:
            raise RunError(answer["halt"])
        self.outcomes[task.page] = outcome
        if outcome.is_good:
            self.expected.learn(task.page, outcome.seconds)
        waiting = [task.page for task in self.tasks if task.page not in self.outcomes]
        progress = Progress(len(self.outcomes), len(self.tasks), self.expected.left(waiting))
        self.listener.ended(outcome, progress)


@dataclass(frozen=True)
class _Turn:
    """Makes the order of a task when its turn comes."""

    task: Task
    settings: Settings

    @property
    def rows(self) -> int:
        """How many rows the page may open."""
        return sum(part.rows for part in self.task.handover.parts)

    def __call__(self) -> Order:
        return order_of(self.task, self.settings, self.settings.outputs / "runs")


def order_of(task: Task, settings: Settings, home: Path) -> Order:
    """The order to execute `task`, its handover written to ``tasks`` in the folder `home`.

    The executed notebook will be kept in ``pages`` there, under the task's key.
    """
    handover = home / "tasks" / f"{task.key}.json"
    files.write_atomic(handover, task.handover.to_json(), private=True)
    return {
        "notebook": str(task.notebook.path),
        "keep": str(home / _kept_as(task)),
        "parameters": task.parameters,
        "environment": {**_ENVIRONMENT, PROJECT: str(settings.folder), TASK: str(handover)},
        "cell_seconds": settings.limits.cell_seconds,
        "output_mb": settings.limits.output_mb,
    }


def _kept_as(task: Task) -> str:
    return f"pages/{task.key}.ipynb"


def _outcome(task: Task, answer: Answer) -> Outcome:
    reason = answer["reason"]
    if answer["stray"]:
        cells = ", ".join(map(str, answer["stray"]))
        reason = f"Put out something that is not published: cell {cells}."
    earlier = tuple(answer["earlier"])
    return Outcome(task.page, task.key, answer["state"], answer["seconds"], reason, earlier)


def _good(task: Task, answer: Answer) -> GoodPage:
    handover = task.handover
    record: dict[str, Any] = {
        "parameters": task.parameters,
        "settings": handover.settings,
        "freshness": handover.freshness,
        "demo": handover.demo,
        "snapshot": handover.snapshot,
        "title": task.notebook.title,
        "results": answer["results"],
        "on_index": answer["on_index"],
        "digest": answer["digest"],
    }
    return GoodPage(
        page=task.page,
        key=task.key,
        notebook_file=_kept_as(task),
        as_of=task.parameters["as_of"],
        record=record,
        base=task.base,
        readings=task.readings(answer["readings"]),
    )
