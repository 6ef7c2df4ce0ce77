"""Pages are rendered once for what they are made from, and again when that changes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot
from kit.errors import RunError
from kit.ledger import Ledger
from kit.publisher.verifying import verify
from kit.runner import Choice
from tests.publisher.small_site import SmallSite

PUBLISH = """
import sys
from pathlib import Path
from kit.data.manifest import newest
from kit.params import Settings
from kit.publisher import publish_site
settings = Settings(folder=Path(sys.argv[1]), name="Example")
site = publish_site(settings, newest(settings.store))
print(site.pages, site.stale, site.failed)
"""
DACH_SALES = Choice(team="DACH", notebooks=("sales",))


def rendered(site: SmallSite) -> dict[str, int]:
    """Files of the page cache, with the times at which they were written."""
    folder = site.settings.outputs / "runs" / "rendered"
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_publishing_again_renders_nothing_and_makes_the_same_edition(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    first = site.publish(snapshot)
    before = rendered(site)
    assert len(before) == 26  # eight pages, their tables, four homes and books, index, glossary
    assert site.publish(snapshot) == first
    assert rendered(site) == before


def test_a_rendered_page_that_was_changed_since_is_made_again(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    first = site.publish(snapshot)
    for path in (site.settings.outputs / "runs" / "rendered").iterdir():
        path.write_bytes(path.read_bytes().replace(b"Example", b"Exbmple"))
    assert site.publish(snapshot) == first
    assert verify(site.settings) == []


def test_an_executed_notebook_that_was_changed_since_is_not_published(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    before = site.publish(snapshot)
    good = next(iter(Ledger(site.settings.outputs).standings().values()))
    executed = site.settings.outputs / "runs" / good.notebook_file
    executed.write_bytes(executed.read_bytes().replace(b"130", b"180"))
    shutil.rmtree(site.settings.outputs / "runs" / "rendered")
    with pytest.raises(RunError, match="is damaged: it is not what the run kept"):
        site.publish(snapshot)
    assert not executed.exists()  # so that the next run makes it again
    site.ran(snapshot)
    assert site.publish(snapshot) == before


def test_only_what_changed_is_rendered_again(site: SmallSite, snapshot: Snapshot) -> None:
    site.ran(snapshot)
    site.publish(snapshot)
    before = rendered(site)
    site.failed(snapshot, DACH_SALES, "x")
    site.publish(snapshot)
    # the page and its tables, the unit's home and workbook, the index
    assert len(rendered(site).keys() - before.keys()) == 5
    assert len(before.keys() - rendered(site).keys()) == 5


def test_what_surrounds_a_page_changes_without_running_it(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    site.publish(snapshot)
    renamed = SmallSite(site.settings.model_copy(update={"name": "Renamed"}))
    published = renamed.publish(snapshot)
    assert (published.stale, published.failed) == ((), ())
    assert "<title>Sales – DACH – Renamed</title>" in site.page("emea/dach/sales.html")


def test_a_changed_template_renders_anew_without_running(
    site: SmallSite, snapshot: Snapshot, root: Path, tmp_path: Path
) -> None:
    """A copy of the kit with another template, in a process of its own."""
    site.ran(snapshot)
    site.publish(snapshot)
    before = rendered(site)
    copy = tmp_path / "copy" / "kit"
    shutil.copytree(root / "kit", copy, ignore=shutil.ignore_patterns("__pycache__"))
    template = copy / "publisher" / "templates" / "base.html.j2"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("<main ", "<main data-new "), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH, str(site.settings.folder)],
        cwd=copy.parent, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["8", "()", "()"]
    assert "<main data-new " in site.page("emea/dach/sales.html")
    assert len(rendered(site)) == len(before)
    same = rendered(site).keys() & before.keys()
    assert {Path(name).suffix for name in same} == {".zip", ".xlsx"}
    assert len(same) == sum(Path(name).suffix in {".zip", ".xlsx"} for name in before)
