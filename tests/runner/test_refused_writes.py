"""A disk that takes no more: said plainly, nothing half-written, what was done before stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.data.handover import snapshot_of
from kit.data.manifest import Snapshot
from kit.files import LEFTOVER
from kit.ledger import Ledger
from kit.params import Settings
from kit.results import MIME
from kit.runner import run
from tests.breaking import may_mount
from tests.system.project import Project

Load = Callable[..., Snapshot]
Write = Callable[..., None]

SETTINGS = "name: Small\nsources: {opportunities: {file: none.csv}}\n"
READ_ONLY = """
import os, subprocess
from pathlib import Path
runs = Path(os.environ["KIT_PROJECT"], "outputs", "runs")
if not runs.with_name("once").exists():
    runs.with_name("once").touch()
    for how in (["--bind", runs], ["-o", "remount,ro,bind"]):
        subprocess.run(["mount", *how, runs], check=True)
"""
CELL = """
from IPython.display import display
display({{{mime!r}: {{"result": "notice", "text": "x" * {size}}}}}, raw=True)
"""


def page(size: int) -> str:
    """A cell whose result takes so many bytes in the executed notebook."""
    return CELL.format(mime=MIME, size=size)


@pytest.fixture
def settings(tmp_path: Path, load_into: Load, notebook_in: Write) -> Settings:
    """Two pages of the company that ran well, of which the second is changed since."""
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    for name in ("small", "large"):
        notebook_in(tmp_path, name, page(10), units=["company"])
    settings = Settings(folder=tmp_path)
    assert run(settings, load_into(settings)).is_good
    notebook_in(tmp_path, "large", page(900_000), units=["company"])
    return settings


def test_an_executed_notebook_that_cannot_be_written_ends_the_run(settings: Settings) -> None:
    before = ("prlimit", "--fsize=600000")  # as a disk on which no more than that is free
    done = Project(settings.folder).kit("run", before=before, code=1)
    assert "larger than this process may write" in done.stderr
    assert "Traceback" not in done.stderr
    ledger = Ledger(settings.outputs)
    assert ledger.state(2) == "interrupted"
    (failure,) = ledger.failures().values()
    assert (failure.page.notebook, failure.state) == ("large", "failed")
    whole(settings)

    assert run(settings, snapshot_of(settings)).is_good  # there is room again
    whole(settings)


def test_a_disk_that_becomes_read_only_while_pages_run_ends_the_run(
    settings: Settings, notebook_in: Write
) -> None:
    if not may_mount():
        return  # what is said then is tried in tests/files/test_refusals.py
    notebook_in(settings.folder, "large", READ_ONLY, units=["company"])
    done = Project(settings.folder).kit("run", before=("unshare", "-rm"), code=1)
    assert re.search("the disk is read-only|Look at .* who may write there", done.stderr)
    assert "Traceback" not in done.stderr
    whole(settings)
    assert run(settings, snapshot_of(settings)).is_good  # it is writable again
    whole(settings)


@pytest.mark.acceptance
def test_a_ledger_that_cannot_be_written_ends_the_run_before_it_begins(settings: Settings) -> None:
    done = Project(settings.folder).kit("run", before=("prlimit", "--fsize=1000"), code=1)
    assert "ledger.sqlite could not be read or written" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(Ledger(settings.outputs).good_pages()) == 2
    whole(settings)


@pytest.mark.acceptance
def test_a_folder_that_is_none_is_named(settings: Settings) -> None:
    folder = settings.outputs / "runs" / "tasks"
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("in the way", encoding="utf-8")
    done = Project(settings.folder).kit("run", code=1)
    assert "tasks" in done.stderr
    assert "Traceback" not in done.stderr
    assert Ledger(settings.outputs).state(2) == "interrupted"


def whole(settings: Settings) -> None:
    """Nothing half-written lies around, and every notebook that the ledger stands on is there."""
    runs = settings.outputs / "runs"
    assert [*runs.rglob(f"{LEFTOVER}*")] == []
    good = Ledger(settings.outputs).good_pages().values()
    assert {one.page.notebook for one in good} == {"small", "large"}
    assert all((runs / one.notebook_file).stat().st_size > 0 for one in good)
