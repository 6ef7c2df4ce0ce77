"""Folders and links: made, switched, removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit import files
from kit.errors import RunError
from tests.files.started import leftovers


def test_a_link_is_switched_in_one_step_and_stays_relative(tmp_path: Path) -> None:
    for edition in ("e1", "e2"):
        files.make_folder(tmp_path / "editions" / edition)
        files.switch_link(tmp_path / "current", tmp_path / "editions" / edition)
        assert (tmp_path / "current").resolve() == tmp_path / "editions" / edition
    assert (tmp_path / "current").readlink() == Path("editions/e2")
    assert leftovers(tmp_path) == []


def test_a_folder_in_the_way_of_a_link_is_left_alone(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "current" / "kept")
    with pytest.raises(RunError, match="current could not be written: something else stands"):
        files.switch_link(tmp_path / "current", tmp_path / "e1")
    assert (tmp_path / "current" / "kept").is_dir()
    assert leftovers(tmp_path) == []


def test_folders_are_made_with_their_parents_once(tmp_path: Path) -> None:
    for _ in range(2):
        assert files.make_folder(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    files.make_folder(tmp_path / "secret", private=True)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o700


def test_removing_a_link_keeps_what_it_points_to(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "target")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    files.remove_tree(tmp_path / "link")
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_removing_takes_files_folders_and_what_is_not_there(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "a" / "b")
    files.write_atomic(tmp_path / "c", "x")
    for name in ("a", "c", "never"):
        files.remove_tree(tmp_path / name)
    assert list(tmp_path.iterdir()) == []
