"""Killed at any moment: what is published stays whole, and the next night mends the rest unasked.

The figures of a long run: `pytest -s tests/system/test_kills.py -m acceptance`.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.system.nightly import Night, Nightly, State

pytestmark = pytest.mark.xdist_group("kills")

STATES = [State(amount, level) for amount in (10, 20) for level in (0.8, 0.9)]
WHOLE_EVERY = 5
"""So often the data change too, which takes all steps; else only a setting does."""

Pages = dict[str, str]


def never_killed(nightly: Nightly, states: list[State]) -> dict[State, Pages]:
    """What each state looks like when nothing happens."""
    pages = {}
    for state in states:
        nightly.prepare(state)
        timed(nightly, whole=True)
        pages[state] = nightly.published()
    return pages


def timed(nightly: Nightly, *, whole: bool) -> float:
    """Seconds that an undisturbed night takes."""
    started = time.monotonic()
    nightly.start(whole=whole).finish()
    return time.monotonic() - started


class Kills:
    """Nights that are killed at a random moment, again and again."""

    def __init__(
        self, nightly: Nightly, expected: dict[State, Pages], seed: int, a_night: int
    ) -> None:
        self.nightly, self.expected, self.a_night = nightly, expected, a_night
        self.random = random.Random(seed)  # noqa: S311 - repeatable, nothing secret
        self.seconds = dict.fromkeys((True, False), timed(nightly, whole=False))
        self.figures: Counter[str] = Counter()
        self.faults: list[str] = []
        self.state = list(expected)[-1]

    def night(self, number: int) -> None:
        """One night: its work is killed once or more, then left to end."""
        whole = number % WHOLE_EVERY == 0
        before, self.state = self.state, self._next(whole)
        self.nightly.prepare(self.state)
        for _ in range(self.random.randint(1, self.a_night)):
            self._kill(before, whole)
        self.seconds[whole] = timed(self.nightly, whole=whole)
        self.figures["recoveries"] += 1
        self._note("lost", self._not_recovered())

    def _next(self, whole: bool) -> State:
        others = [one for one in self.expected if one != self.state]
        fit = [one for one in others if (one.amount == self.state.amount) != whole]
        return self.random.choice(fit or others)

    def _kill(self, before: State, whole: bool) -> None:
        night = self.nightly.start(whole=whole)
        time.sleep(self.random.uniform(0, 1.1 * self.seconds[whole]))
        if night.process.poll() is None:
            self.figures["kills"] += 1
            night.kill_all()
        else:
            self.figures["after the end"] += 1
            night.finish()
        self._note("orphans", night.survivors())
        self._note("torn", self.nightly.faults() + self.nightly.ledger_faults())
        self._note("mixed", self._mixed(before))

    def _mixed(self, before: State) -> list[str]:
        shown = self.nightly.published()
        if shown == self.expected[self.state]:
            self.figures["new edition"] += 1
        elif shown == self.expected[before]:
            self.figures["old edition"] += 1
        else:
            unlike = [differing(shown, self.expected[one]) for one in (before, self.state)]
            return [f"neither {before} nor {self.state}: {unlike}"]
        return []

    def _not_recovered(self) -> list[str]:
        found = [*self.nightly.faults(), *self.nightly.ledger_faults(), *self.nightly.leftovers()]
        if unlike := differing(self.nightly.published(), self.expected[self.state]):
            found.append(f"not what a night never killed publishes: {self.state}, {unlike}")
        return found

    def _note(self, kind: str, found: list[str]) -> None:
        self.figures[kind] += len(found)
        self.faults += [f"{kind}: {one}" for one in found]


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Addresses that only one of two sites has, or both with other contents."""
    return sorted({path for path, _ in one.items() ^ other.items()})


def killed_often(nightly: Nightly, kills: int, states: list[State], a_night: int) -> Kills:
    """So many kills in all, up to `a_night` of them before a night is left to end."""
    tried = Kills(nightly, never_killed(nightly, states), kills, a_night)
    number = 0
    while tried.figures["kills"] < kills:
        number += 1
        tried.night(number)
        print(number, dict(tried.figures), flush=True)
    return tried


def test_a_few_kills_tear_nothing_and_the_next_night_recovers(tmp_path: Path) -> None:
    tried = killed_often(Nightly.of(tmp_path / "project"), 2, STATES[:2], 2)
    assert tried.faults == []


@pytest.mark.acceptance
def test_two_hundred_kills_tear_nothing_and_the_next_night_recovers(tmp_path: Path) -> None:
    tried = killed_often(Nightly.of(tmp_path / "project"), 200, STATES, 7)
    assert tried.faults == []
    assert min(tried.figures["old edition"], tried.figures["new edition"]) > 0


def at_work(nightly: Nightly) -> Night:
    """A night with a new state whose notebook's own process has begun."""
    nightly.prepare(State(30, 0.7))
    night = nightly.start(whole=True)
    before = {one.name for one in (nightly.outputs / "runs").glob("tasks/*")}
    while {one.name for one in (nightly.outputs / "runs").glob("tasks/*")} <= before:
        assert night.process.poll() is None, night.process.communicate()
        time.sleep(0.02)
    return night


@pytest.mark.acceptance
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_when_only_the_parent_is_stopped_its_children_end_and_the_site_stays(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    nightly = Nightly.of(tmp_path / "project")
    expected = never_killed(nightly, [STATES[0]])
    night = at_work(nightly)
    started = time.monotonic()
    night.process.send_signal(number)
    night.process.communicate()
    assert time.monotonic() - started < 10
    assert night.process.returncode == code
    assert night.survivors() == []
    assert nightly.faults() + nightly.ledger_faults() == []
    assert nightly.published() == expected[STATES[0]]
    nightly.prepare(STATES[0])
    nightly.start(whole=True).finish()
    assert nightly.published() == expected[STATES[0]]
    assert nightly.leftovers() == []
