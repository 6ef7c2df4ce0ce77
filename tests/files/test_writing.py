"""Files appear whole or not at all."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from kit import files
from kit.errors import RunError
from tests.files.started import leftovers, start

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from kit import files
path = Path(sys.argv[1])
letters = "abcdefghij"
print("started", flush=True)
while True:
    for letter in letters:
        files.write_atomic(path, letter * 1_000_000)
"""

DIE_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from kit import files
with files.writer(Path(sys.argv[1])) as handle:
    handle.write("half a page")
    handle.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


FILL_THE_DISK = """
import resource, sys
from pathlib import Path
from kit import files
from kit.errors import RunError
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
path = Path(sys.argv[1])
def stream(path, text):
    with files.writer(path) as handle:
        handle.write(text)
for write in (files.write_atomic, stream):
    try:
        write(path, "x" * 5000)
    except RunError as error:
        print(error)
"""

WRITE_TOGETHER = """
import sys
from pathlib import Path
from kit import files
folder = Path(sys.argv[1])
with files.together(folder) as write:
    for number in range(50):
        write(folder / f"{number:02}", b"n" * 1_000_000)
        print("written", flush=True)
"""


def test_text_is_written_as_utf_8_with_its_line_ends(tmp_path: Path) -> None:
    files.write_atomic(tmp_path / "a.txt", "Málaga\r\n–\n")
    assert (tmp_path / "a.txt").read_bytes() == "Málaga\r\n–\n".encode()


def test_a_written_file_replaces_the_older_one_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    files.write_atomic(tmp_path / "a.bin", b"old")
    files.write_atomic(tmp_path / "a.bin", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]
    assert (tmp_path / "a.bin").read_bytes() == b"new"


def test_a_private_file_is_for_its_owner_only(tmp_path: Path) -> None:
    files.write_atomic(tmp_path / "a", "x", private=True)
    with files.writer(tmp_path / "b", private=True) as handle:
        handle.write("x")
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in "ab"} == {0o600}


def test_an_open_file_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write_atomic(tmp_path / "a", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_stream_that_fails_leaves_the_old_file_and_no_leftover(tmp_path: Path) -> None:
    files.write_atomic(tmp_path / "a", "old")
    with pytest.raises(ZeroDivisionError), files.writer(tmp_path / "a") as handle:
        handle.write(f"new {1 / 0}")
    assert (tmp_path / "a").read_text() == "old"
    assert leftovers(tmp_path) == []


def test_a_name_as_long_as_the_file_system_allows_can_be_written(tmp_path: Path) -> None:
    files.write_atomic(tmp_path / ("n" * 255), "x")
    assert (tmp_path / ("n" * 255)).read_text() == "x"


def test_writing_into_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"gone/a could not be written: its folder is gone\."):
        files.write_atomic(tmp_path / "gone" / "a", "x")


def test_a_process_killed_while_writing_leaves_the_old_file_whole(tmp_path: Path) -> None:
    files.write_atomic(tmp_path / "page.html", "the old page")
    process = start(DIE_WHILE_WRITING, tmp_path / "page.html")
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    assert (tmp_path / "page.html").read_text() == "the old page"
    assert len(leftovers(tmp_path)) == 1
    files.sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_file_is_whole_whenever_its_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    for delay in (0.01, 0.03, 0.05):
        process = start(WRITE_FOR_EVER, path)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.kill()
        process.communicate(timeout=30)
        if path.exists():
            text = path.read_text()
            assert len(text) == 1_000_000
            assert len(set(text)) == 1


def test_a_disk_that_takes_no_more_keeps_the_old_file(tmp_path: Path) -> None:
    files.write_atomic(tmp_path / "page.html", "the old page")
    said, _ = start(FILL_THE_DISK, tmp_path / "page.html").communicate(timeout=30)
    assert (
        said.splitlines()
        == [
            f"{tmp_path}/page.html could not be written: it is larger than this process may write. "
            "Raise the limit (`ulimit -f`), then start the command again; "
            "what was published before is untouched."
        ]
        * 2
    )
    assert (tmp_path / "page.html").read_text() == "the old page"
    assert leftovers(tmp_path) == []


def test_files_written_together_are_whole_and_nothing_stands_beside_them(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"the old one")
    with files.together(tmp_path) as write:
        for name in "abc":
            write(tmp_path / name, name.encode() * 1000)
            assert (tmp_path / name).read_bytes() == name.encode() * 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


def test_files_written_together_can_be_for_their_owner_only(tmp_path: Path) -> None:
    with files.together(tmp_path, private=True) as write:
        write(tmp_path / "a", b"x")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_process_killed_among_files_leaves_each_whole_old_or_new(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number:02}").write_bytes(b"o" * 100_000)
    process = start(WRITE_TOGETHER, tmp_path)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate(timeout=30)
    texts = [path.read_bytes() for path in tmp_path.iterdir() if path not in leftovers(tmp_path)]
    assert len(texts) == 50
    assert {(text[:1], len(text), len(set(text))) for text in texts} <= {
        (b"o", 100_000, 1),
        (b"n", 1_000_000, 1),
    }
    files.sweep(tmp_path)
    assert leftovers(tmp_path) == []


def test_a_block_that_fails_keeps_the_files_that_were_written(tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), files.together(tmp_path) as write:
        write(tmp_path / "a", b"x")
        write(tmp_path / "b", bytes([1 // 0]))
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_text_and_its_bytes_have_the_same_digest(tmp_path: Path) -> None:
    files.write_atomic(tmp_path / "a", "Málaga")
    expected = "".join(f"{byte:02x}" for byte in bytes.fromhex(files.digest("Málaga")))
    assert files.digest("Málaga".encode()) == expected == files.digest_file(tmp_path / "a")
    assert files.digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
