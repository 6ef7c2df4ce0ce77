"""Pages in other languages: nothing on them is English but what the records say so."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from kit import language
from kit.data.manifest import newest
from kit.language import CATALOGS, messages
from kit.ledger import Ledger
from kit.params import load_settings
from kit.publisher import render_page
from kit.publisher.surroundings import Standing, context_of
from kit.runner import Choice, plan
from tests.system.project import SPOKEN, Project, demo_folder
from tests.system.spoken import Said, english_in, values

pytestmark = pytest.mark.xdist_group("demo")
OTHERS = ("ca", "es", "it")
HOME = "emea/nordics"
NAMES = ("Demo company", "EMEA", "Nordics")


def data_of(project: Project) -> frozenset[str]:
    return values(project.folder / "outputs" / "demo", *NAMES)


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("page", [f"{HOME}/overview", f"{HOME}/index", "glossary"])
def test_a_page_in_another_language_holds_no_english(demo: Project, page: str, code: str) -> None:
    other, original = demo.page(f"{page}.{code}.html"), demo.page(f"{page}.html")
    assert f'<html lang="{code}">' in other
    assert len(Said(other).texts) > 20
    assert english_in(other, original, code, data_of(demo)) == set()
    assert "en" not in Said(other.replace('hreflang="en" lang="en"', "")).languages


@pytest.mark.parametrize("code", OTHERS)
def test_every_version_of_a_page_leads_to_every_other(demo: Project, code: str) -> None:
    for page in ("overview", "index"):
        html = demo.page(f"{HOME}/{page}.{code}.html")
        found = dict(re.findall(r'<a href="([^"]+)" hreflang="(\w+)"', html))
        others = {one for one in OTHERS if one != code}
        assert found == {f"{page}.html": "en"} | {f"{page}.{one}.html": one for one in others}


def test_a_translation_that_is_gone_is_noticed(
    demo: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(CATALOGS, tmp_path, dirs_exist_ok=True)
    known = (tmp_path / "ca.po").read_text(encoding="utf-8")
    gone = known.replace('msgstr "Xifres clau"', 'msgstr ""')
    assert gone != known
    (tmp_path / "ca.po").write_text(gone, encoding="utf-8")
    monkeypatch.setattr(messages, "CATALOGS", tmp_path)
    messages.load.cache_clear()
    try:
        page = rendered(demo, "ca")
    finally:
        messages.load.cache_clear()
        language.use("en")
    original = demo.page(f"{HOME}/overview.html")
    assert english_in(page, original, "ca", data_of(demo)) == {"Key figures"}


def rendered(project: Project, code: str) -> str:
    """The overview of the unit, rendered here from its executed notebook."""
    settings = load_settings(project.folder)
    snapshot = newest(settings.store)
    assert snapshot is not None
    choice = Choice("EMEA", "Nordics", ("overview",), (code,), only_unit=True)
    (task,) = plan(settings, snapshot, choice)
    good = Ledger(settings.outputs).good_pages()[task.page]
    standing = Standing(task, good, failure=None, is_outdated=False)
    notebook = settings.outputs / "runs" / good.notebook_file
    content = json.loads(notebook.read_text(encoding="utf-8"))
    language.use(code)
    return render_page(content, context_of(settings, standing, [standing]))


@pytest.mark.acceptance
def test_no_page_of_a_unit_in_another_language_holds_english(tmp_path: Path) -> None:
    project = demo_folder(tmp_path / "demo", SPOKEN)
    project.kit("report", "--region", "EMEA", "--team", "Nordics")
    data, found = data_of(project), {}
    originals = [path for path in (project.site / HOME).rglob("*.html") if path.name.count(".") < 2]
    assert len(originals) > 12
    for original in originals:
        english = original.read_text(encoding="utf-8")
        for code in OTHERS:
            page = original.with_suffix(f".{code}.html")
            if said := english_in(page.read_text(encoding="utf-8"), english, code, data):
                found[page.name] = said
    assert found == {}
