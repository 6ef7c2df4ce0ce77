"""One notebook as its page would be published; the site, the ledger and the run stay untouched."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kit import files, language
from kit.errors import BusyError, DataError, ParamError, RunError
from kit.params import load_settings
from kit.preview import Preview, preview
from tests.report.small_project import SETTINGS, WITH_OPPORTUNITIES, loaded
from tests.runner.conftest import write_notebook
from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("preview")

PAGE = """from kit import kpis, open_report

report = open_report(region=region, team=team, as_of=as_of, period=period, periods=periods)
report.headline(kpis.bookings(report.records.opportunities, report.window))"""
BROKEN = "x = 1\nprint('shown to nobody')\ny = x / 0"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A loaded project with a page for units, one for the company alone, and one that fails."""
    folder = loaded(tmp_path_factory.mktemp("preview") / "a folder", SETTINGS + WITH_OPPORTUNITIES)
    write_notebook(folder, "sales", PAGE, order=10)
    write_notebook(folder, "whole", PAGE, order=20, units=["company"])
    write_notebook(folder, "broken", BROKEN, order=30)
    return folder


@pytest.fixture(autouse=True)
def set_back() -> Any:
    yield
    language.use("en")


def made(folder: Path, notebook: str, **how: str) -> Preview:
    return preview(load_settings(folder), notebook, **how)


@pytest.fixture(scope="module")
def shown(folder: Path) -> Preview:
    """The page of a team that reads Spanish; its notebook has a cell that prints, too."""
    notebook = nbformat.read(folder / "notebooks" / "sales.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("print('for nobody')"))
    nbformat.write(notebook, folder / "notebooks" / "sales.ipynb")
    return made(folder, "sales", region="EMEA", team="DACH")


def test_the_page_of_a_unit_holds_that_units_numbers_and_lies_at_its_address(
    shown: Preview, folder: Path
) -> None:
    """Bo of DACH won 30 in February, Ada of Iberia nothing; 130 were won in all."""
    assert shown.page == folder / "outputs" / "preview" / "emea" / "dach" / "sales.html"
    html = shown.page.read_text(encoding="utf-8")
    assert 'lang="es"' in html
    assert "DACH" in html
    assert re.search(r">30,00\s€|30\s€", html)
    assert (shown.unit, shown.as_of, shown.language) == ("EMEA/DACH", "2026-02-28", "es")


def test_nothing_but_the_page_and_the_glossary_is_left(shown: Preview, folder: Path) -> None:
    home = folder / "outputs" / "preview"
    left = {path.name.partition(".")[0] for path in home.rglob("*") if path.is_file()}
    assert left == {"lock", "glossary", "sales"}
    assert {path.name for path in (folder / "outputs").iterdir()} == {"store", "preview"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in home.rglob("*.html"))


def test_every_link_of_the_page_leads_somewhere(shown: Preview) -> None:
    html = shown.page.read_text(encoding="utf-8")
    links = [part.split('"')[0] for part in html.split('href="')[1:]]
    targets = [(shown.page.parent / one.split("#")[0]).resolve() for one in links]
    assert targets
    assert [path for path in targets if not path.exists()] == []


def test_what_the_page_lacks_is_noted(shown: Preview) -> None:
    assert any("cell 4" in note and "not published" in note for note in shown.notes)
    assert any("kit prepare" in note for note in shown.notes)


@pytest.mark.parametrize(
    ("notebook", "how", "words"),
    [
        ("salse", {}, "Did you mean `sales`?"),
        ("elsewhere/salse.ipynb", {}, "put it there, or name one"),
        ("/another/notebooks/sales.ipynb", {}, "is no notebook in"),
        ("whole", {"region": "EMEA"}, "It has one for `the company`"),
        ("notebooks/whole.ipynb", {"region": "EMEA"}, "`whole` has no page for `EMEA`"),
        ("sales", {"team": "Iberai"}, "Unknown team `Iberai`"),
        ("sales", {"language": "it"}, "No unit is published in `it`"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_can(
    folder: Path, notebook: str, how: dict[str, str], words: str
) -> None:
    with pytest.raises(ParamError, match=words.replace("?", r"\?")):
        made(folder, notebook, **how)


def test_a_notebook_that_fails_names_its_cell_and_where_to_look(folder: Path) -> None:
    with pytest.raises(RunError) as refused:
        made(folder, "broken")
    said = str(refused.value)
    assert "cell 3 (`x = 1`): ZeroDivisionError: division by zero" in said
    assert f"kit lab --project '{folder}'" in said
    assert not (folder / "outputs" / "preview" / "run").exists()


def test_faults_of_a_notebook_are_said_before_it_runs(folder: Path) -> None:
    path = folder / "notebooks" / "odd.ipynb"
    content = json.loads((folder / "notebooks" / "sales.ipynb").read_text(encoding="utf-8"))
    content["cells"][1]["source"] = 'regoin: str = ""\n'
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ParamError, match=r"unknown parameter `regoin`.*`region`"):
        made(folder, "odd")
    path.unlink()


def test_two_previews_at_once_do_not_mix(folder: Path) -> None:
    lock = files.make_folder(folder / "outputs" / "preview") / "lock"
    with files.lock(lock, holder="kit preview"), pytest.raises(BusyError):
        made(folder, "sales")


def test_without_a_snapshot_the_next_step_is_said(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "params", tmp_path / "params")
    shutil.copytree(folder / "notebooks", tmp_path / "notebooks")
    with pytest.raises(DataError, match="kit load"):
        made(tmp_path, "sales")


@pytest.mark.acceptance
def test_the_command_gives_the_address_and_opens_it_only_where_asked(
    folder: Path, tmp_path: Path
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f"#!/bin/sh\nprintf %s \"$1\" > '{opened}'\n", encoding="utf-8")
    browser.chmod(0o755)
    asked = ("preview", "whole", "--json")
    answer = json.loads(Project(folder).kit(*asked, BROWSER=f"{browser} %s").stdout)
    assert not opened.exists()
    assert answer["address"] == Path(answer["page"]).as_uri()
    Project(folder).kit("preview", "whole", "--open", BROWSER=f"{browser} %s")
    assert opened.read_text(encoding="utf-8") == answer["address"]
