"""A run in real kernels: only what changed is executed, and a failure stops no other page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kit.data.handover import Handover
from kit.data.manifest import Snapshot
from kit.ledger import Ledger, Outcome
from kit.params import Settings
from kit.results import MIME, Notice, to_wire
from kit.runner import Beginning, Choice, Listener, Progress, Run, run

DACH = Choice(team="DACH")
NOTICE = to_wire(Notice("Here."))
FINDING = {"result": "finding", "text": "Late."}
CELL = f"""
import os
from pathlib import Path
from IPython.display import display
assert team and as_of == "2026-02-28"
handover = Path(os.environ["KIT_TASK"]).read_text()
assert team in handover
display({{{MIME!r}: {FINDING}}}, raw=True)
display({{{MIME!r}: {NOTICE}}}, raw=True)
"""
BROKEN = "raise KeyError('no such owner')"
Load = Callable[..., Snapshot]
Write = Callable[..., None]


@pytest.fixture
def snapshot(settings: Settings, load_into: Load, notebook_in: Write) -> Snapshot:
    """Two pages for every team: one is good, one fails."""
    notebook_in(settings.folder, "good", CELL, order=10, units=["team"])
    notebook_in(settings.folder, "sales", BROKEN, order=20, units=["team"])
    return load_into(settings)


def states(ended: Run) -> dict[str, str]:
    return {outcome.page.notebook: outcome.state for outcome in ended.outcomes}


def test_a_failing_page_stops_no_other_and_what_is_unchanged_is_kept(
    settings: Settings, snapshot: Snapshot
) -> None:
    told: list[tuple[Outcome, Progress]] = []
    begun: list[Beginning] = []
    listener = Listener(begun.append, lambda *both: told.append(both))
    first = run(settings, snapshot, choice=DACH, listener=listener)
    assert states(first) == {"good": "done", "sales": "failed"}
    assert (first.is_good, begun) == (False, [Beginning(pages=2, to_run=2)])
    assert {outcome.page.notebook for outcome, _ in told} == {"good", "sales"}
    assert [(progress.ended, progress.of) for _, progress in told] == [(1, 2), (2, 2)]
    assert "no such owner" in first.outcomes[1].reason

    again = run(settings, snapshot, choice=DACH)
    assert states(again) == {"good": "unchanged", "sales": "failed"}
    assert again.number == first.number + 1


def test_the_ledger_keeps_what_a_good_page_was_made_from(
    settings: Settings, snapshot: Snapshot
) -> None:
    choice = Choice(team="DACH", notebooks=("good",))
    run(settings, snapshot, choice=choice)
    (good,) = Ledger(settings.outputs).good_pages().values()
    assert good.record["parameters"]["team"] == "DACH"
    assert good.record["snapshot"] == snapshot.id
    assert good.readings == Handover.of(settings, snapshot, good.page.unit).recorded
    assert good.record["results"] == [FINDING]
    kept = settings.outputs / "runs" / good.notebook_file
    assert kept.stat().st_mode & 0o077 == 0
    assert str(settings.folder) not in kept.read_text(encoding="utf-8")
    tasks = [*(settings.outputs / "runs" / "tasks").iterdir()]
    assert len(tasks) == 1
    assert tasks[0].stat().st_mode & 0o077 == 0
    assert "Iberia" not in tasks[0].read_text(encoding="utf-8")

    kept.unlink()  # a page without its executed notebook must run again
    assert states(run(settings, snapshot, choice=choice)) == {"good": "done"}


def test_a_page_that_fails_later_keeps_its_last_good_run(
    settings: Settings, snapshot: Snapshot, notebook_in: Write
) -> None:
    choice = Choice(team="DACH", notebooks=("good",))
    (before,) = run(settings, snapshot, choice=choice).outcomes
    notebook_in(settings.folder, "good", BROKEN, order=10, units=["team"])
    (after,) = run(settings, snapshot, choice=choice).outcomes
    assert (after.state, after.key == before.key) == ("failed", False)
    (kept,) = Ledger(settings.outputs).good_pages().values()
    assert (kept.key, kept.state) == (before.key, "failed")
    assert (settings.outputs / "runs" / kept.notebook_file).is_file()


def test_only_the_unit_whose_rows_changed_runs_again_and_all_where_asked(
    settings: Settings, snapshot: Snapshot, load_into: Load
) -> None:
    choice = Choice(notebooks=("good",))
    assert [one.state for one in run(settings, snapshot, choice=choice).outcomes] == ["done"] * 2
    other = load_into(settings, amount=[100.0, 31.0, 50.0])
    ended = run(settings, other, choice=choice).outcomes
    assert {one.page.team: one.state for one in ended} == {"DACH": "done", "Iberia": "unchanged"}
    forced = run(
        settings, other, choice=Choice(team="Iberia", notebooks=("good",)), changed_only=False
    )
    assert [one.state for one in forced.outcomes] == ["done"]
