"""What a notebook file says of itself, and which notebooks a project has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kit.errors import ParamError
from kit.runner import Notebook, find_notebooks

PARAMETERS = 'region: str = ""  # all\nperiods: int = 12\nperiod = "month"\nnothing: str\n'


def markdown(source: str | list[str]) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, *tags: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source, **more}


def write(folder: Path, name: str, *cells: dict[str, Any], **kit: Any) -> Notebook:
    path = folder / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    metadata = {"kit": kit} if kit else {}
    path.write_text(json.dumps({"cells": list(cells), "metadata": metadata}), encoding="utf-8")
    return Notebook(path)


def test_title_and_question_are_those_of_the_first_cell(tmp_path: Path) -> None:
    notebook = write(tmp_path, "sales", markdown(["# Sales\n", "\n", "What was\n", "sold?"]))
    assert (notebook.name, notebook.title) == ("sales", "Sales")
    assert notebook.question == "What was sold?"


def test_without_heading_and_question_the_name_has_to_do(tmp_path: Path) -> None:
    notebook = write(tmp_path, "sales", markdown("No heading."), code("# not a heading"))
    assert (notebook.title, notebook.question) == ("sales", "")


def test_place_and_units_are_declared_in_the_metadata(tmp_path: Path) -> None:
    notebook = write(tmp_path, "sales", code("1"), order=20, units=["company"])
    assert (notebook.order, notebook.levels) == (20, ("company",))
    plain = write(tmp_path, "plain", code("1"))
    assert (plain.order, plain.levels) == (1000, ("company", "region", "team"))


def test_parameters_are_the_literals_of_the_tagged_cell(tmp_path: Path) -> None:
    notebook = write(tmp_path, "sales", code("other = 1"), code(PARAMETERS, "parameters"))
    assert notebook.parameters == {
        "region": "", "periods": 12, "period": "month", "nothing": None
    }  # fmt: skip
    assert write(tmp_path, "none", code("other = 1")).parameters == {}


@pytest.mark.parametrize(
    ("cells", "same"),
    [
        ([markdown("# A"), code("x = 1", "t", id="other", outputs=["seen"])], True),
        ([markdown(["# ", "A"]), code("x = 1", "t", execution_count=7)], True),
        ([markdown("# A"), code("x = 2", "t")], False),
        ([markdown("# B"), code("x = 1", "t")], False),
        ([markdown("# A"), code("x = 1", "parameters")], False),
        ([code("x = 1", "t"), markdown("# A")], False),
        ([markdown("# A")], False),
    ],
)
def test_the_fingerprint_is_that_of_what_is_executed(
    tmp_path: Path, cells: list[dict[str, Any]], same: bool
) -> None:
    base = write(tmp_path, "base", markdown("# A"), code("x = 1", "t"), order=1)
    other = write(tmp_path, "other", *cells, order=2)
    assert (base.fingerprint == other.fingerprint) is same


def test_notebooks_stand_in_their_declared_order_then_by_name(tmp_path: Path) -> None:
    for name, order in (("b", 30), ("a", 30), ("z", 10)):
        write(tmp_path, name, order=order)
    write(tmp_path, "last")
    assert [one.name for one in find_notebooks(tmp_path)] == ["z", "a", "b", "last"]
    assert [one.name for one in find_notebooks(tmp_path, ["b", "z"])] == ["z", "b"]


def test_an_unknown_notebook_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    write(tmp_path, "sales")
    with pytest.raises(ParamError, match=r"Unknown notebook `slaes`\. Did you mean `sales`\?"):
        find_notebooks(tmp_path, ["slaes"])


def test_a_project_with_an_empty_folder_of_notebooks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    with pytest.raises(ParamError, match="No notebooks"):
        find_notebooks(tmp_path)


def test_a_project_without_notebooks_uses_those_of_the_kit(tmp_path: Path, root: Path) -> None:
    assert [one.path for one in find_notebooks(tmp_path)] == [
        one.path for one in find_notebooks(root)
    ]
