"""Papermill and its client find in a forked kernel what they find in an ordinary one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from kit.kernels import NAME
from tests.kernels.talking import comes_true, is_running, kernel

CELLS = (
    "import sys\nprint('out'); print('err', file=sys.stderr)",
    "import matplotlib.pyplot as plt\n_ = plt.plot([1, 3, 2])",
    "figure, axes = plt.subplots(1, 2); axes[0].bar(['a', 'b'], [1, 2])",
    "import seaborn, pandas\nframe = pandas.DataFrame({'x': [1, 2], 'y': [3, 4]})\nframe",
    "_ = seaborn.scatterplot(frame, x='x', y='y')",
    "import os\nos.system('echo from below')",
    "from kit import charts, kpis\nkpis.bookings, charts.columns",
)


def notebook(folder: Path, *cells: str) -> Path:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    made.metadata["language_info"] = {"name": "python"}
    path = folder / "page.ipynb"
    nbformat.write(made, path)
    return path


def execute(path: Path, name: str = NAME, **how: Any) -> Any:
    return papermill.execute_notebook(path, None, kernel_name=name, progress_bar=False, **how)


def outputs(done: Any) -> list[list[dict[str, Any]]]:
    return [[dict(output) for output in cell.outputs] for cell in done.cells]


@pytest.mark.parametrize("backend", ["", "agg"])
def test_outputs_are_those_of_an_ordinary_kernel_figure_for_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.setenv("MPLBACKEND", backend)
    if not backend:
        monkeypatch.delenv("MPLBACKEND")
    path = notebook(tmp_path, *CELLS)
    forked, ordinary = (outputs(execute(path, name)) for name in (NAME, "python3"))
    assert forked == ordinary
    figures = [one for cell in forked for one in cell if "image/png" in one.get("data", {})]
    assert len(figures) == (0 if backend else 3)


def test_a_cell_over_its_time_is_a_timeout(tmp_path: Path) -> None:
    path = notebook(tmp_path, "while True: pass")
    with pytest.raises(CellTimeoutError):
        execute(path, execution_timeout=3)


def test_a_kernel_that_dies_is_a_dead_kernel(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(DeadKernelError):
        execute(path)


def test_the_switch_gives_ordinary_kernels_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("KIT_KERNELS", "ordinary")
    for _ in range(2):
        with kernel() as talk:
            assert talk.parent == os.getpid()
            assert talk.ask("import sys\n'pandas' in sys.modules") is False
    said = [record.message for record in caplog.records if record.name == "kit.kernels"]
    assert len(said) == 1
    assert "KIT_KERNELS asks for ordinary kernels" in said[0]


def test_a_kernel_can_be_started_again_under_its_name() -> None:
    with kernel() as talk:
        first = talk.process
        talk.ask("word = 1\nword")
        talk.manager.restart_kernel(now=True)
        talk.client.wait_for_ready(timeout=60)
        assert talk.process != first
        assert talk.ask("'word' in globals()") is False
    assert comes_true(lambda: not is_running(first))


def test_the_command_line_of_papermill_finds_it_by_name(tmp_path: Path) -> None:
    path = notebook(
        tmp_path,
        "import os, sys\nprint(os.getpid(), os.getppid(), 'pandas' in sys.modules)",
        "import matplotlib.pyplot as plt\n_ = plt.plot([1, 3, 2])",
    )
    command = [str(Path(sys.executable).with_name("papermill")), "-k", NAME, str(path)]
    done = subprocess.run(
        [*command, str(tmp_path / "done.ipynb")], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    first, second = nbformat.read(tmp_path / "done.ipynb", as_version=4).cells
    process, warm, is_warm = first.outputs[0]["text"].split()
    assert is_warm == "True"
    assert "image/png" in second.outputs[0]["data"]
    assert comes_true(lambda: not is_running(int(process)) and not is_running(int(warm)))
