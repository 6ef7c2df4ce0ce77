"""Notebooks are committed without outputs and differ as text, in real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from kit import git

ROOT = Path(__file__).parents[1]
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work tree with one committed notebook, told nothing yet."""
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "a work tree"
    (folder / "notebooks").mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / "overview.ipynb", folder / "notebooks" / "page.ipynb")
    run(folder, "init", "--quiet")
    run(folder, "add", ".")
    run(folder, "commit", "--quiet", "--message", "A page")
    return folder


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def run_cells(path: Path) -> None:
    """Save the notebook as JupyterLab does after its cells ran."""
    notebook = nbformat.read(path, as_version=4)
    for count, cell in enumerate((one for one in notebook.cells if "outputs" in one), start=1):
        cell.execution_count = count
        cell.outputs = [nbformat.v4.new_output("stream", text="Acme Ltd owes 4711\n")]
        cell.metadata["execution"] = {"iopub.execute_input": "2026-11-22T13:00:00Z"}
    notebook.metadata["language_info"] |= {"version": "3.11.7", "file_extension": ".py"}
    nbformat.write(notebook, path)


def test_outputs_stay_in_the_work_tree_and_never_reach_a_commit(repository: Path) -> None:
    git.set_up(repository)
    page = repository / "notebooks" / "page.ipynb"
    run_cells(page)
    assert run(repository, "diff", "--stat") == ""
    run(repository, "commit", "--quiet", "--all", "--allow-empty", "--message", "Ran it")
    assert "4711" not in run(repository, "show", "HEAD:notebooks/page.ipynb")
    assert "4711" in page.read_text(encoding="utf-8")


def test_without_it_they_would(repository: Path) -> None:
    run_cells(repository / "notebooks" / "page.ipynb")
    run(repository, "commit", "--quiet", "--all", "--message", "Ran it")
    assert "4711" in run(repository, "show", "HEAD:notebooks/page.ipynb")


def test_a_changed_cell_differs_as_its_own_lines_and_nothing_else(repository: Path) -> None:
    git.set_up(repository)
    page = repository / "notebooks" / "page.ipynb"
    notebook = nbformat.read(page, as_version=4)
    notebook.cells[1].source = notebook.cells[1].source.replace("int = 8", "int = 4")
    nbformat.write(notebook, page)
    run_cells(page)
    lines = run(repository, "diff").splitlines()
    changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed == [
        "-periods: int = 8  # how many periods, the running one included",
        "+periods: int = 4  # how many periods, the running one included",
    ]


def test_the_notebooks_of_the_kit_are_as_the_filter_would_leave_them() -> None:
    """So that a fresh checkout shows no change; one process for all of them."""
    code = (
        "import sys, pathlib; from nbstripout import strip_output; import nbformat\n"
        "for name in sys.argv[1:]:\n"
        "    text = pathlib.Path(name).read_text('utf-8')\n"
        "    kept = strip_output(nbformat.reads(text, 4), False, False, True)\n"
        "    assert nbformat.writes(kept) + '\\n' == text, name\n"
    )
    notebooks = [str(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    subprocess.run([sys.executable, "-c", code, *notebooks], check=True)


def test_setting_up_twice_is_setting_up_once(repository: Path) -> None:
    git.set_up(repository / "notebooks")
    rules = repository / ".git" / "info" / "attributes"
    first = rules.read_text(encoding="utf-8")
    git.set_up(repository)
    assert git.is_set_up(repository)
    assert rules.read_text(encoding="utf-8") == first
    assert first.count("*.ipynb") == 1


def test_a_filter_of_ones_own_is_left_as_it_is(repository: Path) -> None:
    (repository / ".gitattributes").write_text("*.ipynb filter=mine\n", encoding="utf-8")
    run(repository, "config", "filter.mine.clean", "cat")
    git.set_up(repository)
    assert "nbstripout" not in run(repository, "config", "--list")


def test_a_filter_whose_python_is_gone_is_replaced(repository: Path) -> None:
    git.set_up(repository)
    run(repository, "config", "filter.nbstripout.clean", "/gone/python -m nbstripout")
    assert not git.is_set_up(repository)
    git.set_up(repository)
    assert git.is_set_up(repository)


def test_when_the_environment_goes_git_still_adds_notebooks(repository: Path) -> None:
    git.set_up(repository)
    git.forget(repository)
    run_cells(repository / "notebooks" / "page.ipynb")
    run(repository, "add", ".")
    assert not git.is_set_up(repository)


def test_outside_a_work_tree_and_without_git_nothing_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git.set_up(tmp_path)
    assert git.why_not(tmp_path) == "this is no work tree of git"
    monkeypatch.setenv("PATH", str(tmp_path))
    git.set_up(tmp_path)
    git.forget(tmp_path)
    assert git.why_not(tmp_path) == "there is no git here"
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_notebook_is_shown_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "page.ipynb"
    path.write_text("<<<<<<< HEAD\n{}", encoding="utf-8")
    assert git.as_text(path) == "<<<<<<< HEAD\n{}"
