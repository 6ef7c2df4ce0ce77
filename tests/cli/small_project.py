"""A small project of two opportunities, and a command's answer as one JSON object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat

from tests.system.project import Project

OPPORTUNITIES = """id,owner,stage,amount,created,closed
o1,Ada,Won,1200.50,2026-01-05,2026-02-03
o2,Bo,Open,300,2026-02-01,
"""
SETTINGS = """name: Small
sources:
  opportunities:
    file: opportunities.csv
    columns: {opportunity_id: id, created_at: created, closed_at: closed, status: stage}
    values: {status: {Won: won, Open: open}}
"""
ENDLESS = "import time\ntime.sleep(600)"


def small_project(folder: Path) -> Project:
    """A project in `folder` with a snapshot and one notebook that would never end."""
    (folder / "params").mkdir(parents=True)
    (folder / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "opportunities.csv").write_text(OPPORTUNITIES, encoding="utf-8")
    (folder / "notebooks").mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ENDLESS)])
    nbformat.write(notebook, folder / "notebooks" / "endless.ipynb")
    project = Project(folder)
    project.kit("load")
    return project


def ask(project: Project, *arguments: str, code: int = 0) -> dict[str, Any]:
    """What `kit … --json` puts out, which must be one object on one line and nothing else."""
    done = project.kit(*arguments, "--json", code=code)
    assert done.stdout.count("\n") == 1, done.stdout
    assert "Traceback" not in done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
