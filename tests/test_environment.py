"""The three lists of dependencies agree, and the lock can be installed anywhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK, flags=re.MULTILINE)
ON_CONDA = {"tzdata": "python-tzdata"}


def requirements(extra: str = "") -> list[Requirement]:
    listed = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    return [Requirement(line) for line in listed]


def test_conda_and_pip_users_get_the_same_ranges() -> None:
    environment = YAML(typ="safe").load(ROOT / "environment.yml")
    conda = {line for line in environment["dependencies"] if isinstance(line, str)} - {"pip"}
    pip = {ON_CONDA.get(one.name, one.name) + str(one.specifier) for one in requirements()}
    assert conda == pip | {"python" + PROJECT["requires-python"]}


def test_the_lock_holds_a_version_inside_every_range() -> None:
    pinned: dict[str, list[str]] = {}
    for name, version in PINNED:
        pinned.setdefault(canonicalize_name(name), []).append(version)
    for one in requirements() + requirements("dev"):
        versions = pinned[canonicalize_name(one.name)]
        assert all(Version(version) in one.specifier for version in versions), one.name


def test_every_version_in_the_lock_has_hashes() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip())
    assert len(entries) == len(PINNED)
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_lock_names_no_address() -> None:
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links", LOCK)
