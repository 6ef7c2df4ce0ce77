"""The README's picture is small, is shown, and is taken by a command."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from kit.documentation import README
from kit.documentation.picture import MOST, PAGE, PICTURE, take
from kit.errors import RunError


def test_the_picture_is_small_and_shown_with_words_for_who_cannot_see_it() -> None:
    data = PICTURE.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) <= MOST
    assert "](docs/report.png)" in README.read_text(encoding="utf-8")
    assert "![](docs/report.png)" not in README.read_text(encoding="utf-8")


def test_without_a_site_the_next_step_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="make report"):
        take(tmp_path)


@pytest.mark.browser
def test_a_page_is_taken_as_it_is_shown(tmp_path: Path) -> None:
    page = tmp_path / PAGE
    page.parent.mkdir(parents=True)
    page.write_text("<!doctype html><body style='background:#147'><h1>Hello</h1>", "utf-8")
    data = take(tmp_path)
    assert struct.unpack(">II", data[16:24]) == (1100, 1120)
    assert len(data) < MOST / 4
