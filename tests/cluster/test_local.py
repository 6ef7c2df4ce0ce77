"""Commands with `--cluster local` beside those without: the same site, and nothing left behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kit.runner import processes
from kit.runner.leftovers import project_mark
from tests.runner.conftest import write_notebook
from tests.system.project import Project

pytestmark = pytest.mark.acceptance

SETTINGS = "name: Small\nsources: {opportunities: {file: opportunities.csv}}\n"
HEADING = "opportunity_id,created_at,stage,status,closed_at,amount,owner,team,region"
ROWS = (
    "w,2026-01-05T09:00:00Z,Won,won,2026-03-01T09:00:00Z,10.50,Ann,Iberia,EMEA",
    "o,2026-01-06T09:00:00Z,New,open,,30,Bob,DACH,EMEA",
)
DRAWS = """
import matplotlib.pyplot as plt
from kit.report import open_report
r = open_report(region=region, team=team, as_of=as_of, period=period, periods=periods)
assert len(r.records.opportunities)
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "project"
    (folder / "params").mkdir(parents=True)
    (folder / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "opportunities.csv").write_text("\n".join([HEADING, *ROWS, ""]), encoding="utf-8")
    write_notebook(folder, "sales", DRAWS, order=10, units=["region", "team"])
    return Project(folder)


def site(project: Project) -> dict[str, bytes]:
    folder = project.site.resolve()
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_workers_that_end_with_the_run_make_the_same_site(project: Project) -> None:
    project.kit("report")
    here = site(project)
    shutil.rmtree(project.folder / "outputs")
    project.kit("report", "--cluster", "local", "--workers", "2")
    assert site(project) == here
    assert "sales.html" in " ".join(here)
    assert not processes.marked(project_mark(project.folder))


def test_what_is_due_runs_on_workers_too(project: Project) -> None:
    project.kit("report")
    here = site(project)
    shutil.rmtree(project.folder / "outputs")
    with (project.folder / "params" / "project.yaml").open("a", encoding="utf-8") as settings:
        settings.write('schedule: "0 6 * * 1"\n')
    on_workers = ("--cluster", "local", "--at", "2026-06-29T07:00+00:00")
    said = project.ask("schedule", "run", *on_workers)
    assert [page["state"] for page in said["run"]["pages"]] == ["done", "done", "done"]
    assert site(project) == here
    again = project.ask("schedule", "run", *on_workers)
    assert again["due"] == []
