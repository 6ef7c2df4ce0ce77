"""An edition copied to a folder and to a bucket: whole, in an order that breaks no link."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from posixpath import dirname, normpath

import pytest

from kit import files
from kit.errors import ParamError, RunError
from kit.publisher import Edition, History, publish
from kit.publisher.copying import UNFINISHED, copy_edition
from kit.publisher.places import Place, place_of
from tests.buckets import bucket as in_bucket

DAY = date(2026, 2, 28)


def site(*units: str, mark: str = "") -> dict[str, bytes | str]:
    """An index, and for each unit a home with two pages that lead to each other."""
    links = "".join(f'<a href="{unit}/index.html">' for unit in units)
    pages: dict[str, bytes | str] = {"index.html": f'{links}<a href="archive.html">{mark}'}
    for unit in units:
        pages[f"{unit}/index.html"] = '<a href="sales.html"><a href="leads.html">'
        pages[f"{unit}/sales.html"] = f'<a href="leads.html"><a href="../index.html">{mark}'
        pages[f"{unit}/leads.html"] = '<a href="sales.html">'
    return pages


def archive(past: History) -> str:
    return "".join(f'<a href="archive/{one.edition}/index.html">' for one in past.earlier)


def published(outputs: Path, pages: dict[str, bytes | str], *, demo: bool = False) -> str:
    gone = '<a href="../../archive.html">'
    return publish(Edition(pages, DAY, demo), outputs, archive=archive, gone=gone).edition


@dataclass
class Watched:
    """A place in which a reader follows every link from the index, again after every change."""

    place: Place
    broken: list[str] = field(default_factory=list)

    def look(self) -> None:
        ahead, seen = ["index.html"], {"index.html"}
        while ahead:
            path = ahead.pop()
            html = self.place.read(path)
            if html is None:
                self.broken.append(path)
                continue
            targets = re.findall(r'href="([^"]+)', html.decode())
            leads = {normpath(f"{dirname(path) or '.'}/{target}") for target in targets} - seen
            seen |= leads
            ahead += leads


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket on a server that speaks S3."""
    with in_bucket("reports"):
        yield "s3://reports"


@pytest.fixture(params=["file", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return f"file://{tmp_path}/elsewhere/site"
    return f"{request.getfixturevalue('bucket')}/{files.digest(str(tmp_path))[:12]}"


def at(url: str, path: str) -> str | None:
    content = place_of(url).read(path)
    return None if content is None else content.decode()


def test_a_copy_holds_every_page_at_its_address_and_only_changes_are_copied_again(
    url: str, tmp_path: Path
) -> None:
    edition = published(tmp_path, site("emea", "apac"))
    first = copy_edition(tmp_path, url)
    assert (first.edition, first.written, first.kept, first.removed) == (edition, 8, 0, 0)
    manifest = json.loads(at(url, "manifest.json") or "")
    assert manifest == json.loads((tmp_path / "site" / "manifest.json").read_text())
    for path, digest in manifest["files"].items():
        assert files.digest(at(url, path) or "") == digest
    again = copy_edition(tmp_path, url)
    assert (again.written, again.kept, again.removed) == (0, 8, 0)


def test_what_is_gone_is_removed_and_links_to_earlier_editions_lead_to_a_page_that_says_so(
    url: str, tmp_path: Path
) -> None:
    before = published(tmp_path, site("emea", "apac"))
    copy_edition(tmp_path, url)
    published(tmp_path, site("emea", mark="new"))
    copied = copy_edition(tmp_path, url)
    assert (copied.written, copied.kept, copied.removed) == (4, 2, 3)
    assert at(url, "apac/sales.html") is None
    assert at(url, f"archive/{before}/index.html") == '<a href="../../archive.html">'


def test_files_of_others_beside_the_site_stay(url: str, tmp_path: Path) -> None:
    place_of(url).write("emea/theirs.html", b"not ours")
    published(tmp_path, site("emea"))
    copy_edition(tmp_path, url)
    published(tmp_path, site("apac"))
    copy_edition(tmp_path, url)
    assert at(url, "emea/theirs.html") == "not ours"


def test_a_copy_that_broke_off_is_known_and_the_next_one_makes_it_whole(
    url: str, tmp_path: Path
) -> None:
    published(tmp_path, site("emea", mark="old"))
    copy_edition(tmp_path, url)
    published(tmp_path, site("emea", "apac", mark="new"))
    page = (tmp_path / "site").resolve() / "index.html"
    whole = page.read_bytes()
    page.write_bytes(b"flipped")
    with pytest.raises(RunError, match=r"index.html differs from its manifest"):
        copy_edition(tmp_path, url)
    assert json.loads(at(url, "manifest.json") or "")["edition"] == UNFINISHED
    assert at(url, "index.html") == site("emea", mark="old")["index.html"]
    page.write_bytes(whole)
    published(tmp_path, site("emea", mark="old"))
    copy_edition(tmp_path, url)
    assert at(url, "emea/sales.html") == site("emea", mark="old")["emea/sales.html"]
    assert at(url, "apac/sales.html") is None


def test_at_no_moment_does_a_link_lead_nowhere(tmp_path: Path) -> None:
    """A reader looks at every page after every single change of a folder."""
    url = f"file://{tmp_path}/elsewhere"
    watched = Watched(place_of(url))
    published(tmp_path, site("emea", "apac"))
    copy_edition(tmp_path, url)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("write_atomic", "remove_tree"):
            patch.setattr(files, name, looked_at(getattr(files, name), watched))
        for units in (("emea", "amer"), ("amer",), ("apac", "amer", "emea")):
            published(tmp_path, site(*units, mark=str(units)))
            copy_edition(tmp_path, url)
    assert watched.broken == []
    watched.place.remove("emea/sales.html")
    watched.look()
    assert watched.broken != []


def looked_at(change: object, watched: Watched) -> object:
    def changed(*arguments: object, **named: object) -> None:
        change(*arguments, **named)  # type: ignore[operator]
        watched.look()

    return changed


def test_the_demo_is_not_copied_over_other_data(url: str, tmp_path: Path) -> None:
    published(tmp_path / "real", site("emea"))
    copy_edition(tmp_path / "real", url)
    published(tmp_path / "demo", site("emea", mark="demo"), demo=True)
    with pytest.raises(RunError, match="the demo is not copied over it"):
        copy_edition(tmp_path / "demo", url)


def test_before_anything_is_published_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="Run `kit report` first"):
        copy_edition(tmp_path, f"file://{tmp_path}/elsewhere")


@pytest.mark.parametrize("url", ["nowhere://x", "adl://x/y"])
def test_a_place_that_nothing_reaches_is_refused(url: str, tmp_path: Path) -> None:
    published(tmp_path, site("emea"))
    with pytest.raises(ParamError, match=f"`{url}`"):
        copy_edition(tmp_path, url)


def test_a_bucket_that_is_not_there_is_named_with_the_next_step(
    bucket: str, tmp_path: Path
) -> None:
    published(tmp_path, site("emea"))
    with pytest.raises(RunError, match=r"s3://nobodys/x/\S+ could not be written: .*untouched"):
        copy_edition(tmp_path, "s3://nobodys/x")
    assert "AWS_SECRET_ACCESS_KEY" in os.environ


def test_a_file_that_is_no_manifest_is_not_overwritten(url: str, tmp_path: Path) -> None:
    place_of(url).write("manifest.json", b"[]")
    published(tmp_path, site("emea"))
    with pytest.raises(RunError, match="not the manifest of an edition"):
        copy_edition(tmp_path, url)
    assert at(url, "manifest.json") == "[]"
