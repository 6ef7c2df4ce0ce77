from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kit import files
from kit.errors import BusyError

HOLD = """
import sys, time
from pathlib import Path
from kit import files
with files.lock(Path(sys.argv[1]), holder="kit run, process 4711"):
    print("held", flush=True)
    time.sleep(60)
"""

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
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
path = Path(sys.argv[1])
def stream(path, text):
    with files.writer(path) as handle:
        handle.write(text)
for write in (files.write_atomic, stream):
    try:
        write(path, "x" * 5000)
    except OSError as error:
        print(error.strerror)
"""


def start(script: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
    )


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(f"{files.LEFTOVER}*"))


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
    with pytest.raises(FileNotFoundError):
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
    assert said.splitlines() == ["File too large"] * 2
    assert (tmp_path / "page.html").read_text() == "the old page"
    assert leftovers(tmp_path) == []


def test_a_link_is_switched_in_one_step_and_stays_relative(tmp_path: Path) -> None:
    for edition in ("e1", "e2"):
        files.make_folder(tmp_path / "editions" / edition)
        files.switch_link(tmp_path / "current", tmp_path / "editions" / edition)
        assert (tmp_path / "current").resolve() == tmp_path / "editions" / edition
    assert (tmp_path / "current").readlink() == Path("editions/e2")
    assert leftovers(tmp_path) == []


def test_a_folder_in_the_way_of_a_link_is_left_alone(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "current" / "kept")
    with pytest.raises(OSError, match="current"):
        files.switch_link(tmp_path / "current", tmp_path / "e1")
    assert (tmp_path / "current" / "kept").is_dir()
    assert leftovers(tmp_path) == []


def test_a_second_process_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    process = start(HOLD, tmp_path / "lock")
    assert process.stdout is not None
    process.stdout.readline()
    try:
        with (
            pytest.raises(
                BusyError,
                match=r"kit run, process 4711, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC",
            ) as busy,
            files.lock(tmp_path / "lock", holder="second"),
        ):
            pass
    finally:
        process.kill()
        process.communicate(timeout=30)
    assert busy.value.exit_code == 75


def test_a_killed_holder_leaves_no_stale_lock(tmp_path: Path) -> None:
    process = start(HOLD, tmp_path / "lock")
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate(timeout=30)
    with files.lock(tmp_path / "lock", holder="second"):
        assert (tmp_path / "lock").read_text().startswith("second\n")


def test_a_lock_can_be_taken_again_when_its_block_has_ended(tmp_path: Path) -> None:
    for holder in ("first", "second"):
        with files.lock(tmp_path / "lock", holder=holder):
            assert (tmp_path / "lock").read_text().startswith(holder)
    assert (tmp_path / "lock").read_text() == ""


def test_text_and_its_bytes_have_the_same_digest(tmp_path: Path) -> None:
    files.write_atomic(tmp_path / "a", "Málaga")
    expected = "".join(f"{byte:02x}" for byte in bytes.fromhex(files.digest("Málaga")))
    assert files.digest("Málaga".encode()) == expected == files.digest_file(tmp_path / "a")
    assert files.digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EMEA", "emea"),
        ("Iberia", "iberia"),
        ("Nord", "nord"),
        ("Key Accounts 2", "key-accounts-2"),
        ("2026", "2026"),
    ],
)
def test_a_plain_name_stays_readable(text: str, name: str) -> None:
    assert files.safe_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "../../etc/passwd",
        "C:\\Windows",
        "/",
        "CON",
        "Con",
        "nul.txt",
        "LPT1",
        "Nord.",
        "Nord ",
        " Nord",
        "nord",
        "NORD",
        "x" * 300,
        "Málaga",
        "Ма\u0301",
        "{0.__class__}",
        "<script>",
        "a\x00b\n",
        "\ud800",
        "Nord 0123abcd",
    ],
)
def test_a_hostile_name_becomes_a_short_slug_with_a_digest(text: str) -> None:
    name = files.safe_name(text)
    slug, _, code = name.rpartition("-")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(name) <= 50
    assert slug
    assert len(code) == 8


def test_case_twins_have_different_names() -> None:
    assert len({files.safe_name(text) for text in ("Nord", "nord", "NORD", "nOrd")}) == 4


names = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="aAbBeE -_./é", max_size=5),
    st.sampled_from(["EMEA", "Emea", "emea", "Con", "CON", "Nord", "Nord ", "x" * 300, "x" * 301]),
)


@settings(deadline=None)  # the machine may be busy
@given(names, names)
@example("Nord", "Nord-3c7e4c0d")
@example("Emea 1a2b3c4d", "emea")
def test_two_texts_never_share_a_name_where_case_does_not_count(one: str, other: str) -> None:
    same = files.safe_name(one).casefold() == files.safe_name(other).casefold()
    assert same == (one == other)


@settings(deadline=None)  # the machine may be busy
@given(names)
def test_a_text_cannot_be_called_like_the_name_of_another(text: str) -> None:
    name = files.safe_name(text)
    spoken = name.replace("-", " ").title()
    assert spoken == text or files.safe_name(spoken) != name
    assert files.safe_name(name) != name or name == text


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
