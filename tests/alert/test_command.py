from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import psutil
import pytest

from kit.alert.command import run_command
from kit.errors import RunError
from tests.alert.conftest import failure

KEEP = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.stdin.read())"


def test_the_command_gets_the_failure_on_its_standard_input_and_no_shell(tmp_path: Path) -> None:
    name = "told $HOME; rm -rf *"
    run_command([sys.executable, "-c", KEEP, name], failure(), tmp_path)
    assert json.loads((tmp_path / name).read_text("utf-8"))["exit_code"] == 1


def test_what_it_prints_goes_to_standard_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run_command([sys.executable, "-c", "print('told')"], failure(), tmp_path)
    assert capfd.readouterr() == ("", "told\n")


def test_a_command_that_fails_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="ended with exit code 3"):
        run_command([sys.executable, "-c", "raise SystemExit(3)"], failure(), tmp_path)
    with pytest.raises(FileNotFoundError):
        run_command(["no-such-program"], failure(), tmp_path)


def test_one_that_does_not_read_what_it_is_told_is_no_failure(tmp_path: Path) -> None:
    flood = failure(pages=[{"state": "failed", "reason": "x" * 1_000_000}])
    run_command(["true"], flood, tmp_path)


def test_one_that_takes_too_long_is_killed_with_all_that_it_began(tmp_path: Path) -> None:
    script = "sleep 61.25 & echo $! > child; sleep 61.25"
    begun = time.monotonic()
    with pytest.raises(RunError, match=r"took longer than 0\.5 s"):
        run_command(["sh", "-c", script], failure(), tmp_path, seconds=0.5)
    assert time.monotonic() - begun < 20
    child = int((tmp_path / "child").read_text("utf-8"))
    while is_running(child):
        assert time.monotonic() - begun < 20
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether a process does anything yet; one that nobody has asked after is a zombie."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
