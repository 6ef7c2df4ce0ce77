"""What executes the pages of a run: local processes, or workers elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from kit.params import RunLimits
from kit.runner.local_worker import Answer, Order, lost

Begun = Callable[[int], None]
Done = Callable[[int, Answer], None]


class Make(Protocol):
    """Makes the order of one page when its turn comes."""

    @property
    def rows(self) -> int:
        """How many rows the page may open."""

    def __call__(self) -> Order:
        """The order."""


class Executor(Protocol):
    """Executes pages side by side; a context manager, so that nothing outlives the run."""

    @property
    def workers(self) -> int:
        """How many pages are executed at the same time."""

    def __enter__(self) -> Any:
        """Get ready."""

    def __exit__(self, *error: object) -> None:
        """End everything that is still at work."""

    def run(self, orders: Sequence[Make], done: Done, begun: Begun) -> None:
        """Execute all `orders`, each of which is made when its turn comes.

        `begun(index)` and `done(index, answer)` are called in the calling thread. An answer has
        the reasons of attempts that were tried again under ``earlier``.
        """


Hire = Callable[[RunLimits, str], Executor]
"""Makes the executor of a run, given the project's limits and what marks its processes."""


def too_late(limits: RunLimits) -> Answer:
    """The answer for a page whose turn did not come before the run's time was over."""
    most = f"{limits.run_seconds} seconds (`run_seconds` in project.yaml)"
    reason = f"The run took longer than {most} before the page began."
    return {**lost("interrupted", reason), "earlier": []}
