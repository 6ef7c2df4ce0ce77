"""What the file system refuses is said with the file, the reason and the next step."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kit import files
from kit.errors import RunError
from kit.files.refusals import explained
from tests.breaking import may_mount
from tests.files.started import leftovers

ON_A_FULL_DISK = """
import errno, sys
from pathlib import Path
from kit import files
from kit.errors import RunError
folder = Path(sys.argv[1])
files.write_atomic(folder / "page.html", "the old page")
def stream(path, data):
    with files.writer(path) as handle:
        handle.write(data)
def among_others(path, data):
    with files.together(path.parent) as write:
        write(path, data.encode())
for write in (files.write_atomic, stream, among_others):
    try:
        write(folder / "page.html", "x" * 400_000)
    except RunError as error:
        print(error.__cause__.errno == errno.ENOSPC, str(error))
print((folder / "page.html").read_text(), len(list(folder.iterdir())))
"""
SMALL_DISK = 'mount -t tmpfs -o size=128k none "$1" && shift && exec "$@"'


def on_a_small_disk(folder: Path, script: str) -> str:
    """Run `script` where `folder` is a disk of 128 kB that nobody else sees."""
    command = ["unshare", "-rm", "sh", "-c", SMALL_DISK, "sh", str(folder)]
    return subprocess.run(
        [*command, sys.executable, "-c", script, str(folder)],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def test_a_full_disk_leaves_the_old_file_and_says_what_to_do(tmp_path: Path) -> None:
    """On a disk that is really full where one may be mounted, else in words alone."""
    if may_mount():
        *said, kept = on_a_small_disk(tmp_path, ON_A_FULL_DISK).splitlines()
        assert (
            said
            == [
                f"True {tmp_path}/page.html could not be written: the disk is full. "
                "Free some space, then start the command again; "
                "what was published before is untouched."
            ]
            * 3
        )
        assert kept == "the old page 1"
    else:
        with pytest.raises(RunError, match=r"the disk is full\. Free some space"):
            refuse(tmp_path / "a", errno.ENOSPC)


def refuse(path: Path, number: int) -> None:
    with explained(path):
        raise OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "the disk is read-only. Make it writable"),
        (errno.EACCES, "it may not be written. Give this user the right"),
        (errno.EDQUOT, "the disk quota is used up. Free some space"),
        (errno.ELOOP, "Too many levels of symbolic links. Mend that"),
    ],
)
def test_each_refusal_says_why_and_what_to_do(number: int, words: str, tmp_path: Path) -> None:
    with pytest.raises(RunError) as caught:
        refuse(tmp_path / "a", number)
    assert str(caught.value).startswith(f"{tmp_path}/a could not be written: {words}")
    assert caught.value.exit_code == 1


def test_an_error_about_another_file_is_not_taken_for_one_of_the_written(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), files.writer(tmp_path / "a") as handle:
        handle.write((tmp_path / "source.csv").read_text())
    assert list(tmp_path.iterdir()) == []


ACTIONS: list[Callable[[Path], object]] = [
    lambda path: files.make_folder(path / "below"),
    lambda path: files.write_atomic(path / "below", "x"),
    lambda path: files.switch_link(path / "below", path),
    files.make_folder,
]


@pytest.mark.parametrize("action", ACTIONS, ids=["below", "write", "link", "itself"])
def test_a_file_where_a_folder_should_be_is_left_alone_and_named(
    action: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "outputs"
    path.write_text("a file")
    with pytest.raises(RunError, match=r"outputs.* something else stands in its place"):
        action(path)
    assert path.read_text() == "a file"
    assert leftovers(tmp_path) == []


def test_a_lock_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with (
        pytest.raises(RunError, match="lock could not be written: its folder is gone"),
        files.lock(tmp_path / "gone" / "lock", holder="kit run"),
    ):
        pass
