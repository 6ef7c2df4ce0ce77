"""Pages of forked kernels are those of ordinary ones, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from kit.kernels import SWITCH, why_not
from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("demo")

UNIT = ("--region", "EMEA", "--team", "Iberia")
NOTEBOOKS = ("leads", "account", "forecast")


def executed(project: Project) -> dict[str, list[dict[str, Any]]]:
    """Cells of executed notebooks, without the names that Papermill makes up for new ones."""
    found = {}
    for path in (project.folder / "outputs" / "runs" / "pages").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        found[path.name] = [{**cell, "id": ""} for cell in cells]
    return found


def test_ordinary_kernels_make_the_pages_that_forked_ones_made(
    demo: Project, tmp_path: Path
) -> None:
    assert not why_not(os.environ)
    before = executed(demo)
    other = Project(tmp_path / "project")
    shutil.copytree(demo.folder, other.folder, symlinks=True)
    shutil.rmtree(other.folder / "outputs" / "runs" / "pages")
    chosen = [part for name in NOTEBOOKS for part in ("--notebook", name)]
    done = other.kit("run", "--all", *UNIT, *chosen, **{SWITCH: "ordinary"})
    assert "KIT_KERNELS asks for ordinary kernels" in done.stderr
    after = executed(other)
    assert len(after) == len(NOTEBOOKS)
    assert {name: before[name] for name in after} == after
