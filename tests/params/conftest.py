from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kit.errors import ParamError
from kit.params import Settings, load_settings

Refusal = Callable[..., list[str]]
Loading = Callable[..., Settings]


def write_project(folder: Path, project: str, **unit_files: str) -> Path:
    """Write project.yaml and unit files (``teams__iberia="…"``) below `folder`."""
    for name in ("params/teams", "params/regions"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "params/project.yaml").write_text(project, encoding="utf-8")
    for name, text in unit_files.items():
        path = folder / "params" / f"{name.replace('__', '/')}.yaml"
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def settings_of(tmp_path: Path) -> Loading:
    """Load a project that is written out."""

    def load(project: str, **unit_files: str) -> Settings:
        return load_settings(write_project(tmp_path, project, **unit_files))

    return load


@pytest.fixture
def refusal_of(tmp_path: Path) -> Refusal:
    """The lines with which a project that is written out is refused."""

    def refuse(project: str, **unit_files: str) -> list[str]:
        with pytest.raises(ParamError) as refused:
            load_settings(write_project(tmp_path, project, **unit_files))
        return str(refused.value).splitlines()

    return refuse
