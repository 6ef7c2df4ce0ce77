"""A loaded project in good health, made anew for each test that harms it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.report.small_project import SETTINGS, WITH_OPPORTUNITIES, loaded


@pytest.fixture(scope="session")
def _healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("doctor") / "healthy", SETTINGS + WITH_OPPORTUNITIES)


@pytest.fixture
def project(_healthy: Path, tmp_path: Path) -> Path:
    """A project with a snapshot and no site."""
    return Path(shutil.copytree(_healthy, tmp_path / "project"))


@pytest.fixture
def distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Installs a package that consists of its metadata, before all others."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(name: str, metadata: str) -> None:
        folder = tmp_path / f"{name.replace('-', '_')}-0.dist-info"
        folder.mkdir()
        text = f"Metadata-Version: 2.1\nName: {name}\n{metadata}\n"
        (folder / "METADATA").write_text(text, encoding="utf-8")

    return install
