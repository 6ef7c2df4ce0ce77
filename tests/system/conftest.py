"""Whole projects, reported on once per session as a user would: through the command line.

Every unit has its overview; the other pages are run for some units only, because each takes
seconds. `test_whole.py` runs all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.project import SPOKEN, Project, demo_folder, maven_folder


def report_on(project: Project, notebooks: tuple[str, ...], *unit: str) -> Project:
    """Run `notebooks` for every unit and all of them for one; publish what was run."""
    project.kit("load")
    project.kit("prepare")
    project.kit("run", *(part for name in notebooks for part in ("--notebook", name)))
    project.kit("run", *unit)
    project.kit("publish")
    return project


@pytest.fixture(scope="session")
def maven(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Project:
    """The Maven files: what can be said of opportunities, for every unit."""
    project = maven_folder(tmp_path_factory.mktemp("maven") / "project", shared)
    return report_on(project, ("overview", "company"), "--region", "East", "--team", "Cara Losch")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo CRM: overviews of all units, of one in every language; every page of one."""
    project = demo_folder(tmp_path_factory.mktemp("demo") / "project", SPOKEN)
    return report_on(project, ("overview", "company"), "--region", "EMEA", "--team", "Iberia")
