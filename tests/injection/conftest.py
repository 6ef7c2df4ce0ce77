"""The hostile company, loaded, run and published, once per session."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from kit import runner
from kit.load import load
from kit.params import load_settings
from kit.publisher import publish_site
from tests.injection import company
from tests.injection.hostile import HOSTILE
from tests.system.nightly import PARAMETERS
from tests.system.project import ROOT, Project

SECRETS = {
    "CRM_DATABASE_URL": "postgresql://kit:zqhush%40word@127.0.0.1:9/crm",
    "SMTP_PASSWORD": "zqcorrect horse",
}
ADA, BO, CY = company.TEAMS


def written(folder: Path) -> Project:
    """The company, with a page that always fails."""
    project = Project(company.write(folder))
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=lambda *_: ["outputs"])
    cells = [
        nbformat.v4.new_markdown_cell("# Broken\n\nWhat is broken?"),
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(f"raise KeyError({HOSTILE[0]!r})"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kit"] = {"units": ["team"], "order": 99}
    nbformat.write(notebook, folder / "notebooks" / "broken.ipynb")
    return project


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Some pages of two teams, one that failed, and an archive with an earlier edition."""
    project = written(tmp_path_factory.mktemp("hostile") / "project")
    settings = load_settings(project.folder)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SECRETS.items():
            patch.setenv(name, value)
        snapshot = load(settings).snapshot
        for team, names in ((ADA, ("support", "account")), (CY, ("account", "broken"))):
            choice = runner.Choice(company.TEAMS[team][0], team, names)
            ended = runner.run(settings, snapshot, choice=choice).outcomes
            failed = {one.page.notebook: one.reason for one in ended if not one.is_good}
            assert failed.keys() == {"broken"} & {*names}, failed
            publish_site(settings, snapshot)
    return project


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Every page of every unit, by the command line."""
    project = written(tmp_path_factory.mktemp("hostile") / "project")
    project.kit("report", code=1, **SECRETS)
    return project
