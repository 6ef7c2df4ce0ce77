from __future__ import annotations

from pathlib import Path

import pytest

from kit import files
from kit.publisher import publish_site
from kit.publisher.verifying import verify, verify_editions
from tests.publisher.small_site import SmallSite


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    site = SmallSite.of(tmp_path)
    snapshot = site.load()
    site.ran(snapshot)
    publish_site(site.settings, snapshot)
    return site


def test_what_was_just_published_has_no_faults(site: SmallSite) -> None:
    assert verify(site.settings) == []


def test_where_nothing_was_published_there_is_nothing_to_find(tmp_path: Path) -> None:
    assert verify_editions(tmp_path) == []


def test_every_published_file_that_was_changed_or_removed_is_named(site: SmallSite) -> None:
    folder = (site.settings.outputs / "site").resolve()
    pages = sorted(path for path in folder.rglob("*") if path.is_file())
    published = [path for path in pages if path.name != "manifest.json"]
    for path in published[1:]:
        path.write_bytes(path.read_bytes() + b" ")
    published[0].unlink()
    faults = verify(site.settings)
    assert {site.settings.folder / fault.file for fault in faults} == {
        folder / path.relative_to(folder) for path in published
    }
    assert [fault for fault in faults if "is missing" in fault.message] == faults[:1]


def test_a_page_that_nobody_published_is_named(site: SmallSite) -> None:
    folder = (site.settings.outputs / "site").resolve()
    (folder / "extra.html").write_text("<p>hello", encoding="utf-8")
    (folder / f"{files.LEFTOVER}page").write_text("half", encoding="utf-8")
    (fault,) = verify(site.settings)
    assert fault.file.endswith("extra.html")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [('"demo": false', '"demo": true', "was changed"), ('"files"', '"flies"', "is damaged")],
)
def test_a_manifest_that_was_changed_is_named(
    site: SmallSite, old: str, new: str, words: str
) -> None:
    path = (site.settings.outputs / "site").resolve() / "manifest.json"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    (fault,) = verify(site.settings)
    assert words in fault.message


def test_a_site_that_leads_nowhere_is_named(site: SmallSite) -> None:
    files.remove_tree((site.settings.outputs / "site").resolve())
    assert [fault.file for fault in verify(site.settings)] == ["outputs/site"]


def test_the_store_is_looked_at_too(site: SmallSite) -> None:
    part = next((site.settings.store / "parts").iterdir())
    part.write_bytes(b"flipped")
    (fault,) = verify(site.settings)
    assert fault.file == f"outputs/store/parts/{part.name}"
