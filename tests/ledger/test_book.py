"""The ledger says how each page really ended, and keeps its last good run."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kit.errors import RunError
from kit.ledger import GoodPage, Ledger, Outcome, PageId, tables

PAGE = PageId("EMEA", "Iberia", "sales", "en")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def good(key: str) -> GoodPage:
    return GoodPage(PAGE, key, f"pages/{key}.ipynb", "2026-06-30", {"results": []})


def test_a_page_that_never_ran_is_unknown(ledger: Ledger) -> None:
    assert ledger.good_pages() == {}
    assert ledger.failures() == {}


def test_a_good_run_is_remembered_whole(ledger: Ledger) -> None:
    run = ledger.begin("snapshot")
    ledger.record(run, Outcome(PAGE, "k1", "done", 1.5), good("k1"))
    assert ledger.good_pages() == {PAGE: good("k1")}
    assert [one["state"] for one in ledger.outcomes(run)] == ["done"]


def test_a_failure_keeps_the_last_good_run_and_says_why(ledger: Ledger) -> None:
    ledger.record(ledger.begin("a"), Outcome(PAGE, "k1", "done"), good("k1"))
    ledger.record(ledger.begin("b"), Outcome(PAGE, "k2", "failed", reason="KeyError"))
    kept = ledger.good_pages()[PAGE]
    assert (kept.key, kept.state, kept.reason) == ("k1", "failed", "KeyError")
    assert ledger.failures()[PAGE].reason == "KeyError"


def test_a_good_run_after_a_failure_clears_it(ledger: Ledger) -> None:
    ledger.record(ledger.begin("a"), Outcome(PAGE, "k1", "failed"))
    ledger.record(ledger.begin("b"), Outcome(PAGE, "k1", "done"), good("k1"))
    assert ledger.failures() == {}


def test_unchanged_pages_are_noted_without_touching_what_stands(ledger: Ledger) -> None:
    ledger.record(ledger.begin("a"), Outcome(PAGE, "k1", "done"), good("k1"))
    run = ledger.begin("b")
    ledger.record_unchanged(run, [Outcome(PAGE, "k1", "unchanged")])
    assert ledger.good_pages()[PAGE] == good("k1")
    assert [one["state"] for one in ledger.outcomes(run)] == ["unchanged"]


def test_the_ledger_survives_its_process(tmp_path: Path) -> None:
    first = Ledger(tmp_path)
    first.record(first.begin("a"), Outcome(PAGE, "k1", "done"), good("k1"))
    assert Ledger(tmp_path).good_pages() == {PAGE: good("k1")}


def test_names_that_look_like_separators_stay_apart(ledger: Ledger) -> None:
    twin = PageId("EMEA/Iberia", "", "sales", "en")
    run = ledger.begin("a")
    ledger.record(run, Outcome(PAGE, "k1", "done"), good("k1"))
    ledger.record(run, Outcome(twin, "k2", "failed", reason="x"))
    assert set(ledger.good_pages()) == {PAGE}
    assert set(ledger.failures()) == {twin}


def test_a_damaged_ledger_is_said_with_what_to_do(tmp_path: Path) -> None:
    path = Ledger(tmp_path).path
    for one in path.parent.glob("ledger.sqlite*"):
        one.unlink()
    path.write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(RunError, match=r"damaged.*Remove it"):
        Ledger(tmp_path)


def test_a_run_that_never_ended_was_interrupted_with_the_pages_it_was_at(ledger: Ledger) -> None:
    twin = PageId("EMEA", "DACH", "sales", "en")
    first = ledger.begin("a")
    ledger.begin_page(first, PAGE, "k1")
    ledger.record(first, Outcome(PAGE, "k1", "done"), good("k1"))
    ledger.begin_page(first, twin, "k2")
    assert (ledger.state(first), ledger.pages_at_work()) == ("running", [twin])
    second = ledger.begin("a")  # the process of the first was killed
    assert (ledger.state(first), ledger.pages_at_work()) == ("interrupted", [])
    assert [one["state"] for one in ledger.outcomes(first)] == ["done", "interrupted"]
    assert ledger.failures()[twin].reason == "The run was ended from outside."
    before = ledger.interrupted_before(second)
    assert before is not None
    assert (before.run, before.finished) == (first, {PAGE: "k1"})


def test_runs_broken_off_one_after_the_other_count_as_one(ledger: Ledger) -> None:
    twin = PageId("EMEA", "DACH", "sales", "en")
    ended = ledger.begin("a")
    ledger.end(ended)
    for page in (PAGE, twin):
        ledger.record(ledger.begin("a"), Outcome(page, "k1", "done"), good("k1"))
    fourth = ledger.begin("a")
    before = ledger.interrupted_before(fourth)
    assert before is not None
    assert (before.run, before.finished.keys()) == (3, {PAGE, twin})
    ledger.end(fourth)
    assert ledger.interrupted_before(ledger.begin("a")) is None


def test_a_run_can_say_itself_that_it_is_broken_off(ledger: Ledger) -> None:
    run = ledger.begin("a")
    ledger.begin_page(run, PAGE, "k1")
    ledger.interrupt(run, "The disk is full.")
    assert ledger.state(run) == "interrupted"
    assert [one["reason"] for one in ledger.outcomes(run)] == ["The disk is full."]


def test_attempts_before_the_last_are_kept_with_their_reasons(ledger: Ledger) -> None:
    run = ledger.begin("a")
    ledger.record(run, Outcome(PAGE, "k1", "done", 1.0, earlier=("it died",)), good("k1"))
    assert [one["earlier"] for one in ledger.outcomes(run)] == [("it died",)]


def test_the_last_good_duration_of_a_page_is_known(ledger: Ledger) -> None:
    run = ledger.begin("a")
    ledger.record(run, Outcome(PAGE, "k1", "done", 3.5), good("k1"))
    ledger.record(run, Outcome(PAGE, "k1", "failed", 9.0, "x"))
    assert ledger.durations() == {PAGE: 3.5}


def test_standings_are_the_good_pages_without_their_records(ledger: Ledger) -> None:
    rests_on = replace(good("k1"), base="b", readings={"leads": "d"})
    ledger.record(ledger.begin("a"), Outcome(PAGE, "k1", "done"), rests_on)
    assert ledger.standings() == {PAGE: replace(rests_on, record={})}
    assert ledger.good_pages() == {PAGE: rests_on}


def test_what_stayed_unchanged_is_listed_for_the_last_thirty_runs(ledger: Ledger) -> None:
    first = ledger.begin("a")
    ledger.record(first, Outcome(PAGE, "k1", "done"), good("k1"))
    ledger.record_unchanged(first, [Outcome(PAGE, "k1", "unchanged")])
    for _ in range(30):
        ledger.begin("a")
    assert [one["state"] for one in ledger.outcomes(first)] == ["done"]


def test_runs_of_long_ago_are_forgotten_and_their_good_pages_are_not(ledger: Ledger) -> None:
    first = ledger.begin("a")
    ledger.record(first, Outcome(PAGE, "k1", "done"), good("k1"))
    with closing(sqlite3.connect(ledger.path)) as file:
        file.execute("UPDATE runs SET state = 'ended'")
        later = (first + 398,)
        file.execute("INSERT INTO runs VALUES (?, 'then', 'later', 'a', 'ended')", later)
        file.commit()
    ledger.begin("a")
    assert [one["state"] for one in ledger.outcomes(first)] == ["done"]
    last = ledger.begin("a")
    assert (last - first, ledger.outcomes(first)) == (400, [])
    assert ledger.good_pages() == {PAGE: good("k1")}


def test_a_ledger_of_the_first_version_is_brought_up_with_all_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "ledger.sqlite"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as old:
        old.executescript(tables._FIRST)
        page = (PAGE.text, "k1", "pages/k1.ipynb", "2026-06-30", '{"results": []}')
        old.execute("INSERT INTO runs VALUES (7, 'then', 'later', 'a')")
        old.execute("INSERT INTO pages VALUES (?, ?, ?, ?, ?)", page)
        old.execute("INSERT INTO latest VALUES (?, 'done', '')", (PAGE.text,))
        old.commit()
    ledger = Ledger(tmp_path)
    assert ledger.good_pages() == {PAGE: good("k1")}
    assert (ledger.state(7), ledger.begin("b")) == ("ended", 8)
    assert Ledger(tmp_path).durations() == {}


def test_a_ledger_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = Ledger(tmp_path).path
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(RunError, match="newer version of kit"):
        Ledger(tmp_path)
