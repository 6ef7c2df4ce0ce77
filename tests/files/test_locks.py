"""One run at a time holds a project's lock."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit import files
from kit.errors import BusyError
from tests.files.started import start

HOLD = """
import sys, time
from pathlib import Path
from kit import files
with files.lock(Path(sys.argv[1]), holder="kit run, process 4711"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    process = start(HOLD, tmp_path / "lock")
    assert process.stdout is not None
    process.stdout.readline()
    try:
        with (
            pytest.raises(
                BusyError,
                match=r"kit run, process 4711, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC",
            ) as busy,
            files.lock(tmp_path / "lock", holder="second"),
        ):
            pass
    finally:
        process.kill()
        process.communicate(timeout=30)
    assert busy.value.exit_code == 75


def test_a_killed_holder_leaves_no_stale_lock(tmp_path: Path) -> None:
    process = start(HOLD, tmp_path / "lock")
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate(timeout=30)
    with files.lock(tmp_path / "lock", holder="second"):
        assert (tmp_path / "lock").read_text().startswith("second\n")


def test_a_lock_can_be_taken_again_when_its_block_has_ended(tmp_path: Path) -> None:
    for holder in ("first", "second"):
        with files.lock(tmp_path / "lock", holder=holder):
            assert (tmp_path / "lock").read_text().startswith(holder)
    assert (tmp_path / "lock").read_text() == ""
