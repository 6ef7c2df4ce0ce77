"""Programs beside Python: git's filter for notebooks, and what the tests ask for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from kit import git
from kit.doctor.sign import Sign

_TESTS = Path(__file__).parents[2] / "tests"
_PACKAGES = {
    "chromium-headless-shell": ("chromium-headless-shell", "chromium"),
    "faketime": ("faketime",),
    "systemd": ("systemd-analyze",),
}
"""Debian package → programs, one of which will do; what is skipped without it, README says."""


def tools() -> Iterator[Sign]:
    """Whether the programs are there without which tests are skipped; reports need none."""
    if not _TESTS.is_dir():
        return
    missing = [name for name, ones in _PACKAGES.items() if not any(map(shutil.which, ones))]
    if not missing:
        yield Sign("ok", "tests", "The programs that tests ask for are there.")
        return
    said = f"Tests that need {', '.join(missing)} are skipped; reports need none of it."
    yield Sign("warn", "tests", said, f"sudo apt-get install {' '.join(missing)}")


def notebook_filter(folder: Path) -> Sign:
    """Whether notebooks in `folder` would be committed with their outputs."""
    reason = git.why_not(folder)
    if reason:
        return Sign("ok", "git", f"Nothing is committed: {reason}.")
    if git.is_set_up(folder):
        return Sign("ok", "git", "Notebooks are committed without their outputs.")
    said = "Notebooks would be committed with their outputs, which hold records."
    return Sign("warn", "git", said, "Run `make install`, or open them by `kit lab`.")
