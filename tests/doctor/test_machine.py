"""Faults of the machine, each made for real, and what is said of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kit.doctor.clock import clock, time_zone
from kit.doctor.installation import packages, python
from kit.doctor.kernels import drawing, kernel, kernel_starts
from kit.doctor.tools import notebook_filter, tools
from kit.git import set_up

Install = Callable[[str, str], None]
KIT = "sales-report-kit"


def test_this_environment_is_in_order() -> None:
    assert {sign.state for sign in (python(), kernel(), time_zone(), clock(datetime.now(UTC)))} == {
        "ok"
    }
    assert packages().state != "bad"


def test_a_python_that_is_too_old_is_bad(distribution: Install) -> None:
    distribution(KIT, "Version: 9\nRequires-Python: >=3.99")
    found = python()
    assert (found.state, ">=3.99 is asked for" in found.said) == ("bad", True)
    assert "PYTHON=" in found.cure


def test_a_package_that_is_missing_or_too_old_is_bad(distribution: Install) -> None:
    distribution(KIT, "Version: 9\nRequires-Dist: never-heard-of\nRequires-Dist: cronsim>=99")
    found = packages()
    assert found.state == "bad"
    assert "never-heard-of is missing" in found.said
    assert "cronsim" in found.said
    assert "is not >=99" in found.said


def test_a_package_of_an_extra_may_be_missing(distribution: Install) -> None:
    distribution(KIT, 'Version: 9\nRequires-Dist: never-heard-of; extra == "remote"')
    assert packages().state != "bad"


def test_a_version_that_the_tests_did_not_run_with_is_a_warning(distribution: Install) -> None:
    distribution("cronsim", "Version: 2.6.0.1")
    found = packages()
    assert found.state == "warn"
    assert "cronsim 2.6.0.1 instead of " in found.said
    assert "make -B install" in found.cure


def test_ordinary_kernels_are_a_warning_and_a_misspelt_switch_is_bad(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KIT_KERNELS", "ordinary")
    assert (kernel().state, kernel().cure) == ("warn", "Unset KIT_KERNELS.")
    monkeypatch.setenv("KIT_KERNELS", "forkde")
    assert kernel().state == "bad"
    assert "Did you mean `forked`?" in kernel().said


def test_without_the_kits_kernelspec_each_page_is_slow(tmp_path: Path) -> None:
    """Another Python, in which the kit lies on the path but is not installed."""
    code = "from kit.doctor.kernels import kernel; print(kernel())"
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True
    )
    (tmp_path / "venv" / "lib").mkdir(exist_ok=True)
    paths = [str(Path(__file__).parents[2]), *(one for one in sys.path if "site-packages" in one)]
    done = subprocess.run(
        [str(tmp_path / "venv" / "bin" / "python"), "-c", code],
        env={"PYTHONPATH": ":".join(paths), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "kernelspec `sales-report-kit` is not installed" in done.stdout, done.stderr
    assert "state='warn'" in done.stdout


def test_a_kernelspec_whose_python_is_gone_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an environment that was removed leaves it among the user's own."""
    spec = {"argv": ["/gone/bin/python", "-m", "ipykernel_launcher"], "display_name": "Gone"}
    (tmp_path / "kernels" / KIT).mkdir(parents=True)
    (tmp_path / "kernels" / KIT / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    found = kernel_starts()
    assert (found.state, "/gone/bin/python" in found.said) == ("bad", True)
    assert "kernelspec list" in found.cure


def test_without_a_folder_for_fonts_charts_are_slower(tmp_path: Path) -> None:
    code = "from kit.doctor.kernels import drawing; print(drawing())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"MPLCONFIGDIR": "/dev/null/fonts", "TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "state='warn'" in done.stdout
    assert "MPLCONFIGDIR" in done.stdout
    assert drawing().state == "ok"


def test_a_clock_that_stands_before_the_kit_was_written_is_bad() -> None:
    code = (
        "from datetime import UTC, datetime; from kit.doctor.clock import clock;"
        "print(clock(datetime.now(UTC)))"
    )
    command = ["faketime", "2001-01-01 12:00:00", sys.executable, "-c", code]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "state='bad'" in said
    assert "2001-01-01" in said


def test_a_time_zone_that_does_not_exist_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Mars/Phobos")
    assert time_zone().state == "warn"
    monkeypatch.setenv("TZ", "Europe/Madrid")
    assert time_zone().state == "ok"


def test_programs_that_only_tests_ask_for_are_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (found,) = tools()
    assert found.state == "warn"
    assert "chromium" in found.said
    assert "apt-get install" in found.cure


def test_a_work_tree_that_would_commit_outputs_is_a_warning(tmp_path: Path) -> None:
    assert notebook_filter(tmp_path).state == "ok"
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    found = notebook_filter(tmp_path)
    assert (found.state, "kit lab" in found.cure) == ("warn", True)
    set_up(tmp_path)
    assert notebook_filter(tmp_path).state == "ok"
