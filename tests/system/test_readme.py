"""What README promises works on the demo, word for word."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from kit.results import MIME
from tests.system.project import ROOT, Project

pytestmark = pytest.mark.xdist_group("demo")

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = [
    line
    for block in re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
    for line in block.splitlines()
    if line.startswith("kit ") and "FOLDER" not in line
]
TRIAL = [line for line in SHOWN if "trial" in line]
OWN_PAGE = [line for line in SHOWN if line.split()[1] in ("new", "preview")]
COMMANDS = [line for line in SHOWN if line not in (*TRIAL, *OWN_PAGE)]


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) >= 3


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shown_runs(demo: Project, command: str) -> None:
    if "|" not in command:
        assert demo.kit(*shlex.split(command)[1:]).stdout
        return
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    piped = ["bash", "-o", "pipefail", "-c", command]
    done = subprocess.run(
        piped,
        cwd=demo.folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_a_trial_with_a_crms_export_runs_as_shown(tmp_path: Path) -> None:
    assert [line.split()[1] for line in TRIAL] == ["demo", "init", "check", "report"]
    for line in TRIAL:
        # The whole report of a project is run elsewhere; here it is the data that are new.
        words = ["load" if word == "report" else word for word in shlex.split(line)]
        command = [sys.executable, "-m", "kit", *words[1:]]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_a_page_of_ones_own_is_written_and_shown(demo: Project, tmp_path: Path) -> None:
    assert [line.split()[1] for line in OWN_PAGE] == ["new", "preview"]
    shutil.copytree(demo.folder / "params", tmp_path / "params")
    shutil.copytree(demo.folder / "outputs" / "store", tmp_path / "outputs" / "store")
    for line in OWN_PAGE:
        assert Project(tmp_path).kit(*shlex.split(line)[1:]).stdout
    page = tmp_path / "outputs" / "preview" / "emea" / "iberia" / "key_accounts.html"
    assert "Which accounts bring most?" in page.read_text(encoding="utf-8")


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    shown = re.findall(r"^make ([a-z]+)$", README, flags=re.MULTILINE)
    assert set(shown) >= {"report", "test"}
    assert set(shown) <= set(targets)


@pytest.fixture
def notebooks(demo: Project) -> Iterator[Path]:
    """The folder from which an analyst opens notebooks."""
    folder = demo.folder / "notebooks"
    folder.mkdir()
    yield folder
    folder.rmdir()


@pytest.mark.parametrize(
    "name", ["overview", pytest.param("company", marks=pytest.mark.acceptance)]
)
def test_a_notebook_runs_from_top_to_bottom_as_it_stands(notebooks: Path, name: str) -> None:
    """As in JupyterLab: no parameters given, the project found from the notebook's folder."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(notebooks)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert len(outputs) >= 5
    assert all(MIME in output["data"] for output in outputs)


def test_the_python_shown_runs_in_a_notebook(demo: Project) -> None:
    code = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)[0]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    client = NotebookClient(notebook, resources={"metadata": {"path": str(demo.folder)}})
    client.execute()
    assert MIME in notebook.cells[0].outputs[0]["data"]


def test_the_settings_shown_are_accepted(tmp_path: Path) -> None:
    from kit.params import load_settings

    shown = re.findall(r"```yaml\n(.*?)```", README, flags=re.DOTALL)[0]
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(shown, encoding="utf-8")
    settings = load_settings(tmp_path)
    tables = {"opportunities", "activities", "orders", "cases", "targets", "spend"}
    assert set(settings.sources) == tables
    assert settings.crm == "salesforce"
