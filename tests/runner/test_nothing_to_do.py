"""A run for which nothing changed: quick, and without the libraries that compute and draw."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from kit.data.manifest import Snapshot
from kit.data.store import Store
from kit.data.widen import widen
from kit.ledger import GoodPage, Ledger, Outcome
from kit.params import Settings, load_settings
from kit.runner import plan
from tests.two_teams import AS_OF

Write = Callable[..., None]

HEAVY = {"pandas", "numpy", "pyarrow", "matplotlib", "papermill", "nbclient", "nbconvert", "zmq"}
SETTINGS = "name: Wide\nsources: {opportunities: {file: none.csv}}\n"
KIT = (
    "import resource, sys\n"
    "from kit.cli import app\n"
    "try:\n    app(sys.argv[1:])\nexcept SystemExit as end:\n    code = end.code\n"
    "used = resource.getrusage(resource.RUSAGE_SELF).ru_utime\n"
    "names = sorted({name.split('.')[0] for name in sys.modules})\n"
    "print(code, used, *names, file=sys.stderr)\n"
)


def wide(folder: Path, notebook_in: Write) -> Settings:
    """A company of a hundred units with ten pages each, all of which have run."""
    (folder / "params").mkdir()
    (folder / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    for number in range(10):
        notebook_in(folder, f"page{number}", "x = 1", order=number)
    settings = load_settings(folder)
    snapshot = loaded(settings)
    ledger = Ledger(settings.outputs)
    run = ledger.begin(snapshot.id)
    pages = settings.outputs / "runs" / "pages"
    pages.mkdir(parents=True)
    for task in plan(settings, snapshot):
        file = f"pages/{task.key}.ipynb"
        (pages / f"{task.key}.ipynb").write_text("{}", encoding="utf-8")
        good = GoodPage(task.page, task.key, file, task.parameters["as_of"])
        ledger.record(run, Outcome(task.page, task.key, "done"), good)
    ledger.end(run)
    return settings


def loaded(settings: Settings) -> Snapshot:
    """A won opportunity in each of 89 teams, in ten regions."""
    teams = [(f"Region {number % 10}", f"Team {number}") for number in range(89)]
    days = pd.to_datetime(["2026-01-05"] * len(teams))
    opportunities = pd.DataFrame(
        {
            "opportunity_id": [f"o{number}" for number in range(len(teams))],
            "created_at": days, "closed_at": days, "stage": "Won", "status": "won",
            "amount": 10.0, "owner": "Ada",
            "region": [region for region, _ in teams], "team": [team for _, team in teams],
        }
    )  # fmt: skip
    tables = widen({"opportunities": opportunities}, settings, AS_OF)
    return Store(settings.store).write(tables, AS_OF)


def test_a_thousand_pages_that_stand_are_planned_in_seconds_without_heavy_libraries(
    tmp_path: Path, notebook_in: Write
) -> None:
    settings = wide(tmp_path, notebook_in)
    command = [sys.executable, "-c", KIT, "run", "--json", "--project", str(settings.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    code, seconds, *modules = done.stderr.splitlines()[-1].split()
    states = [page["state"] for page in json.loads(done.stdout)["pages"]]
    assert (code, states) == ("0", ["unchanged"] * 1000)
    assert HEAVY & {*modules} == set()
    assert float(seconds) < 3  # of computing: about 1 on a laptop of 2024
