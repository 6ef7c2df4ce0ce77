"""The same inputs give the same bytes, on another day and in another folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.system.project import SPOKEN, Project, demo_folder

pytestmark = pytest.mark.xdist_group("demo")


@pytest.mark.acceptance
@pytest.mark.skipif(not shutil.which("faketime"), reason="faketime: is not installed")
def test_another_day_and_folder_give_the_same_pages(demo: Project, tmp_path: Path) -> None:
    other = demo_folder(tmp_path / "elsewhere" / "a folder with spaces", SPOKEN)
    names = ("overview", "leads")
    chosen = (part for name in names for part in ("--notebook", name))
    unit = ("--region", "EMEA", "--team", "Iberia")
    other.kit("report", *unit, *chosen, before=("faketime", "-f", "+40d"))
    there = json.loads(other.page("manifest.json"))["files"]
    here = json.loads(demo.page("manifest.json"))["files"]
    pages = [path for path in there if path.endswith(tuple(f"{name}.html" for name in names))]
    assert len(pages) == 2
    changed = [path for path in pages if not equal_but_for_links(demo, other, path)]
    assert not changed
    assert {path: there[path] for path in there if path == "glossary.html"} == {
        path: here[path] for path in here if path == "glossary.html"
    }


def equal_but_for_links(one: Project, other: Project, path: str) -> bool:
    """The other site ran fewer notebooks, so that its pages link to fewer."""
    return content(one.page(path)) == content(other.page(path))


def content(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]
