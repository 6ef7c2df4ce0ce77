"""Files of the bad-input corpus through the command line: what is refused, kept, and said."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest

from tests.data.readers.corpus import FOLDER, line_of, manifest
from tests.system.project import Project

pytestmark = [pytest.mark.shared_data, pytest.mark.xdist_group("corpus")]

SETTINGS = """name: Corpus
currency: EUR
timezone: Europe/Rome
quarantine_limit: 0.5
sources:
  opportunities:
    file: exports/{file}
    columns: {{opportunity_id: id, account_id: account}}
"""
BINARY = {"l01_good.xlsx": ".xlsx", "l10_good.parquet": ".parquet", "l15_good.sqlite": ".sqlite"}
REFUSED = [
    (good, line.file)
    for good, ending in BINARY.items()
    for line in manifest()
    if line.file.endswith(ending) and line.verdict == "reject"
]


def project(folder: Path, file: str) -> Project:
    """A project whose only source is a file of the corpus, under its own name."""
    (folder / "params").mkdir(parents=True)
    (folder / "exports").mkdir()
    shutil.copy(FOLDER / "files" / file, folder / "exports")
    (folder / "params" / "project.yaml").write_text(SETTINGS.format(file=file), encoding="utf-8")
    return Project(folder)


def outputs(made: Project) -> dict[str, bytes]:
    """Every file under outputs/ but the ledger of runs, which may say that one failed."""
    root = made.folder / "outputs"
    files = (path for path in root.rglob("*") if path.is_file())
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in files
        if path.relative_to(root).parts[0] in ("store", "site")
    }


def text_of(page: str) -> str:
    """What a reader sees of the main part of a page."""
    main = page[page.index("<main") : page.index("</main>")]
    return html.unescape(re.sub(r"<[^>]+>", " ", main))


def test_currencies_that_no_rate_connects_are_refused(tmp_path: Path) -> None:
    line = line_of("E01")
    made = project(tmp_path / "project", line.file)
    said = made.kit("load", code=2).stderr
    assert not line.unsaid(said)
    assert "Traceback" not in said
    assert not outputs(made)


@pytest.mark.parametrize(
    ("name", "team"),
    [
        ("J09", "Nord"),
        pytest.param("J01", "Uno", marks=pytest.mark.acceptance),
        pytest.param("J03", "Perse", marks=pytest.mark.acceptance),
        pytest.param("J05", "Aperte", marks=pytest.mark.acceptance),
        pytest.param("J07", "Const", marks=pytest.mark.acceptance),
    ],
)
def test_thin_data_are_published_and_the_page_says_so(tmp_path: Path, name: str, team: str) -> None:
    line = line_of(name)
    made = project(tmp_path / "project", line.file)
    done = made.kit("report", "--notebook", "overview", "--team", team)
    assert "Traceback" not in done.stdout + done.stderr
    (page,) = made.site.resolve().rglob(f"{team.lower()}/overview.html")
    text = text_of(page.read_text(encoding="utf-8"))
    assert not line.unsaid(text)
    assert not re.search(r"\b(nan|NaT|None|inf)\b", text)


@pytest.mark.parametrize(("good", "bad"), REFUSED, ids=[bad for _, bad in REFUSED])
def test_a_refused_file_leaves_the_store_as_it_was(tmp_path: Path, good: str, bad: str) -> None:
    made = project(tmp_path / "project", good)
    made.kit("load")
    before = outputs(made)
    export = made.folder / "exports" / good
    content = export.read_bytes()
    shutil.copy(FOLDER / "files" / bad, export)
    said = made.kit("load", code=2).stderr
    assert f"exports/{good}" in said
    assert "Traceback" not in said
    assert outputs(made) == before
    export.write_bytes(content)
    assert "nothing changed" in made.kit("load").stdout
    assert outputs(made) == before


@pytest.mark.parametrize("good", BINARY)
def test_a_file_that_is_cut_off_writes_nothing_at_all(tmp_path: Path, good: str) -> None:
    made = project(tmp_path / "project", good)
    export = made.folder / "exports" / good
    content = export.read_bytes()
    export.write_bytes(content[: len(content) // 2])
    said = made.kit("load", code=2).stderr
    assert f"exports/{good}" in said
    assert "Traceback" not in said
    assert not outputs(made)


@pytest.mark.acceptance
def test_every_reading_of_the_same_rows_gives_the_same_snapshot(tmp_path: Path) -> None:
    """A workbook, a Parquet file, a SQLite file and a CSV file of the same 40 opportunities."""
    files = ["a00_good.csv", *BINARY]
    made = [project(tmp_path / file, file) for file in files]
    sums = [one.ask("load")["tables"]["opportunities"] for one in made]
    whole = {"read": 40, "kept": 40, "quarantined": 0, "coerced": 0, "left_out": 0}
    assert sums == [whole] * 4
    amounts = [one.rows("bookings", "--period", "year", "--periods", "3") for one in made]
    assert amounts[1:] == amounts[:1] * 3
