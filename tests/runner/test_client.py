"""The client that knows at once when a kernel is ready."""

from __future__ import annotations

from queue import Empty
from typing import Any

import pytest
from nbclient.util import run_sync

from kit.runner.client import PromptClient


class Kernel(PromptClient):
    """A client to whom a kernel says what a test wrote down, in that order."""

    def __init__(self, shell: list[Any], iopub: list[Any], *, lives: bool = True) -> None:
        super().__init__()
        self.said = {"shell": shell, "iopub": iopub}
        self.asked = 0
        self.lives = lives

    async def get_shell_msg(self, **_: Any) -> dict[str, Any]:
        return self._next("shell")

    async def get_iopub_msg(self, **_: Any) -> dict[str, Any]:
        return self._next("iopub")

    async def _async_is_alive(self) -> bool:
        return self.lives

    def _next(self, channel: str) -> dict[str, Any]:
        if not self.said[channel] or (found := self.said[channel].pop(0)) is None:
            raise Empty
        return dict(found)


def message(about: str, kind: str, **content: Any) -> dict[str, Any]:
    return {"parent_header": {"msg_id": about}, "msg_type": kind, "content": content}


def answer(about: str) -> dict[str, Any]:
    return message(about, "kernel_info_reply", protocol_version="5.4")


def idle(about: str) -> dict[str, Any]:
    return message(about, "status", execution_state="idle")


@pytest.fixture
def numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are numbered instead of sent."""

    def ask(client: Kernel) -> str:
        client.asked += 1
        return str(client.asked)

    monkeypatch.setattr("kit.runner.client.KernelClient.kernel_info", ask)


@pytest.mark.usefixtures("numbered")
def test_it_is_ready_once_the_kernel_is_heard_to_be_idle() -> None:
    busy = message("1", "status", execution_state="busy")
    client = Kernel([answer("1")], [message("", "iopub_welcome"), busy, idle("1"), "not read"])
    run_sync(client.wait_for_ready)(timeout=5)
    assert client.said["iopub"] == ["not read"]


@pytest.mark.usefixtures("numbered")
def test_a_kernel_that_was_not_heard_is_asked_again() -> None:
    client = Kernel([answer("1"), answer("2")], [None, idle("1"), idle("2")])
    run_sync(client.wait_for_ready)(timeout=5)
    assert client.asked == 2
    assert client.said == {"shell": [], "iopub": []}


@pytest.mark.usefixtures("numbered")
@pytest.mark.parametrize(
    ("lives", "reason"), [(False, "Kernel died before"), (True, "Kernel didn't respond in 0 sec")]
)
def test_one_that_dies_or_says_nothing_is_not_ready(lives: bool, reason: str) -> None:
    with pytest.raises(RuntimeError, match=reason):
        run_sync(Kernel([], [], lives=lives).wait_for_ready)(timeout=0)
