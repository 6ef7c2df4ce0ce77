"""What readers see when a unit fails, when nothing is run any more, and when outputs go away."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest

from kit.data.takings import write_taking
from tests.system.nightly import PARAMETERS, SHOWN, Nightly, State, broken_links
from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("kills")

FAILING = """from pathlib import Path

if team == "DACH" and Path({path!r}).exists():
    raise KeyError("the secret of /srv/data")"""
SETTINGS = """name: Teams
sources: {opportunities: {file: opportunities.csv}}
units: {EMEA/DACH: {language: it}}
"""
HEADING = "opportunity_id,created_at,stage,status,closed_at,amount,owner,team,region"


def export(project: Project, amount: int) -> None:
    rows = [
        "w,2026-01-05T09:00:00Z,Won,won,2026-03-01T09:00:00Z,10.50,Ann,Iberia,EMEA",
        f"o,2026-01-06T09:00:00Z,New,open,,{amount},Bob,DACH,EMEA",
    ]
    text = "\n".join([HEADING, *rows]) + "\n"
    (project.folder / "opportunities.csv").write_text(text, encoding="utf-8")


@pytest.fixture
def teams(tmp_path: Path) -> Project:
    """Two teams whose one page works, until the file `broken` lies beside the project."""
    folder = tmp_path / "project"
    for name in ("params", "notebooks"):
        (folder / name).mkdir(parents=True)
    (folder / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    cells = [
        nbformat.v4.new_markdown_cell("# Sales\n\nWhat was sold?"),
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(FAILING.format(path=str(tmp_path / "broken"))),
        nbformat.v4.new_code_cell(SHOWN),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kit"] = {"units": ["team"]}
    nbformat.write(notebook, folder / "notebooks" / "sales.ipynb")
    project = Project(folder)
    export(project, 20)
    return project


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("</style>")[1]).split())


def test_a_unit_that_fails_keeps_its_last_good_page_marked_and_the_others_are_renewed(
    teams: Project, tmp_path: Path
) -> None:
    teams.kit("report")
    good = teams.page("emea/dach/sales.html")
    (tmp_path / "broken").touch()
    export(teams, 30)
    answer = json.loads(teams.kit("report", "--json", code=1).stdout)["publish"]
    assert (answer["failed"], answer["stale"]) == (["emea/dach/sales.html"], [])
    page = teams.page("emea/dach/sales.html")
    assert re.findall(r"'digest': '(\w+)'", page) == re.findall(r"'digest': '(\w+)'", good)
    assert 'class="banner stale"' in page
    assert 'class="banner failed"' in page
    assert '<html lang="it">' in page
    assert "1 marzo 2026" in text(page)
    assert 'class="banner' not in teams.page("emea/iberia/sales.html")
    assert "failed; last good pages of 1 Mar 2026" in text(teams.page("index.html"))
    assert "secret" not in page + teams.page("index.html")
    assert broken_links(teams.site) == []
    assert teams.kit("publish", code=1).stdout.endswith("1 page failed: emea/dach/sales.html\n")
    (tmp_path / "broken").unlink()
    teams.kit("report")
    assert 'class="banner' not in teams.page("emea/dach/sales.html")


@pytest.mark.acceptance
def test_a_unit_that_never_had_a_good_page_gets_one_that_says_so(
    teams: Project, tmp_path: Path
) -> None:
    (tmp_path / "broken").touch()
    teams.kit("report", code=1)
    assert 'class="banner failed"' in teams.page("emea/dach/sales.html")
    assert 'class="banner' not in teams.page("emea/iberia/sales.html")
    assert broken_links(teams.site) == []


@pytest.mark.acceptance
def test_a_site_that_nobody_renews_is_found_out_by_its_age(tmp_path: Path) -> None:
    nightly = Nightly.of(tmp_path / "project")
    nightly.prepare(State(10, 0.9))
    nightly.start(whole=True).finish()
    project = nightly.project
    project.kit("status", "--max-age", "26h")
    assert re.search(r'class="age" data-as-of="2026-03-01"', project.page("company/sales.html"))
    store = nightly.outputs / "store"
    snapshot = json.loads(project.page("manifest.json"))["snapshot"]
    for path in (f"snapshots/{snapshot}.taken", "newest.taken"):
        (store / path).unlink()
    write_taking(store, snapshot, datetime.now(UTC) - timedelta(hours=30))
    assert project.ask("status", "--max-age", "26h", code=1)["age_hours"] >= 30
    project.kit("status", "--max-age", "2d")
    nightly.prepare(State(20, 0.9))
    project.kit("load")  # newer data that nobody publishes do not make the site any younger
    assert project.ask("status", "--max-age", "26h", code=1)["age_hours"] >= 30


@pytest.mark.parametrize(
    "vanished",
    [
        "outputs/site",
        *(
            pytest.param(name, marks=pytest.mark.acceptance)
            for name in ("outputs", "outputs/runs", "outputs/store")
        ),
    ],
)
def test_outputs_that_vanish_are_made_again_without_being_asked(
    vanished: str, tmp_path: Path
) -> None:
    nightly = Nightly.of(tmp_path / "project")
    nightly.prepare(State(10, 0.9))
    nightly.start(whole=True).finish()
    expected = nightly.published()
    path = nightly.project.folder / vanished
    path.unlink() if path.is_symlink() else shutil.rmtree(path)
    nightly.start(whole=True).finish()
    assert nightly.published() == expected
    assert nightly.faults() == []


@pytest.mark.acceptance
def test_an_edition_is_copied_with_its_publish(tmp_path: Path) -> None:
    nightly = Nightly.of(tmp_path / "project")
    nightly.prepare(State(10, 0.9))
    nightly.start(whole=True).finish()
    elsewhere = tmp_path / "elsewhere"
    copied = nightly.project.ask("publish", "--to", f"file://{elsewhere}")["copied"]
    manifest = json.loads((elsewhere / "manifest.json").read_text("utf-8"))
    assert (copied["written"], copied["edition"]) == (len(manifest["files"]), manifest["edition"])
    assert broken_links(elsewhere) == []
    said = nightly.project.kit("publish", "--to", "nowhere://x", code=2).stderr
    assert "`nowhere://x` is no place that can be written to" in said


def test_a_file_in_the_place_of_outputs_is_named_and_left_alone(tmp_path: Path) -> None:
    nightly = Nightly.of(tmp_path / "project")
    nightly.prepare(State(10, 0.9))
    nightly.outputs.write_text("not a folder")
    said = nightly.project.kit("report", code=1).stderr
    assert "outputs could not be made: something else stands in its place. Move that away" in said
    assert "Traceback" not in said
    assert nightly.outputs.read_text() == "not a folder"
