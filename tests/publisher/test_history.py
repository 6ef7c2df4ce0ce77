"""Earlier editions: listed with what changed, opened from the list, removed by policy."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot
from kit.publisher import Changes, Earlier, History, SiteContext, publish_site, render_archive
from kit.publisher.manifest import history
from kit.publisher.verifying import verify_editions
from tests.publisher.seen_page import SeenPage
from tests.publisher.small_site import SmallSite
from tests.system.nightly import broken_links

DAY = date(2026, 2, 28)
FIRST = {"edition": "a", "as_of": "2026-01-31", "demo": False, "files": {"x": "1", "y": "1"}}


def test_what_a_new_edition_changed_is_counted_against_the_one_before() -> None:
    past = history(FIRST, {"x": "2", "z": "1"}, demo=False, keep=5)
    assert past.changes == Changes(new=1, changed=1, removed=1)
    assert past.earlier == (Earlier("a", date(2026, 1, 31), Changes()),)


def test_the_same_pages_published_again_are_no_new_history() -> None:
    second = {**FIRST, "edition": "b", "changes": {"new": 2, "changed": 0, "removed": 0}}
    second["earlier"] = [Earlier("a", DAY, Changes(3, 0, 0)).as_dict()]
    past = history(second, FIRST["files"], demo=False, keep=5)  # type: ignore[arg-type]
    assert past.changes == Changes(2, 0, 0)
    assert past.earlier == (Earlier("a", DAY, Changes(3, 0, 0)),)


def test_the_demo_is_not_in_the_history_of_real_data() -> None:
    demo = {**FIRST, "demo": True}
    past = history(demo, {"x": "1"}, demo=False, keep=5)
    assert (past.changes, past.earlier) == (Changes(new=1), ())


def test_the_list_says_which_edition_it_is_of_and_what_each_changed() -> None:
    past = History(Changes(1, 2, 3), (Earlier("abc", date(2026, 1, 31), Changes(1200, 0, 0)),))
    page = SeenPage(render_archive(SiteContext("Example", "en", DAY, ()), past))
    assert "28 February 2026 (this edition) 2 1 3" in page.text
    assert "31 January 2026 0 1,200 0" in page.text
    assert {"href": "archive/abc/index.html"} in page.all("a")


def test_before_there_is_any_the_list_says_so() -> None:
    html = render_archive(SiteContext("Example", "en", DAY, ()), History())
    assert "There is no earlier edition yet." in html


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite.of(tmp_path, keep={"editions": 3})


def editions(site: SmallSite, levels: tuple[float, ...]) -> list[str]:
    """One edition for each level, which stands on every page."""
    made = []
    for level in levels:
        at = SmallSite(site.settings.model_copy(update={"level": level}))
        snapshot = at.load()
        at.ran(snapshot)
        made.append(publish_site(at.settings, snapshot).edition)
    return made


def test_earlier_editions_are_opened_from_the_site_and_no_link_is_broken(site: SmallSite) -> None:
    *_, first, second, third = editions(site, (0.5, 0.6, 0.7, 0.8))
    outputs = site.settings.outputs
    listed = re.findall(r"archive/(\w+)/index.html", site.page("archive.html"))
    assert listed == [second, first]
    assert 'href="archive.html"' in site.page("index.html")
    assert "60% intervals" in site.page(f"archive/{first}/emea/dach/sales.html")
    for name in (first, second, third):
        assert broken_links(outputs / "editions" / name) == []
    assert verify_editions(outputs) == []


def test_so_many_editions_stay_as_the_setting_says_and_runs_keep_what_is_needed(
    site: SmallSite,
) -> None:
    made = editions(site, (0.5, 0.6, 0.7, 0.8, 0.9))
    outputs = site.settings.outputs
    kept = {path.name for path in (outputs / "editions").iterdir()}
    assert kept == {*made[-3:], "gone"}
    assert len(list((outputs / "runs" / "pages").iterdir())) == 8
    rendered = [path.suffix for path in (outputs / "runs" / "rendered").iterdir()]
    assert Counter(rendered) == {".html": 14, ".zip": 8, ".xlsx": 4}
    html = site.page(f"archive/{made[-3]}/archive/{made[-4]}/index.html")
    assert "This edition is not kept here any more." in html


def test_an_index_that_is_left_out_leaves_out_the_list_too(tmp_path: Path) -> None:
    site = SmallSite.of(tmp_path, index=False)
    editions(site, (0.5, 0.6))
    assert not (site.settings.outputs / "site" / "archive.html").exists()
    assert not (site.settings.outputs / "site" / "archive").exists()


def test_the_manifest_names_the_snapshot_and_the_editions_before(
    site: SmallSite, tmp_path: Path
) -> None:
    made = editions(site, (0.5, 0.6))
    manifest = json.loads(site.page("manifest.json"))
    snapshot: Snapshot = site.load()
    assert manifest["snapshot"] == snapshot.id
    assert [one["edition"] for one in manifest["earlier"]] == made[:1]
