"""What is said of a notebook that was never run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kit.check.notebooks import check_notebook, check_notebooks

PARAMETERS = """region: str = ""
team: str = ""
as_of: str = ""
period: str = "month"
periods: int = 12
language: str = ""
"""


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, *tags: str, **more: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source}
    return {**cell, "outputs": [], "execution_count": None, **more}


def said(folder: Path, *cells: dict[str, Any], parameters: str = PARAMETERS, **kit: Any) -> list:
    """Severity and message of every finding about a notebook of these cells."""
    path = folder / "sales.ipynb"
    content = {"cells": [code(parameters, "parameters"), *cells], "metadata": {"kit": kit}}
    path.write_text(json.dumps(content), encoding="utf-8")
    found = check_notebook(path)
    assert all(fault.file == f"{folder.name}/sales.ipynb" for fault in found)
    return [(fault.severity, fault.message) for fault in found]


def test_a_notebook_in_order_gives_nothing(tmp_path: Path) -> None:
    cells = [markdown("# Sales"), code("x = 1"), code("report.show(x)\nreport.headline(x)")]
    assert said(tmp_path, *cells, order=10, units=["team"], compares=True) == []


def test_the_notebooks_of_the_kit_are_in_order(root: Path) -> None:
    assert check_notebooks(root) == []


@pytest.mark.parametrize(
    ("parameters", "severity", "words"),
    [
        (PARAMETERS.replace("team", "taem"), "error", "unknown parameter `taem`"),
        (PARAMETERS.replace('team: str = ""\n', ""), "warning", "lacks `team`"),
        (PARAMETERS.replace("12", '"twelve"'), "error", "`periods`"),
        (PARAMETERS.replace('"month"', '"decade"'), "error", "`decade`"),
        ("", "warning", "lacks `region`, `team`"),
    ],
)
def test_the_parameters_cell_has_the_fields_of_the_model(
    tmp_path: Path, parameters: str, severity: str, words: str
) -> None:
    found = said(tmp_path, parameters=parameters)
    assert any(one == severity and words in message for one, message in found), found


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (code("x = 1\n" * 9), "cell 2: it has 9 lines; the most is 8."),
        (code("for x in y:\n    z(x)"), "cell 2: it holds `for`."),
        (code("def f():\n    if x:\n        pass"), "cell 2: it holds `def`, `if`."),
        (code("x = 1", execution_count=3), "cell 2: it is saved with its outputs."),
        (code("x = 1", outputs=[{}]), "cell 2: it is saved with its outputs."),
        (code("x = 1", "paramters"), "cell 2: unknown tag `paramters`."),
        (code("print(x)"), "cell 2: what `print` writes is not published."),
        (code("y = 1\nframe"), "cell 2: the value of `frame` is not published."),
        (
            code("kpis.bookings(opportunities, window)"),
            "cell 2: the value of `kpis.bookings(opportunities, window)` is not published.",
        ),
    ],
)
def test_what_would_be_hard_to_read_or_left_out_is_a_warning(
    tmp_path: Path, cell: dict[str, Any], message: str
) -> None:
    assert said(tmp_path, cell) == [("warning", message)]


def test_code_that_is_no_python_is_an_error(tmp_path: Path) -> None:
    ((severity, message),) = said(tmp_path, code("x = (1"))
    assert severity == "error"
    assert message.startswith("cell 2: line 1 is no Python: ")


def test_metadata_that_nobody_reads_is_named(tmp_path: Path) -> None:
    assert said(tmp_path, ordre=10) == [("warning", "unknown metadata `kit.ordre`.")]
    assert said(tmp_path, units=["teem"]) == [
        ("error", "metadata `kit.units` names `teem`, which is no kind of unit.")
    ]
    assert said(tmp_path, order="first") == [("error", "metadata `kit.order` is no whole number.")]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 1}', '{"cells": [{}]}'])
def test_a_file_that_is_no_notebook_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text(text, encoding="utf-8")
    (fault,) = check_notebook(path)
    assert (fault.severity, fault.fix) == ("error", "Open and save it in JupyterLab.")


def test_a_project_with_an_empty_folder_of_notebooks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    (fault,) = check_notebooks(tmp_path)
    assert fault.severity == "error"


@pytest.mark.parametrize(
    ("source", "declared", "found"),
    [
        ("report.cards(limit=9)", {"cards": True}, []),
        ("report.cards(limit=9)", {}, ["error"]),
        ("report.show(x)", {"cards": True}, ["error"]),
    ],
)
def test_cards_are_declared_where_they_are_shown(
    tmp_path: Path, source: str, declared: dict[str, bool], found: list[str]
) -> None:
    assert [one for one, _ in said(tmp_path, code(source), **declared)] == found
