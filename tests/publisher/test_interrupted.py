"""A publish that breaks off at any operation: readers see one edition, the next publish mends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kit.publisher import current, publish_site
from tests.breaking import CRASHED
from tests.publisher.small_site import SmallSite

SETTINGS: dict[str, Any] = {"keep": {"editions": 2}}


@dataclass(frozen=True)
class Broken:
    """The edition that was published before, and how every try went, the last one undisturbed."""

    before: str
    tries: list[dict[str, Any]]


def broken(folder: Path, root: Path, kind: str, step: int) -> Broken:
    """Two editions are there; the third, which removes the first, goes wrong in every way."""
    site = SmallSite.of(folder, **SETTINGS)
    for level, amount in ((0.7, 50.0), (0.8, 51.0)):  # the level stands on every page
        earlier = SmallSite(site.settings.model_copy(update={"level": level}))
        snapshot = earlier.load(amount=[100.0, 30.0, amount])
        earlier.ran(snapshot)
        publish_site(earlier.settings, snapshot)
    before = current(site.settings.outputs)
    assert before is not None
    site.ran(site.load(amount=[101.0, 30.0, 52.0]))
    command = [sys.executable, "-m", "tests.publisher.interrupted", str(folder), kind, str(step)]
    done = subprocess.run(
        [*command, json.dumps(SETTINGS)],
        cwd=root, check=True, capture_output=True, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    return Broken(before.edition, [json.loads(line) for line in done.stdout.splitlines()])


SOME = [("crash", 37), ("refuse", 41), ("kill-shared", 40)]
ALL = [
    pytest.param(kind, 1, marks=pytest.mark.acceptance)
    for kind in ("crash", "refuse", "size", "kill", "crash-shared", "kill-shared")
]


@pytest.mark.parametrize(("kind", "step"), [*SOME, *ALL])
def test_whatever_goes_wrong_the_site_is_old_or_new_and_the_next_publish_mends_it(
    kind: str, step: int, tmp_path: Path, root: Path
) -> None:
    found = broken(tmp_path, root, kind, step)
    *tries, last = found.tries
    assert (last["code"], last["faults"], last["pages"]) == (0, [], 8)
    assert last["edition"] != found.before
    for one in tries:
        assert one["edition"] in (found.before, last["edition"]), one
        assert (one["faults"], one["pages"]) == ([], 8), one
        assert one["again"] == last["again"], one
        assert one["left"] == last["left"], one
    print(f"{kind}: {len(tries)} tries, {sum(one['edition'] != found.before for one in tries)} new")
    assert_said(kind.partition("-")[0], tries)


def assert_said(kind: str, tries: list[dict[str, Any]]) -> None:
    """A crash says nothing; a refusal names the file and the next step, and exits with 1."""
    assert tries
    if kind in ("crash", "kill"):
        ended = CRASHED if kind == "crash" else -signal.SIGALRM
        assert {one["code"] for one in tries} - {0} == {ended}
        return
    assert {one["code"] for one in tries} == {1}
    for one in tries:
        assert re.search(r"(/outputs|ledger)\S* could not be \w+", one["said"]), one["said"]
