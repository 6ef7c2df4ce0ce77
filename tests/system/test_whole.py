"""All pages of all units, as `make report` makes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.project import Project, demo_folder, maven_folder

pytestmark = pytest.mark.acceptance


def assert_whole(project: Project) -> None:
    first = project.ask("report")
    pages = first["run"]["pages"]
    assert {page["state"] for page in pages} == {"done"}
    assert first["publish"]["failed"] == []
    assert {unit["state"] for unit in project.ask("status")["units"]} == {"fresh"}
    again = project.ask("report")
    assert (again["load"]["changed"], again["prepare"]["changed"]) == (False, False)
    assert {page["state"] for page in again["run"]["pages"]} == {"unchanged"}
    assert again["publish"]["edition"] == first["publish"]["edition"]


def test_the_whole_demo_is_reported_on_and_then_nothing_is_done_again(tmp_path: Path) -> None:
    assert_whole(demo_folder(tmp_path / "demo"))


@pytest.mark.shared_data
def test_all_of_maven_is_reported_on_and_then_nothing_is_done_again(
    tmp_path: Path, shared: Path
) -> None:
    assert_whole(maven_folder(tmp_path / "maven", shared))
