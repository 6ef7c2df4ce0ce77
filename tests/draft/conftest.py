"""A folder to put exports into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.draft.folders import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file below a project folder; give the folder."""

    def write(name: str, text: str | bytes) -> Path:
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return tmp_path / "project"

    return write
