"""Every recipe of the cookbook does what it says, word for word, in a copy of the kit."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Server, running
from tests.report.small_project import SETTINGS, WITH_OPPORTUNITIES, loaded
from tests.system.project import ROOT
from tests.system.recipes import Workshop, recipes

DOCUMENT = ROOT / "docs" / "cookbook.md"
RECIPES = recipes(DOCUMENT)
DEALS = (
    "create table deals (id text, created date, phase text, outcome text, closed date,"
    " worth numeric, handled_by text)",
    "insert into deals values ('1', '2026-01-05', 'End', 'signed', '2026-02-03', 1200.50, 'Ada'),"
    " ('2', '2026-02-01', 'Talk', 'talking', null, 80, 'Bo')",
)

pytestmark = pytest.mark.xdist_group("cookbook")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A loaded project of four opportunities."""
    return loaded(tmp_path_factory.mktemp("cookbook") / "small", SETTINGS + WITH_OPPORTUNITIES)


@pytest.fixture
def workshop(project: Path, tmp_path: Path) -> Workshop:
    return Workshop.of(project, tmp_path / "workshop")


@pytest.fixture
def empty(workshop: Workshop) -> Workshop:
    """A workshop in which nothing was loaded before."""
    shutil.rmtree(workshop.folder / "outputs")
    return workshop


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def test_every_recipe_is_listed_and_tried() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    listed = re.findall(r"^- \[(.+)\]\(#(.+)\)$", text, re.MULTILINE)
    assert [title for title, _ in listed] == list(RECIPES)
    assert all(anchor == title.lower().replace(" ", "-") for title, anchor in listed)
    tried = Path(__file__).read_text(encoding="utf-8")
    assert [title for title in RECIPES if f'RECIPES["{title}"]' not in tried] == []


def test_a_kpi_is_computed_listed_and_explained(workshop: Workshop) -> None:
    """Ada lost one opportunity in February, without an amount of more than 0."""
    workshop.do(RECIPES["Add a KPI"])
    (rows,) = [said for said in workshop.said if said]
    assert "amount_lost" in rows
    workshop.command("kit kpis")
    assert "Amount of the opportunities lost in the period" in workshop.said[-1]
    doctest = [sys.executable, "-m", "doctest", "kit/kpis/sales/amount_lost.py"]
    workshop.run(doctest)


@pytest.mark.acceptance
def test_the_kpi_keeps_what_every_kpi_promises_and_what_sql_counts(workshop: Workshop) -> None:
    unseen = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "tests", workshop.folder / "tests", ignore=unseen)
    shutil.copy(ROOT / "pyproject.toml", workshop.folder)
    workshop.do(RECIPES["Add a KPI"])
    tests = ["tests/kpis/test_promises.py", "tests/independent", "tests/catalogue"]
    chosen = ["-k", "amount_lost", "-m", "not acceptance", "-p", "no:cacheprovider", "-q"]
    workshop.run([sys.executable, "-m", "pytest", *tests, *chosen])
    assert re.search(r"[1-9]\d* passed", workshop.said[-1])


@pytest.mark.acceptance
def test_a_crm_is_recognised(workshop: Workshop) -> None:
    workshop.do(RECIPES["Add a CRM"])
    recognised, checked = workshop.said
    assert "Exports of Acme CRM: 1 table." in recognised
    assert "crm: acme" in (workshop.folder / "trial/params/project.yaml").read_text("utf-8")
    assert re.search(r"^opportunities +3 +3 +0", checked, re.MULTILINE)


@pytest.mark.acceptance
def test_a_log_of_events_becomes_cases(empty: Workshop) -> None:
    """The first case was opened at nine and answered at half past ten."""
    empty.do(RECIPES["Read a log of events"])
    assert re.search(r"^cases +2 +2 +0", empty.said[0], re.MULTILINE)
    empty.command("kit compute first_response_time --period month --periods 2")
    assert re.search(r"median +2026-01-01 +1\.5 ", empty.said[-1])


def test_a_schedule_is_told_and_printed(workshop: Workshop) -> None:
    workshop.do(RECIPES["Run every night"])
    told, printed = workshop.said
    assert "EMEA/Iberia" in told
    assert "schedule run" in printed


@pytest.mark.acceptance
def test_a_table_comes_from_postgresql(empty: Workshop, server: Server) -> None:
    server.run(*DEALS)
    empty.instead = {"postgresql+psycopg://reader:password@db.example.com/crm": server.url}
    empty.do(RECIPES["Read from PostgreSQL"])
    assert re.search(r"^opportunities +2 +2 +0", empty.said[0], re.MULTILINE)


@pytest.mark.acceptance
def test_a_page_is_written_and_shown(workshop: Workshop) -> None:
    (json,) = [block for block in RECIPES["Add a page"] if block.language == "json"]
    workshop.do(RECIPES["Add a page"])
    page = workshop.folder / "outputs/preview/emea/iberia/key_accounts.html"
    assert "Which accounts bring most?" in page.read_text(encoding="utf-8")
    notebook = (workshop.folder / "notebooks/key_accounts.ipynb").read_text(encoding="utf-8")
    assert '"order": 210' in notebook
    assert '"order": 210' in json.text


@pytest.mark.acceptance
def test_a_chart_is_drawn_and_says_what_it_shows(workshop: Workshop) -> None:
    workshop.do(RECIPES["Add a chart"])
    assert "Bo" in workshop.said[-1]


@pytest.mark.acceptance
def test_a_finding_speaks_where_its_evidence_does(workshop: Workshop) -> None:
    """Ada of Iberia won in January and nothing in February."""
    workshop.do(RECIPES["Add a finding"])
    assert workshop.said[-1] == "silence watch\n"


@pytest.mark.acceptance
def test_a_language_is_spoken_as_far_as_it_is_translated(workshop: Workshop) -> None:
    workshop.do(RECIPES["Add a language"])
    settings = workshop.folder / "params" / "project.yaml"
    settings.write_text(settings.read_text("utf-8") + "language: fr\n", encoding="utf-8")
    workshop.command("kit new page_en_francais")
    workshop.command("kit preview page_en_francais")
    page = workshop.folder / "outputs/preview/company/page_en_francais.html"
    html = page.read_text(encoding="utf-8")
    assert '<html lang="fr">' in html
    assert "Période" in html


@pytest.mark.acceptance
def test_a_site_is_copied(workshop: Workshop, tmp_path: Path) -> None:
    for line in ("kit prepare", "kit run --notebook support --only-unit", "kit publish"):
        workshop.command(line)
    workshop.instead = {"/srv/reports": str(tmp_path / "reports")}
    (tmp_path / "reports").mkdir()
    workshop.do(RECIPES["Publish to a web server or a bucket"])
    assert (tmp_path / "reports" / "index.html").is_file()


@pytest.mark.acceptance
def test_pages_run_on_the_workers_of_a_cluster(workshop: Workshop) -> None:
    workshop.command("kit prepare")
    workshop.do(RECIPES["Run on several machines"])
    assert re.search(r"^run +\d+ pages?: \d+ done$", workshop.said[-1], re.MULTILINE)
