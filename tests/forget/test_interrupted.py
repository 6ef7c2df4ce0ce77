"""Forgetting that is killed at any change of the disk: readers see whole pages, again completes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.breaking import CRASHED
from tests.forget.conftest import NamedSite


@pytest.mark.parametrize("step", [180, pytest.param(1, marks=pytest.mark.acceptance)])
def test_whenever_it_is_killed_nothing_is_broken_and_again_completes_it(
    step: int, site: NamedSite, root: Path
) -> None:
    command = [sys.executable, "-m", "tests.forget.interrupted", str(site.settings.folder)]
    done = subprocess.run(
        [*command, str(step)], cwd=root, check=True, capture_output=True, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    tries = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(tries) > 2
    assert [one["code"] for one in tries] == [CRASHED] * (len(tries) - 1) + [0]
    for one in tries:
        assert one["broken"] == one["faults"] == one["left"] == [], one
        assert one["same"], one
