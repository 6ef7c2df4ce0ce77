"""Python and the packages: those that the kit asks for, and those that were tested."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from kit.doctor.sign import Sign

KIT = "sales-report-kit"
LOCK = Path(__file__).parents[2] / "requirements.lock"
"""Exact versions that the tests ran with; not there where only the package is installed."""

_AGAIN = "Run `make -B install` in the kit's folder; with conda, `conda env update`."
_SHOWN = 5
_PINNED = re.compile(r"^([A-Za-z0-9._-]+==[^\s;\\]+(?: *;[^\\\n]*)?)", re.MULTILINE)


def python() -> Sign:
    """Whether this Python is one that the kit runs on."""
    have = platform.python_version()
    try:
        wanted = metadata.metadata(KIT)["Requires-Python"]
    except metadata.PackageNotFoundError:
        return Sign("bad", "Python", "The kit is not installed in this Python.", _AGAIN)
    if SpecifierSet(wanted).contains(have, prereleases=True):
        return Sign("ok", "Python", f"{have}; {wanted} is asked for.")
    cure = "Make the environment with a newer one: `make clean install PYTHON=python3.12`."
    return Sign("bad", "Python", f"{have}, but {wanted} is asked for.", cure)


def packages() -> Sign:
    """Whether every package that the kit needs is there, in a version that was tested."""
    unfit = list(_unfit())
    if unfit:
        return Sign("bad", "packages", f"{_listed(unfit)}.", _AGAIN)
    pinned = _pinned()
    other = [
        f"{one.name} {have} instead of {str(one.specifier).removeprefix('==')}"
        for one in pinned
        if (have := _version(one.name)) and not one.specifier.contains(have, prereleases=True)
    ]
    if other:
        said = f"Not in the version that the tests ran with: {_listed(other)}."
        return Sign("warn", "packages", said, _AGAIN)
    if not pinned:
        return Sign("ok", "packages", "All are there; no lock file lies beside the kit.")
    return Sign("ok", "packages", "All are there, in the versions of requirements.lock.")


def _unfit() -> Iterator[str]:
    """What the kit asks for and does not find."""
    try:
        asked = metadata.requires(KIT) or []
    except metadata.PackageNotFoundError:  # said of Python already
        return
    for one in map(Requirement, asked):
        if one.marker and not one.marker.evaluate({"extra": ""}):
            continue
        have = _version(one.name)
        if have is None:
            yield f"{one.name} is missing"
        elif not one.specifier.contains(have, prereleases=True):
            yield f"{one.name} {have} is not {one.specifier}"


def _pinned() -> list[Requirement]:
    """Entries of the lock that are meant for this machine."""
    if not LOCK.is_file():
        return []
    found = map(Requirement, _PINNED.findall(LOCK.read_text(encoding="utf-8")))
    return [one for one in found if not one.marker or one.marker.evaluate()]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _listed(words: list[str]) -> str:
    more = len(words) - _SHOWN
    return ", ".join(words[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
