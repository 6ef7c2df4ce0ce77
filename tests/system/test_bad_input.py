"""Bad input is refused with one clear message, exit 2, and the published site stays as it was."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("small")

GOOD = """id,owner,stage,amount,created,closed
o1,Ada,Won,1200.50,2026-01-05,2026-02-03
o2,Ada,Lost,0,2026-01-07,2026-02-10
o3,Bo,Open,300,2026-02-01,
"""
PEOPLE = "owner,team,region\nAda,Iberia,EMEA\nBo,DACH,EMEA\n"
SETTINGS = """name: Small
currency: EUR
timezone: Europe/Madrid
sources:
  opportunities:
    file: exports/opportunities.csv
    columns: {opportunity_id: id, created_at: created, closed_at: closed, status: stage}
    values: {status: {Won: won, Lost: lost, Open: open}}
  owners: {file: exports/people.csv}
"""
Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project with one page published."""
    folder = tmp_path_factory.mktemp("small") / "project"
    (folder / "exports").mkdir(parents=True)
    (folder / "params").mkdir()
    (folder / "exports" / "opportunities.csv").write_text(GOOD, encoding="utf-8")
    (folder / "exports" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    project = Project(folder)
    project.kit("report", "--notebook", "overview", "--team", "Iberia")
    return project


@pytest.fixture
def copy(published: Project, tmp_path: Path) -> Project:
    shutil.copytree(published.folder, tmp_path / "copy", symlinks=True)
    return Project(tmp_path / "copy")


def rewrite(old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        path = folder / "exports" / "opportunities.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    return change


CASES: dict[str, tuple[Change, list[str]]] = {
    "a missing file": (
        lambda folder: (folder / "exports" / "opportunities.csv").unlink(),
        ["exports/opportunities.csv"],
    ),
    "a renamed column": (rewrite("amount", "amuont"), ["`amount`", "`amuont`"]),
    "an empty table": (
        lambda folder: (folder / "exports" / "opportunities.csv").write_text(
            GOOD.splitlines()[0] + "\n"
        ),
        ["opportunities.csv", "no rows"],
    ),
    "unreadable dates": (
        rewrite("2026-01-0", "soon-0"),
        ["line 2", "`created`", "soon-05"],
    ),
    "an unreadable amount": (
        rewrite("1200.50", "a lot"),
        ["line 2", "`amount`", "a lot"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_sources_are_refused_and_the_site_stays(copy: Project, case: str) -> None:
    change, words = CASES[case]
    before = {path.name: path.read_bytes() for path in copy.site.rglob("*") if path.is_file()}
    change(copy.folder)
    said = copy.kit("report", code=2).stderr
    assert all(word in said for word in words), said
    assert "Traceback" not in said
    after = {path.name: path.read_bytes() for path in copy.site.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "--team", "Iberai"), ["`Iberai`", "Did you mean `Iberia`?", "`DACH`"]),
        (("run", "--region", "APAC"), ["`APAC`", "`EMEA`"]),
        (("run", "--notebook", "slaes"), ["`slaes`", "`sales`"]),
        (("compute", "win_rat"), ["`win_rat`", "`win_rate`"]),
        (("compute", "win_rate", "--period", "decade"), ["`decade`", "`quarter`"]),
        (("compute", "win_rate", "--by", "ownr"), ["`ownr`", "`owner`"]),
        (("compute", "win_rate", "--as-of", "2030-01-01"), ["2030-01-01", "2026-02-10"]),
        (("status", "--max-age", "soon"), ["`soon`", "26h"]),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(
    published: Project, arguments: tuple[str, ...], words: list[str]
) -> None:
    said = published.kit(*arguments, code=2).stderr
    assert all(word in said for word in words), said
    assert "Traceback" not in said


def test_a_mistyped_setting_is_named_with_file_and_line(copy: Project) -> None:
    path = copy.folder / "params" / "project.yaml"
    path.write_text(SETTINGS.replace("timezone:", "timezoen:"), encoding="utf-8")
    said = copy.kit("report", code=2).stderr
    assert "params/project.yaml, line 3" in said
    assert "Did you mean `timezone`?" in said


def test_a_folder_without_project_is_refused(tmp_path: Path) -> None:
    said = Project(tmp_path).kit("status", code=2).stderr
    assert "project.yaml" in said


def test_with_json_a_refusal_is_one_object_too(copy: Project) -> None:
    rewrite("amount", "amuont")(copy.folder)
    answer = copy.ask("load", code=2)
    assert answer["ok"] is False
    assert answer["faults"][0]["table"] == "opportunities"


def test_a_small_company_is_published_and_says_what_is_thin(published: Project) -> None:
    page = published.page("emea/iberia/overview.html")
    assert "€1,200.50" in page or "€1,201" in page
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search(r"\b(nan|NaT|None)\b", main)
