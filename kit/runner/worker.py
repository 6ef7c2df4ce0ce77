"""A worker process: executes one task after the other, each notebook in its own kernel.

Spoken to line by line: a JSON order on standard input; on standard output a JSON note for each
cell that begins, then a JSON answer, which has a `state`. The process lives as long as its orders
last, so that Papermill is imported once; the kernel of each page is new. Nothing that a page
started outlives it. `kit.runner.nursery` starts one, `kit.runner.local_worker` watches it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit import files, kernels
from kit.data.readings import READINGS, tables_noted
from kit.errors import RunError
from kit.lean import lean
from kit.results import INDEX_MIME, MIME
from kit.runner import processes
from kit.runner.endings import ending

if TYPE_CHECKING:
    from kit.kernels.warmth import Warmth

_LOOK = 0.2


def serve(parent: int) -> None:
    """Answer orders until standard input closes or the process `parent` is gone."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    _silence()
    processes.adopt_orphans()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()

    def tell(line: dict[str, Any]) -> None:
        answers.write(json.dumps(line) + "\n")
        answers.flush()

    for line in sys.stdin:
        tell(execute(json.loads(line), tell))


def serve_forked(warmth: Warmth) -> None:
    """Answer orders in a copy of the warm process of a run, until that is gone."""
    kernels.branch(warmth)
    serve(os.getppid())


def execute(
    order: dict[str, Any], tell: Callable[[dict[str, Any]], None] = lambda _: None
) -> dict[str, Any]:
    """Execute one notebook and keep it.

    Parameters
    ----------
    order
        ``notebook`` and ``keep`` (paths of the source and of the executed copy), ``parameters``,
        ``environment`` (variables for the kernel), ``cell_seconds`` and ``output_mb``.
    tell
        Told each cell that begins.

    Returns
    -------
    dict
        ``state``, ``reason``, ``again`` (whether another try may help), ``seconds``, ``results``
        (headlines and findings on the wire), ``on_index`` (the same in the words of the index,
        where the page is in another language), ``stray`` (numbers of the cells that put out
        something that is not published), ``readings`` (tables that the kernel opened), ``digest``
        (of the executed notebook) and, where that could not be kept, ``halt``: why.
    """
    kernels.warm({**os.environ, **order["environment"]})  # before the page, so as to outlive it
    with lean():  # Papermill; importing this module to plan stays cheap
        from kit.runner import execution

    started = time.monotonic()
    keep = Path(order["keep"])
    readings = keep.with_suffix(".readings")
    os.environ.update({**order["environment"], READINGS: str(readings)})
    before = processes.below(os.getpid())
    page = execution.Page(order["output_mb"] * 2**20, tell, before)
    answer: dict[str, Any] = {"reason": "", "again": False, "results": [], "stray": []}
    try:
        notebook = execution.run_notebook(order, page)
        _check_whole(execution.numbered(notebook))
        answer |= {"state": "done", **_harvest(execution.numbered(notebook))}
        answer |= {"readings": tables_noted(readings), **_kept(keep, notebook)}
    except Exception as error:  # whatever a page raises must not end the worker
        answer |= ending(error, page, order)
    finally:
        page.end_processes()
        processes.reap(before)
        with suppress(RunError):  # its folder may be gone; what matters is said already
            files.remove_tree(readings)
    return {**answer, "seconds": round(time.monotonic() - started, 3)}


def _silence() -> None:
    """Let nothing that libraries or kernels print look like an answer."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def _end_with(parent: int) -> None:
    """End with all below when the process that gives orders is gone."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    me, mark = os.getpid(), os.environ.get(processes.MARK)
    processes.end(lambda: processes.below(me) | (processes.marked(mark) if mark else set()))
    os._exit(1)


def _check_whole(cells: Any) -> None:
    """Refuse a notebook of which cells never ran, which Papermill takes for a good one."""
    for number, cell in cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if any(output.get("ename") == "SystemExit" for output in cell.outputs):
            raise RuntimeError(f"cell {number} ended the notebook early with `exit`.")
        if cell.execution_count is None:
            raise RuntimeError(f"the notebook ended early: cell {number} never ran.")


def _harvest(cells: Any) -> dict[str, Any]:
    """What the ledger keeps of a page, and which cells put out something else than results."""
    results, on_index, stray = [], [], []
    for number, cell in cells:
        for output in cell.get("outputs", ()):
            wire = output.get("data", {}).get(MIME)
            if wire is None:
                stray.append(number)
            elif wire["result"] in ("headline", "finding"):
                results.append(wire)
                on_index += [output["data"][INDEX_MIME]] if INDEX_MIME in output["data"] else []
    return {"results": results, "on_index": on_index, "stray": sorted(set(stray))}


def _kept(keep: Path, notebook: Any) -> dict[str, str]:
    """Keep the executed notebook, without the times, paths and chance ids that Papermill leaves."""
    notebook.metadata.pop("papermill", None)
    for index, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "id" in cell:
            cell.id = f"cell-{index}"
    # On one line, without nbformat: copying, splitting and indenting takes eight times as long.
    return stored(keep, json.dumps(notebook, sort_keys=True, ensure_ascii=False))


def stored(keep: Path, text: str) -> dict[str, str]:
    """Keep the text of an executed notebook: its digest, or what the answer says where it fails."""
    try:
        files.write_atomic(keep, text, private=True)
    except (OSError, RunError) as error:  # as it will be for every other page
        return {"state": "failed", "reason": str(error), "halt": str(error)}
    return {"digest": files.digest(text)}


if __name__ == "__main__":
    serve(int(sys.argv[1]))
