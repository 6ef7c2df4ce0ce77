"""Of the tables that models made, a page rests on those that it opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from pandas import DataFrame

from kit.data.derived import Derived, write_derived
from kit.data.manifest import Snapshot
from kit.data.store import Store
from kit.ledger import Ledger
from kit.params import Settings
from kit.runner import Choice, plan, run

Load = Callable[..., Snapshot]
Write = Callable[..., None]

OPEN = """
from kit import open_report
report = open_report(region=region, team=team, as_of=as_of, period=period, periods=periods)
records = report.records
"""
CELLS = {
    "plain": OPEN + "amount = records.opportunities['amount'].sum()",
    "chances": OPEN + "value = records.derived('chances')['value'].sum()",
    "either": OPEN
    + "name = 'chances' if records.derived('switch')['value'].sum() > 0 else 'curves'"
    "\nvalue = records.derived(name)['value'].sum()",
    "asks": OPEN + "known = records.has('chances'), records.has('curves')",
    "child": OPEN + "import subprocess, sys\n"
    "code = 'from kit import open_report; open_report().records.derived(\"curves\")'\n"
    "subprocess.run([sys.executable, '-c', code], check=True)",
}


@pytest.fixture
def settings(tmp_path: Path, notebook_in: Write) -> Settings:
    for order, (name, cell) in enumerate(CELLS.items()):
        notebook_in(tmp_path, name, cell, order=order, units=["company"])
    return Settings(folder=tmp_path)


def made(settings: Settings, snapshot: Snapshot, **values: float) -> None:
    """Derived tables of one row, by name and value."""
    nobody = pd.Series([None], dtype="str")
    tables: Mapping[str, DataFrame] = {
        name: DataFrame({"region": nobody, "team": nobody, "value": [value]})
        for name, value in values.items()
    }
    parts = Store(settings.store).write_parts(tables)
    write_derived(settings.store, snapshot, Derived("key", parts, tuple(values)))


def ran(settings: Settings, snapshot: Snapshot, **values: float) -> set[str]:
    """Notebooks that run when the derived tables hold `values`."""
    made(settings, snapshot, **values)
    outcomes = run(settings, snapshot, choice=Choice(only_unit=True)).outcomes
    assert all(one.is_good for one in outcomes), outcomes
    return {one.page.notebook for one in outcomes if one.state == "done"}


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.acceptance)])
def test_a_page_runs_again_when_a_table_changed_that_it_opened(
    settings: Settings, load_into: Load, whole: bool
) -> None:
    again = partial(ran, settings, load_into(settings))
    assert again(chances=1.0, curves=1.0, switch=1.0) == CELLS.keys()
    good = Ledger(settings.outputs).good_pages().items()
    opened = {page.notebook: set(one.readings) for page, one in good}
    assert {name: tables - opened["plain"] for name, tables in opened.items()} == {
        "plain": set(), "chances": {"chances"}, "either": {"switch", "chances"},
        "asks": set(), "child": {"curves"},
    }  # fmt: skip
    assert again(chances=1.0, curves=1.0, switch=1.0) == set()
    assert again(chances=2.0, curves=1.0, switch=1.0) == {"chances", "either"}
    if not whole:
        return
    assert again(chances=2.0, curves=2.0, switch=1.0) == {"child"}  # the other branch is not taken
    assert again(chances=2.0, curves=2.0, switch=-1.0) == {"either"}  # and now it is
    assert again(chances=3.0, curves=2.0, switch=-1.0) == {"chances"}
    assert again(chances=3.0, curves=3.0, switch=-1.0) == {"either", "child"}


@pytest.mark.acceptance
def test_every_page_runs_again_when_a_table_is_new_or_a_record_changed(
    settings: Settings, load_into: Load
) -> None:
    snapshot = load_into(settings)
    assert ran(settings, snapshot, chances=1.0, curves=1.0, switch=1.0) == CELLS.keys()
    everything = ran(settings, snapshot, chances=1.0, curves=1.0, switch=1.0, news=1.0)
    assert everything == CELLS.keys()  # one may have asked whether it is there
    changed = load_into(settings, amount=[100.0, 31.0, 50.0])
    again = ran(settings, changed, chances=1.0, curves=1.0, switch=1.0, news=1.0)
    assert again == CELLS.keys()


def test_a_page_that_is_kept_shows_the_newest_data(settings: Settings, load_into: Load) -> None:
    snapshot = load_into(settings)
    choice = Choice(only_unit=True, notebooks=("plain", "chances"))
    made(settings, snapshot, chances=1.0)
    run(settings, snapshot, choice=choice)
    made(settings, snapshot, chances=2.0)
    ledger = Ledger(settings.outputs)
    fresh = {
        task.page.notebook: task.has_data_of(ledger.good_pages()[task.page])
        for task in plan(settings, snapshot, choice)
    }
    assert fresh == {"plain": True, "chances": False}
