"""The ledger says how each page really ended, and keeps its last good run."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.errors import RunError
from kit.ledger import GoodPage, Ledger, Outcome, PageId

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
