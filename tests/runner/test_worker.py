"""A worker executes notebooks in real kernels and answers truly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from kit.runner.worker import execute

PARAMETERS = 'region: str = ""  # region'


def order(folder: Path, *cells: str, seconds: int = 60, **parameters: Any) -> dict[str, Any]:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    first = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    notebook.cells = [first, *map(nbformat.v4.new_code_cell, cells)]
    path = folder / "page.ipynb"
    (folder / "kept").mkdir()
    nbformat.write(notebook, path)
    return {
        "notebook": str(path),
        "keep": str(folder / "kept" / "page.ipynb"),
        "parameters": parameters,
        "environment": {"KIT_TEST_WORD": "given"},
        "cell_seconds": seconds,
        "output_mb": 8,
    }


def test_parameters_and_environment_reach_the_kernel(tmp_path: Path) -> None:
    cell = "import os; assert (region, os.environ['KIT_TEST_WORD']) == ('East', 'given')"
    answer = execute(order(tmp_path, cell, region="East"))
    assert (answer["state"], answer["reason"], answer["stray"]) == ("done", "", [])
    kept = (tmp_path / "kept" / "page.ipynb").read_text(encoding="utf-8")
    assert str(tmp_path) not in kept
    assert "papermill" not in kept.replace("injected-parameters", "")


def test_an_exception_is_a_failure_with_the_cell_and_its_words(tmp_path: Path) -> None:
    answer = execute(order(tmp_path, "x = 1", "raise KeyError('no such owner')"))
    assert answer["state"] == "failed"
    assert "KeyError" in answer["reason"]
    assert "no such owner" in answer["reason"]
    assert [*(tmp_path / "kept").iterdir()] == []


def test_a_reason_holds_no_secret(tmp_path: Path) -> None:
    cell = "raise ConnectionError('no answer from postgresql://kit:hush@db/crm')"
    assert execute(order(tmp_path, cell))["reason"].endswith("postgresql://kit:***@db/crm")


@pytest.mark.parametrize("ending", ["import os; os._exit(0)", "import sys; sys.exit(0)"])
def test_a_notebook_that_leaves_early_is_not_done(tmp_path: Path, ending: str) -> None:
    answer = execute(order(tmp_path, ending, "last = True"))
    assert answer["state"] in ("failed", "killed")
    assert answer["reason"]


def test_an_endless_cell_is_a_timeout(tmp_path: Path) -> None:
    answer = execute(order(tmp_path, "while True: pass", seconds=3))
    assert answer["state"] == "timeout"


def test_what_is_not_a_result_is_named(tmp_path: Path) -> None:
    answer = execute(order(tmp_path, "print('hello')", "x = 1"))
    assert answer["state"] == "done"
    assert answer["stray"] == [2]  # the parameters cell is the first
