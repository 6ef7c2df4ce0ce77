"""What a run writes to goes away while it runs: said plainly, and made again by the next run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kit.data.manifest import Snapshot
from kit.errors import RunError
from kit.ledger import Ledger
from kit.params import Settings
from kit.runner import run

Load = Callable[..., Snapshot]
Write = Callable[..., None]

REMOVES = """
import os, shutil
from pathlib import Path
runs = Path(os.environ["KIT_PROJECT"]) / "outputs" / "runs"
if not (runs.parent / "once").exists():
    (runs.parent / "once").touch()
    {what}
"""
GONE = "shutil.rmtree(runs / {name!r})"
REPLACED = "shutil.rmtree(runs / {name!r}); (runs / {name!r}).write_text('in the way')"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        pytest.param(GONE.format(name="pages"), r"runs/pages/\w+\.ipynb could not be", id="pages"),
        pytest.param(
            *(GONE.format(name="."), r"outputs/runs\S* could not be"),
            id="all",
            marks=pytest.mark.acceptance,
        ),
        pytest.param(
            *(REPLACED.format(name="pages"), "could not be"),
            id="a file instead",
            marks=pytest.mark.acceptance,
        ),
    ],
)
def test_a_run_whose_outputs_vanish_says_so_and_the_next_one_makes_everything(
    settings: Settings, load_into: Load, notebook_in: Write, what: str, said: str
) -> None:
    for order, name in enumerate(("first", "sales"), start=1):
        notebook_in(settings.folder, name, REMOVES.format(what=what), order=order, units=["region"])
    snapshot = load_into(settings)
    with pytest.raises(RunError, match=said):
        run(settings, snapshot, workers=1)
    replaced = settings.outputs / "runs" / "pages"
    if replaced.is_file():
        replaced.unlink()
    assert run(settings, snapshot, workers=1).is_good
    good = Ledger(settings.outputs).good_pages().values()
    assert {one.page.notebook for one in good} == {"first", "sales"}
    assert all((settings.outputs / "runs" / one.notebook_file).is_file() for one in good)
