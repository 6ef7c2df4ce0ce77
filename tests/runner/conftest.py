"""A small project with notebooks of its own, loaded without reading a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kit.data.manifest import Snapshot
from kit.params import Settings
from tests.two_teams import stored

PARAMETERS = (
    'region: str = ""\nteam: str = ""\nas_of: str = ""\n'
    'period: str = "quarter"\nperiods: int = 8\nlanguage: str = ""'
)


def write_notebook(folder: Path, name: str, cell: str, **kit: Any) -> None:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    notebook.metadata["kit"] = kit
    notebook.cells = [
        nbformat.v4.new_markdown_cell(f"# {name.capitalize()}\n\nWhat?"),
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(cell),
    ]
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")


@pytest.fixture
def notebook_in() -> Callable[..., None]:
    """Writes a notebook into a project folder: name, last cell, place on the site."""
    return write_notebook


@pytest.fixture
def load_into() -> Callable[..., Snapshot]:
    """Stores the small company's tables for settings; columns can be replaced."""
    return stored


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write_notebook(tmp_path, "sales", "x = 1", order=10, units=["region", "team"])
    return Settings(folder=tmp_path)


@pytest.fixture
def snapshot(settings: Settings, load_into: Callable[..., Snapshot]) -> Snapshot:
    return load_into(settings)
