"""The floor of what pages cost: their cells in one warm interpreter, without any kernel.

    python -m tests.benchmarks.warm_cells PROJECT NOTEBOOK…

prints the CPU seconds of all pages of each notebook as one JSON object. One page of each notebook
is run beforehand, so that everything that is loaded or computed once is done with.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kit.data.handover import PROJECT, TASK
from kit.kernels.warming import prepare_environment, warm_up


def main(project: Path, notebooks: Sequence[str]) -> None:
    os.environ |= {"MPLBACKEND": "agg", PROJECT: str(project)}
    prepare_environment()
    warm_up()
    listen()
    tasks = planned(project, notebooks)
    spent = dict.fromkeys(notebooks, 0.0)
    for name in notebooks:
        execute(next(task for task in tasks if task.notebook.name == name), project)
    for task in tasks:
        started = time.process_time()
        execute(task, project)
        spent[task.notebook.name] += time.process_time() - started
    print(json.dumps(spent))


def listen() -> None:
    """Have a shell that `display` writes to, and that throws away what it gets."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.display_pub.publish = lambda *_, **__: None


def planned(project: Path, notebooks: Sequence[str]) -> Sequence[Any]:
    from kit.data.handover import snapshot_of
    from kit.params import load_settings
    from kit.runner import Choice, plan

    settings = load_settings(project)
    return plan(settings, snapshot_of(settings), Choice(notebooks=tuple(notebooks)))


def execute(task: Any, project: Path) -> None:
    """Execute the cells of one page, given what a kernel is given."""
    handover = project / "handover.json"
    handover.write_text(task.handover.to_json(), encoding="utf-8")
    os.environ[TASK] = str(handover)
    names: dict[str, Any] = {}
    for cell in task.notebook.content["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), "cell", "exec"), names)  # noqa: S102
            if "parameters" in cell["metadata"].get("tags", ()):
                names |= task.parameters


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
