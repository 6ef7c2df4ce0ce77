"""A small project with schedules, a hook that keeps what it is told, and a light notebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat

from tests.system.project import Project

OPPORTUNITIES = """id,owner,stage,amount,created,closed,region,team
o1,Ada,Won,1200.50,2026-01-05,2026-02-03,EMEA,Iberia
o2,Bo,Open,300,2026-02-01,,EMEA,DACH
"""
SETTINGS = """name: Small
timezone: Europe/Madrid
schedule: "0 6 * * *"
sources:
  opportunities:
    file: opportunities.csv
    columns: {opportunity_id: id, created_at: created, closed_at: closed, status: stage}
    values: {status: {Won: won, Open: open}}
units:
  EMEA/Iberia: {schedule: "30 6 * * 1"}
on_failure:
  command: [sh, -c, "cat >> told; echo heard"]
"""
PARAMETERS = "region = ''\nteam = ''"
FAILING = """import os, pathlib
assert team != "DACH" or not pathlib.Path(os.environ["KIT_PROJECT"], "broken").exists()"""


def scheduled_project(folder: Path, code: str = FAILING, settings: str = SETTINGS) -> Project:
    """The project; while a file `broken` lies in it, the page of EMEA/DACH fails."""
    (folder / "params").mkdir(parents=True)
    (folder / "params" / "project.yaml").write_text(settings, encoding="utf-8")
    (folder / "opportunities.csv").write_text(OPPORTUNITIES, encoding="utf-8")
    (folder / "notebooks").mkdir()
    cells = [
        nbformat.v4.new_markdown_cell("# Light"),
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(code),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "notebooks" / "light.ipynb")
    return Project(folder)


def told(project: Project) -> list[dict[str, Any]]:
    """What the hook was told so far, each as it was told."""
    path = project.folder / "told"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def units(answer: dict[str, Any]) -> list[str]:
    """Keys of the units that an answer calls due."""
    return [one["unit"] for one in answer["due"]]
