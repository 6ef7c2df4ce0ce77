from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from kit import files
from kit.errors import RunError
from kit.publisher import Edition, current, damaged, publish, read_manifest

DAY = date(2017, 12, 31)


def edition(mark: str = "one", *, demo: bool = False) -> Edition:
    return Edition({"index.html": mark, "emea/sales.html": f"<p>{mark}"}, DAY, demo)


def kept(outputs: Path) -> set[str]:
    return {folder.name for folder in (outputs / "editions").iterdir()}


def test_readers_find_the_files_and_a_manifest_of_them(tmp_path: Path) -> None:
    published = publish(edition(), tmp_path)
    site = tmp_path / "site"
    assert site.is_symlink()
    assert (site / "emea" / "sales.html").read_text() == "<p>one"
    assert published.folder == tmp_path / "editions" / published.edition
    assert published.changed
    manifest = json.loads((site / "manifest.json").read_text())
    assert manifest["files"]["index.html"] == files.digest("one")
    assert (manifest["edition"], manifest["as_of"], manifest["demo"]) == (
        published.edition,
        "2017-12-31",
        False,
    )


def test_the_same_files_make_the_same_edition_and_change_nothing(tmp_path: Path) -> None:
    first = publish(edition(), tmp_path)
    second = publish(edition(), tmp_path)
    assert second.edition == first.edition
    assert not second.changed
    assert edition("two").id != first.edition
    assert edition(demo=True).id != first.edition


def test_nothing_published_yet_is_no_edition(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    publish(edition(), tmp_path)
    found = current(tmp_path)
    assert found is not None
    assert (found.files, found.as_of, found.demo) == (2, DAY, False)


def test_the_last_editions_stay_and_the_one_in_use_always_does(tmp_path: Path) -> None:
    ids = [publish(edition(str(number)), tmp_path, keep=3).edition for number in range(6)]
    assert kept(tmp_path) == set(ids[-3:])
    last = publish(edition("last"), tmp_path, keep=1).edition
    assert kept(tmp_path) == {last, ids[-1]}  # readers may have the one before still open
    assert (tmp_path / "site" / "index.html").read_text() == "last"


def test_what_a_killed_publish_left_of_an_edition_goes_with_the_next(tmp_path: Path) -> None:
    first = publish(edition(), tmp_path).edition
    files.make_folder(tmp_path / "editions" / "0123456789abcdef" / "emea")
    (tmp_path / f"{files.LEFTOVER}link").symlink_to("editions")
    second = publish(edition("two"), tmp_path).edition
    assert kept(tmp_path) == {first, second}
    assert {path.name for path in tmp_path.iterdir()} == {"editions", "site"}


def test_the_demo_is_not_published_over_other_data(tmp_path: Path) -> None:
    real = publish(edition(), tmp_path)
    with pytest.raises(RunError, match=f"{real.edition}.*not published over it"):
        publish(edition(demo=True), tmp_path)
    assert (tmp_path / "site" / "index.html").read_text() == "one"


def test_other_data_replace_the_demo(tmp_path: Path) -> None:
    publish(edition(demo=True), tmp_path)
    publish(edition("two", demo=True), tmp_path)
    assert not publish(edition(), tmp_path).demo


def test_a_half_written_edition_is_completed(tmp_path: Path) -> None:
    wanted = publish(edition(), tmp_path / "elsewhere").edition
    folder = files.make_folder(tmp_path / "editions" / wanted)
    (folder / "index.html").write_text("torn")
    published = publish(edition(), tmp_path)
    assert (published.edition, damaged(published.folder)) == (wanted, ())
    assert (tmp_path / "site" / "index.html").read_text() == "one"


def test_a_flipped_bit_is_found_and_mended_by_publishing_again(tmp_path: Path) -> None:
    folder = publish(edition(), tmp_path).folder
    page = folder / "emea" / "sales.html"
    page.write_bytes(bytes([page.read_bytes()[0] ^ 1]) + page.read_bytes()[1:])
    assert damaged(folder) == ("emea/sales.html",)
    publish(edition(), tmp_path)
    assert damaged(folder) == ()


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../../x", "a\\b", "", "manifest.json"])
def test_an_address_outside_the_site_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no address inside the site"):
        publish(Edition({path: "x"}, DAY), tmp_path)
    assert not (tmp_path / "site").exists()


def test_addresses_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="differ in case only"):
        publish(Edition({"A.html": "x", "a.html": "y"}, DAY), tmp_path)


def test_a_manifest_that_is_none_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(RunError, match="not the manifest of an edition"):
        read_manifest(tmp_path)


def test_pages_are_read_one_at_a_time(tmp_path: Path) -> None:
    class Counted(Mapping[str, str]):
        reads = 0

        def __getitem__(self, path: str) -> str:
            self.reads += 1
            return path

        def __iter__(self) -> Iterator[str]:
            return iter(["a.html", "b.html"])

        def __len__(self) -> int:
            return 2

    pages = Counted()
    publish(Edition(pages, DAY), tmp_path)
    assert pages.reads == 4  # once for the digest, once for writing


def test_a_publish_that_fails_leaves_readers_the_old_edition(tmp_path: Path) -> None:
    publish(edition(), tmp_path)
    shutil.copytree(tmp_path, tmp_path / "copy", symlinks=True)
    wanted = publish(edition("two"), tmp_path / "copy").edition
    blocked = files.make_folder(tmp_path / "editions" / wanted)
    (blocked / "emea").write_text("a file where a folder should be")
    with pytest.raises(RunError, match=r"emea could not be made: something else stands in its"):
        publish(edition("two"), tmp_path)
    assert (tmp_path / "site" / "index.html").read_text() == "one"
    found = current(tmp_path)
    assert found is not None
    assert damaged(found.folder) == ()


def test_readers_never_see_a_mixture_during_fifty_publishes(tmp_path: Path) -> None:
    publish(edition("0"), tmp_path)
    is_over = threading.Event()
    faults: list[str] = []
    reads = [0]

    def read() -> None:
        while not is_over.is_set():
            folder = os.open(tmp_path / "site", os.O_RDONLY | os.O_DIRECTORY)
            try:
                found = {name: _read_in(folder, name) for name in ("index.html", "manifest.json")}
            except OSError as error:
                faults.append(repr(error))
                continue
            finally:
                os.close(folder)
            listed = json.loads(found["manifest.json"])["files"]["index.html"]
            if listed != files.digest(found["index.html"]):
                faults.append("mixture")
            reads[0] += 1

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 51):
        publish(edition(str(number)), tmp_path)
    is_over.set()
    reader.join()
    assert faults == []
    assert reads[0] > 50


def _read_in(folder: int, name: str) -> bytes:
    number = os.open(name, os.O_RDONLY, dir_fd=folder)
    with os.fdopen(number, "rb") as handle:
        return handle.read()
