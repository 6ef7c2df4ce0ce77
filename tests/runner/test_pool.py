"""Workers side by side: one that dies or overruns takes only its own page with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kit.params import RunLimits
from kit.runner.local_worker import Answer
from kit.runner.pool import Pool
from tests.runner.faulty import KILLS_WORKER


def order(folder: Path, name: str, cell: str) -> dict[str, Any]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    keep = str(folder / "kept" / f"{name}.ipynb")
    (folder / "kept").mkdir(exist_ok=True)
    limits = {"cell_seconds": 60, "output_mb": 8}
    return {
        "notebook": str(path), "keep": keep, "parameters": {}, "environment": {}, **limits
    }  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """Gives an order of a page that opens nothing."""

    order: dict[str, Any]
    rows: int = 0

    def __call__(self) -> dict[str, Any]:
        return dict(self.order)


def run(pool: Pool, orders: list[dict[str, Any]]) -> dict[int, Answer]:
    answers: dict[int, Answer] = {}
    with pool:
        pool.run([Turn(one) for one in orders], answers.__setitem__)
    return answers


def test_a_failing_page_stops_no_other(tmp_path: Path) -> None:
    cells = ["x = 1", "raise ValueError('bad')", "x = 2"]
    orders = [order(tmp_path, f"page{i}", cell) for i, cell in enumerate(cells)]
    states = {index: answer["state"] for index, answer in run(Pool(2), orders).items()}
    assert states == {0: "done", 1: "failed", 2: "done"}


def test_only_a_run_of_several_pages_warms_up_a_process(tmp_path: Path) -> None:
    def kernel(expected: str) -> str:
        return f"import os\nassert os.environ.get('KIT_KERNELS', '') == {expected!r}"

    alone = [order(tmp_path, "alone", kernel("ordinary"))]
    several = [order(tmp_path, name, kernel("")) for name in ("first", "second")]
    for orders in (alone, several):
        answers = run(Pool(1), orders)
        assert {answer["reason"] for answer in answers.values()} == {""}


def test_a_worker_killed_from_outside_takes_one_page_with_it(tmp_path: Path) -> None:
    orders = [order(tmp_path, "killer", KILLS_WORKER), order(tmp_path, "next", "x = 1")]
    answers = run(Pool(1), orders)
    assert answers[0]["state"] == "killed"
    assert "the worker was ended by SIGKILL" in answers[0]["reason"]
    assert len(answers[0]["earlier"]) == 1
    assert answers[1]["state"] == "done"


def test_a_page_over_its_time_is_stopped(tmp_path: Path) -> None:
    slow = "import time; time.sleep(120)"
    orders = [order(tmp_path, "slow", slow), order(tmp_path, "next", "x = 1")]
    answers = run(Pool(1, RunLimits(page_seconds=25)), orders)
    assert answers[0]["state"] == "timeout"
    assert answers[1]["state"] == "done"


def test_a_worker_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    stubborn = "try:\n        time.sleep(1)\n    except BaseException:\n        pass"
    cell = f"import time\nwhile True:\n    {stubborn}"
    line = json.dumps(order(tmp_path, "endless", cell))
    code = (
        "import subprocess, sys, time, os\n"
        "worker = subprocess.Popen("
        "[sys.executable, '-m', 'kit.runner.worker', str(os.getpid())],"
        " stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)\n"
        "worker.stdin.write(sys.argv[1].encode() + b'\\n'); worker.stdin.flush()\n"
        "print(worker.pid, flush=True); time.sleep(8); os._exit(9)\n"
    )
    parent = subprocess.run(
        [sys.executable, "-c", code, line], capture_output=True, text=True, check=False
    )
    worker = int(parent.stdout)
    for _ in range(100):
        if not is_running(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("The worker outlived its parent.")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    return state != "Z"
