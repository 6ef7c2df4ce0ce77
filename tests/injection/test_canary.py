"""No file of a unit holds a row of another, and no file at all holds a secret."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile, is_zipfile

import pytest

from kit.ledger import Ledger
from kit.publisher import folder
from kit.units import Unit
from tests.injection.company import TEAMS, words
from tests.injection.conftest import SECRETS
from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("hostile")

WORDS = re.compile("|".join(words().values()))
SECRET = re.compile(rb"zqhush|zqcorrect")


def foreign(unit: Unit) -> set[str]:
    """Words of the teams that do not belong to `unit`."""
    return {word for team, (region, word) in TEAMS.items() if not unit.holds(Unit(region, team))}


def units() -> list[Unit]:
    regions = dict.fromkeys(region for region, _ in TEAMS.values())
    teams = [Unit(region, team) for team, (region, _) in TEAMS.items()]
    return [*(Unit(region) for region in regions), *teams]


def contents(path: Path) -> Iterator[bytes]:
    """What a file holds; what is packed, unpacked too."""
    raw = path.read_bytes()
    yield raw
    if path.suffix == ".cards":
        yield zlib.decompress(raw)
    if is_zipfile(path):
        with ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())


def found(path: Path) -> set[str]:
    return {
        word
        for content in contents(path)
        for word in WORDS.findall(unquote(content.decode("utf-8", "replace")).lower())
    }


def assert_own(project: Project) -> None:
    """Every file below a unit's folder, and every executed notebook, is of that unit alone."""
    site, seen = project.site.resolve(), set()
    for unit in units():
        below = site / folder(unit)
        for path in below.rglob("*"):
            deepest = max(
                (one for one in units() if path.is_relative_to(site / folder(one))),
                key=lambda one: len(folder(one)),
            )
            if path.is_file():
                assert not found(path) & foreign(deepest), path
                seen |= found(path)
    ledger = Ledger(project.folder / "outputs")
    for page, good in ledger.good_pages().items():
        notebook = project.folder / "outputs" / "runs" / good.notebook_file
        record = json.dumps(good.record, ensure_ascii=False).lower()
        others = foreign(page.unit) if page.unit != Unit() else set()
        assert not (found(notebook) | set(WORDS.findall(record))) & others, page
        seen |= found(notebook)
    assert len(seen) > 1


def test_no_file_of_a_unit_holds_a_row_of_another(sample: Project) -> None:
    assert_own(sample)


@pytest.mark.acceptance
def test_no_file_of_any_unit_holds_a_row_of_another(whole: Project) -> None:
    assert_own(whole)


def test_no_file_holds_a_secret_of_the_environment(sample: Project) -> None:
    assert all(SECRET.search(value.encode()) for value in SECRETS.values())
    for path in (sample.folder / "outputs").rglob("*"):
        if path.is_file():
            assert not any(SECRET.search(content) for content in contents(path)), path
