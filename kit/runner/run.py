"""One run: what changed is executed, what did not is kept, and each outcome is recorded at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit import files
from kit.data.handover import PROJECT, TASK
from kit.data.manifest import Snapshot
from kit.ledger import GoodPage, Ledger, Outcome
from kit.params import Settings
from kit.runner.plan import Choice, Task, plan
from kit.runner.pool import Answer, Order, Pool

CELL_SECONDS = 300
"""Longest time that one cell may take."""

_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "MPLBACKEND": "agg", "PYTHONHASHSEED": "0"}

Progress = Callable[[Outcome], None]


@dataclass(frozen=True)
class Run:
    """How a run ended: its number and one outcome per planned page, in site order."""

    number: int
    outcomes: tuple[Outcome, ...]

    @property
    def is_good(self) -> bool:
        """Whether every page stands as planned."""
        return all(outcome.is_good for outcome in self.outcomes)


def run(
    settings: Settings,
    snapshot: Snapshot,
    *,
    choice: Choice | None = None,
    workers: int = 2,
    changed_only: bool = True,
    begin: Callable[[int], None] = lambda _: None,
    progress: Progress = lambda _: None,
) -> Run:
    """Run every planned page whose key changed.

    A page that fails stops nothing but itself; the ledger keeps its last good run.

    Parameters
    ----------
    choice
        Part of the site to run; all of it by default.
    workers
        Processes that execute notebooks side by side.
    changed_only
        Whether pages whose run key is the one of their last good run are kept.
    begin, progress
        Told the number of pages, then each outcome as it is known.
    """
    tasks = plan(settings, snapshot, choice)
    outputs = settings.folder / "outputs"
    ledger = Ledger(outputs)
    begin(len(tasks))
    outcomes: dict[str, Outcome] = {}

    def settle(outcome: Outcome) -> None:
        outcomes[outcome.page.text] = outcome
        progress(outcome)

    with _numbered(ledger, snapshot) as number:
        kept, changed = _split(tasks, ledger, outputs, changed_only)
        for task in kept:
            settle(Outcome(task.page, task.key, "unchanged"))
        ledger.record_unchanged(number, [outcomes[task.page.text] for task in kept])

        def done(index: int, answer: Answer) -> None:
            task = changed[index]
            outcome = _outcome(task, answer)
            ledger.record(number, outcome, _good(task, answer) if outcome.is_good else None)
            settle(outcome)

        with Pool(workers) as pool:
            pool.run([_order(task, settings.folder) for task in changed], done)
    return Run(number, tuple(outcomes[task.page.text] for task in tasks))


@contextmanager
def _numbered(ledger: Ledger, snapshot: Snapshot) -> Iterator[int]:
    number = ledger.begin(snapshot.id)
    yield number
    ledger.end(number)


def _split(
    tasks: Sequence[Task], ledger: Ledger, outputs: Path, changed_only: bool
) -> tuple[list[Task], list[Task]]:
    """Tasks whose last good run still stands, and those that must run."""
    good = ledger.good_pages() if changed_only else {}
    failed = ledger.failures()
    kept: list[Task] = []
    changed: list[Task] = []
    for task in tasks:
        last = good.get(task.page)
        stands = (
            last is not None
            and last.key == task.key
            and task.page not in failed
            and (outputs / "runs" / last.notebook_file).is_file()
        )
        (kept if stands else changed).append(task)
    return kept, changed


def _order(task: Task, folder: Path) -> Order:
    runs = folder / "outputs" / "runs"
    handover = runs / "tasks" / f"{task.key}.json"
    files.make_folder(handover.parent)
    files.write_atomic(handover, task.handover.to_json(), private=True)
    return {
        "notebook": str(task.notebook.path),
        "keep": str(runs / _kept_as(task)),
        "parameters": task.parameters,
        "environment": {**_ENVIRONMENT, PROJECT: str(folder), TASK: str(handover)},
        "cell_seconds": CELL_SECONDS,
    }


def _kept_as(task: Task) -> str:
    return f"pages/{task.key}.ipynb"


def _outcome(task: Task, answer: Answer) -> Outcome:
    reason = answer["reason"]
    if answer["stray"]:
        cells = ", ".join(map(str, answer["stray"]))
        reason = f"Put out something that is not published: cell {cells}."
    return Outcome(task.page, task.key, answer["state"], answer["seconds"], reason)


def _good(task: Task, answer: Answer) -> GoodPage:
    handover = task.handover
    record: dict[str, Any] = {
        "parameters": task.parameters,
        "settings": handover.settings,
        "freshness": handover.freshness,
        "demo": handover.demo,
        "snapshot": handover.snapshot,
        "data": handover.data,
        "title": task.notebook.title,
        "results": answer["results"],
    }
    return GoodPage(task.page, task.key, _kept_as(task), task.parameters["as_of"], record)
