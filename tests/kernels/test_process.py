"""Folders of warm processes that nobody serves any more."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kit.kernels.process import _sweep


@pytest.fixture
def sockets() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def made(base: Path, maker: int, sockets: ExitStack, *, is_served: bool) -> Path:
    folder = base / f"kit-{maker}-x{is_served:d}"
    folder.mkdir()
    one = sockets.enter_context(socket.socket(socket.AF_UNIX))
    one.bind(str(folder / "warm"))
    if is_served:
        one.listen()
    return folder


def test_what_a_killed_process_left_goes_at_once_and_what_is_used_stays(
    tmp_path: Path, sockets: ExitStack
) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    left = made(tmp_path, ended.pid, sockets, is_served=False)
    elsewhere = made(tmp_path, ended.pid, sockets, is_served=True)
    beginning = made(tmp_path, os.getpid(), sockets, is_served=False)
    _sweep(tmp_path)
    assert not left.exists()
    assert elsewhere.exists()  # a process of that number may live on another machine
    assert beginning.exists()


def test_what_names_no_process_stays_for_a_day(tmp_path: Path, sockets: ExitStack) -> None:
    folder = tmp_path / "kit-older"
    folder.mkdir()
    sockets.enter_context(socket.socket(socket.AF_UNIX)).bind(str(folder / "warm"))
    _sweep(tmp_path)
    assert folder.exists()
    os.utime(folder, (0, 0))
    _sweep(tmp_path)
    assert not folder.exists()
