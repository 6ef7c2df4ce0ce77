"""Whole projects, reported on once per session as a user would: through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.project import Project, demo_folder, maven_folder


@pytest.fixture(scope="session")
def maven(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Project:
    """The Maven files, reported on."""
    project = maven_folder(tmp_path_factory.mktemp("maven") / "project", shared)
    project.kit("report")
    return project


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo CRM, reported on."""
    project = demo_folder(tmp_path_factory.mktemp("demo") / "project")
    project.kit("report")
    return project
