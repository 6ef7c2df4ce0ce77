"""Runs notebooks: a plan of (notebook × unit × language), local workers, outcomes in the ledger."""

from kit.runner.conduct import Beginning, Listener, Progress, order_of
from kit.runner.executor import Executor, Hire
from kit.runner.notebooks import Notebook, find_notebooks, notebooks_folder
from kit.runner.plan import Choice, Task, plan
from kit.runner.run import Run, run

__all__ = [
    "Beginning",
    "Choice",
    "Executor",
    "Hire",
    "Listener",
    "Notebook",
    "Progress",
    "Run",
    "Task",
    "find_notebooks",
    "notebooks_folder",
    "order_of",
    "plan",
    "run",
]
