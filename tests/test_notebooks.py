"""The notebooks keep the shape that makes them readable, and are committed without outputs."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from kit.params import ReportParameters
from kit.runner import Notebook, find_notebooks

ROOT = Path(__file__).parents[1]
NOTEBOOKS = find_notebooks(ROOT)
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.Lambda)

every_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.name)


def code(notebook: Notebook) -> list[str]:
    return [
        "".join(cell["source"]) for cell in notebook.content["cells"] if cell["cell_type"] == "code"
    ]


def test_the_pages_stand_in_the_order_of_the_site() -> None:
    pages = ("overview", "leads", "activity", "pipeline", "cycle_time", "win_probability")
    pages += ("forecast", "sales", "customers", "support")
    assert [one.name for one in NOTEBOOKS] == [*pages, "account", "company"]


@every_notebook
def test_parameters_are_those_of_the_typed_model(notebook: Notebook) -> None:
    assert list(notebook.parameters) == list(ReportParameters.model_fields)
    assert ReportParameters.from_mapping(notebook.parameters, notebook.name)


@every_notebook
def test_each_parameter_has_a_line_with_type_and_comment(
    notebook: Notebook,
) -> None:
    lines = code(notebook)[0].splitlines()
    assert len(lines) == len(ReportParameters.model_fields)
    assert all(": " in line.split("=")[0] and "  # " in line for line in lines)


@every_notebook
def test_cells_are_short_and_hold_no_logic(notebook: Notebook) -> None:
    for cell in code(notebook):
        assert len(cell.splitlines()) <= 8
        assert not [node for node in ast.walk(ast.parse(cell)) if isinstance(node, FORBIDDEN)]


@every_notebook
def test_a_title_and_its_question_come_first_and_data_quality_last(notebook: Notebook) -> None:
    cells: list[dict[str, Any]] = notebook.content["cells"]
    first = "".join(cells[0]["source"])
    assert first.startswith("# ")
    assert first.rstrip().endswith("?")
    markdown = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert [text for text in markdown if text.startswith("## ")][-1].startswith("## Data quality")
    assert "glossary" in markdown[-1]


@every_notebook
def test_no_outputs_and_no_counters_are_committed(notebook: Notebook) -> None:
    for cell in notebook.content["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@every_notebook
def test_no_path_stands_in_a_notebook(notebook: Notebook) -> None:
    text = json.dumps(notebook.content)
    assert not any(word in text for word in ("/home", "/root", "outputs/", "C:\\\\"))
