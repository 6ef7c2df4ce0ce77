"""Where a run is started does not matter to what it imports."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot
from kit.params import Settings

Load = Callable[..., Snapshot]
Write = Callable[..., None]

RUN = """
import sys
from pathlib import Path
from kit.data.manifest import newest
from kit.params import Settings
from kit.runner import run
settings = Settings(folder=Path(sys.argv[1]))
for outcome in run(settings, newest(settings.store), workers=1).outcomes:
    print(outcome.state, outcome.reason)
"""


@pytest.mark.parametrize("pages", [1, 2], ids=["ordinary kernel", "forked kernels"])
def test_a_folder_called_kit_hides_nothing(
    tmp_path: Path, load_into: Load, notebook_in: Write, pages: int
) -> None:
    """As where this very checkout was cloned under that name."""
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    (elsewhere / "kit").mkdir(parents=True)
    project.mkdir()
    for number in range(pages):
        cell = "from kit.report import open_report\nassert callable(open_report)"
        notebook_in(project, f"page{number}", cell, units=["company"])
    load_into(Settings(folder=project))
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(project)], cwd=elsewhere, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.stderr, done.stdout.splitlines()) == ("", ["done "] * pages)
