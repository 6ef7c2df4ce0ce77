"""One run: what changed is executed, what did not is kept, and each outcome is recorded at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kit.data.manifest import Snapshot
from kit.errors import RunError
from kit.ledger import Ledger, Outcome
from kit.params import Settings
from kit.runner.conduct import Beginning, Conduct, Listener
from kit.runner.executor import Hire
from kit.runner.expected import Expected
from kit.runner.leftovers import clear
from kit.runner.plan import Choice, Task, plan
from kit.runner.pool import Pool


@dataclass(frozen=True)
class Run:
    """How a run ended: its number, and one outcome per planned page, in site order."""

    number: int
    outcomes: tuple[Outcome, ...]
    beginning: Beginning

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
    hire: Hire | None = None,
    changed_only: bool = True,
    listener: Listener | None = None,
) -> Run:
    """Run every planned page whose inputs changed, and every one that never ran well.

    A page that fails stops nothing but itself; the ledger keeps its last good run. What a run
    that was broken off had finished is kept. Call it under the project's lock.

    Parameters
    ----------
    choice
        Part of the site to run; all of it by default.
    workers
        Processes of this machine that execute notebooks side by side.
    hire
        Makes what executes them instead of such processes.
    changed_only
        Whether pages that running could only make again as they are, are kept.
    listener
        Told what the run sets out to do, then the outcome of each page that ran.

    Raises
    ------
    RunError
        If what pages give cannot be written; pages that are done stay done.
    """
    listener = listener or Listener()
    tasks = plan(settings, snapshot, choice)
    ledger = Ledger(settings.outputs)
    clear(settings.folder, ledger)
    with _numbered(ledger, snapshot) as number:
        kept, changed = _split(tasks, ledger, settings.outputs, changed_only)
        unchanged = [Outcome(task.page, task.key, "unchanged") for task in kept]
        ledger.record_unchanged(number, unchanged)
        beginning = _beginning(ledger, number, kept, len(changed))
        listener.begin(beginning)
        conduct = Conduct(ledger, number, changed, Expected(ledger.durations(), workers), listener)
        if changed:
            conduct.run(settings, hire or partial(Pool, workers))
    ended = conduct.outcomes | {outcome.page: outcome for outcome in unchanged}
    return Run(number, tuple(ended[task.page] for task in tasks), beginning)


@contextmanager
def _numbered(ledger: Ledger, snapshot: Snapshot) -> Iterator[int]:
    """Open a run and close it, as interrupted where it does not come to its end."""
    number = ledger.begin(snapshot.id)
    try:
        yield number
    except BaseException as error:
        reason = str(error) if isinstance(error, RunError) else "The run was interrupted."
        with suppress(RunError):  # the next run notes it where the disk takes nothing now
            ledger.interrupt(number, reason)
        raise
    ledger.end(number)


def _split(
    tasks: Sequence[Task], ledger: Ledger, outputs: Path, changed_only: bool
) -> tuple[list[Task], list[Task]]:
    """Tasks whose last good run still stands, and those that must run."""
    good = ledger.standings() if changed_only else {}
    failed = ledger.failures()
    kept: list[Task] = []
    changed: list[Task] = []
    for task in tasks:
        last = good.get(task.page)
        stands = (
            last is not None
            and task.is_met_by(last)
            and task.page not in failed
            and (outputs / "runs" / last.notebook_file).is_file()
        )
        (kept if stands else changed).append(task)
    return kept, changed


def _beginning(ledger: Ledger, number: int, kept: Sequence[Task], to_run: int) -> Beginning:
    pages = len(kept) + to_run
    before = ledger.interrupted_before(number)
    if before is None:
        return Beginning(pages, to_run)
    finished = sum(task.page in before.finished for task in kept)
    return Beginning(pages, to_run, before.run, finished)
