"""A worker process: executes one task after the other, each notebook in its own kernel.

Spoken to line by line: a JSON order on standard input, a JSON answer on standard output. The
process lives as long as its orders last, so that Papermill is imported once; the kernel of
each page is new. `python -m kit.runner.worker` starts one; `kit.runner.pool` does.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
from pathlib import Path
from typing import Any

from kit import files
from kit.privacy import mask_secrets
from kit.results import MIME

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def serve() -> None:
    """Answer orders until standard input closes."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr  # what libraries print must not look like an answer
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    for line in sys.stdin:
        answers.write(json.dumps(execute(json.loads(line))) + "\n")
        answers.flush()


def _end_with(parent: int) -> None:
    """End this process when its parent is gone; kernels end with it."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def execute(order: dict[str, Any]) -> dict[str, Any]:
    """Execute one notebook and keep it.

    Parameters
    ----------
    order
        ``notebook`` and ``keep`` (paths of the source and of the executed copy), ``parameters``,
        ``environment`` (variables for the kernel) and ``cell_seconds``.

    Returns
    -------
    dict
        ``state``, ``reason``, ``seconds``, ``results`` (headlines and findings on the wire) and
        ``stray`` (numbers of the cells that put out something that is not published).
    """
    started = time.monotonic()
    os.environ.update(order["environment"])
    try:
        notebook = _run(order)
        answer = {"state": "done", "reason": "", **_harvest(notebook)}
        keep = Path(order["keep"])
        files.make_folder(keep.parent)
        files.write_atomic(keep, _dump(notebook), private=True)
    except Exception as error:  # whatever a page raises must not end the worker
        answer = {"state": _state(error), "reason": _reason(error), "results": [], "stray": []}
    return {**answer, "seconds": round(time.monotonic() - started, 3)}


def _run(order: dict[str, Any]) -> Any:
    import papermill  # here, so that importing this module to plan a run stays cheap

    notebook = papermill.execute_notebook(
        order["notebook"],
        None,
        parameters=order["parameters"],
        kernel_name="python3",
        language="python",
        progress_bar=False,
        log_output=False,
        execution_timeout=order["cell_seconds"],
        start_timeout=120,
    )
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            raise RuntimeError(f"The notebook stopped early: cell {number} never ran.")
    return notebook


def _harvest(notebook: Any) -> dict[str, Any]:
    """What the ledger keeps of a page, and which cells put out something else than results."""
    results, stray = [], []
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", ()):
            wire = output.get("data", {}).get(MIME)
            if wire is None:
                stray.append(number)
            elif wire["result"] in ("headline", "finding"):
                results.append(wire)
    return {"results": results, "stray": sorted(set(stray))}


def _dump(notebook: Any) -> str:
    """The executed notebook as text, without the times and paths that Papermill notes down."""
    import nbformat

    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
    return str(nbformat.writes(notebook))


def _state(error: Exception) -> str:
    return {"CellTimeoutError": "timeout", "DeadKernelError": "killed"}.get(
        type(error).__name__, "failed"
    )


def _reason(error: Exception) -> str:
    """One line that says what went wrong, with the cell where it is known and without secrets."""
    name = getattr(error, "ename", type(error).__name__)
    value = mask_secrets(str(getattr(error, "evalue", error)), os.environ)
    cell = getattr(error, "exec_count", None)
    place = f"cell {cell}: " if cell else ""
    first = (_ANSI.sub("", value).strip().splitlines() or [""])[0]
    return f"{place}{name}: {first}"[:500]


if __name__ == "__main__":
    serve()
