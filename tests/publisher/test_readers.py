"""Readers who follow links while editions are switched under them."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from kit import files
from kit.publisher import Edition, publish
from kit.publisher.manifest import read_manifest

DAY = date(2026, 2, 28)
UNITS = ("company", "emea", "apac")
SWITCHES = 20


def pages(mark: int) -> dict[str, bytes | str]:
    """An index, homes and pages; each carries the mark of its edition at both ends."""
    found = {"index.html": "".join(f'<a href="{unit}/index.html">' for unit in UNITS)}
    for unit in UNITS:
        found[f"{unit}/index.html"] = f'<a href="{unit}/sales.html">'
        found[f"{unit}/sales.html"] = "x" * 50_000
    return {path: f"{mark}|{text}|{mark}" for path, text in found.items()}


class Reader:
    """Goes from the index along the links, over and over."""

    def __init__(self, site: Path, *, stays: bool) -> None:
        self.site, self.stays = site, stays
        self.seen: Counter[str] = Counter()
        self.faults: list[str] = []

    def read_until(self, is_over: threading.Event) -> None:
        while not is_over.is_set() or not self.seen:
            try:
                self._visit()
            except OSError as error:
                self.faults.append(repr(error))
            is_over.wait(0.1)  # a person looks at what was read

    def _visit(self) -> None:
        """One visit; a reader who stays has opened an edition and goes on in it."""
        site = self.site.resolve() if self.stays else self.site
        marks, ahead = set(), ["index.html"]
        while ahead:
            mark, text, end = (site / ahead.pop()).read_text(encoding="utf-8").split("|")
            if mark != end:
                self.faults.append(f"torn: {mark} … {end}")
            marks.add(mark)
            ahead += re.findall(r'href="([^"]+)', text)
        if self.stays and len(marks) > 1:
            self.faults.append(f"mixed: {sorted(marks)}")
        self.seen[max(marks, key=int)] += 1


@contextmanager
def reading(readers: list[Reader]) -> Iterator[None]:
    is_over = threading.Event()
    threads = [threading.Thread(target=one.read_until, args=(is_over,)) for one in readers]
    for thread in threads:
        thread.start()
    yield
    is_over.set()
    for thread in threads:
        thread.join()


def test_a_hundred_readers_meet_no_torn_page_and_no_missing_one_while_editions_are_switched(
    tmp_path: Path,
) -> None:
    publish(Edition(pages(0), DAY), tmp_path, keep=2)
    readers = [Reader(tmp_path / "site", stays=number % 2 == 0) for number in range(100)]
    with reading(readers):
        for mark in range(1, SWITCHES + 1):
            publish(Edition(pages(mark), DAY), tmp_path, keep=SWITCHES + 1)
    assert [fault for reader in readers for fault in reader.faults] == []
    assert all(reader.seen for reader in readers)
    assert len({mark for reader in readers for mark in reader.seen}) > 2


def test_a_reader_who_opened_the_edition_before_finds_all_of_it(tmp_path: Path) -> None:
    publish(Edition(pages(1), DAY), tmp_path, keep=2)
    opened = (tmp_path / "site").resolve()
    publish(Edition({"index.html": "2|only this page is left|2"}, DAY), tmp_path, keep=2)
    manifest = read_manifest(opened)
    assert manifest is not None
    for path, digest in manifest["files"].items():
        assert files.digest_file(opened / path) == digest
    assert not (tmp_path / "site" / "emea").exists()
