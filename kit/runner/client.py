"""A client that knows at once when a kernel is ready."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.client import KernelClient

_AGAIN = 1.0
"""Seconds after which a kernel is asked again: what it said before it was heard is lost."""


class PromptClient(AsyncKernelClient):
    """Jupyter's client, which does not wait for a fifth of a second that nothing more is said.

    A kernel ends what it says about a request with being idle. Once that was heard of the last
    request, nothing can follow that is not about a cell.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its outputs are heard.

        Raises
        ------
        RuntimeError
            If the kernel dies before that, or `timeout` seconds pass.
        """
        until = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answers():
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self) -> bool:
        """Whether the kernel says what it is, and is heard to be idle afterwards."""
        # The method of this class would wait for the answer itself where it is told to reply.
        asked = KernelClient.kernel_info(self)
        try:
            answer = await self._said(self.get_shell_msg, asked, "kernel_info_reply")
            self._handle_kernel_info_reply(answer)
            await self._said(self.get_iopub_msg, asked, "status", "idle")
        except Empty:
            return False
        return True

    @staticmethod
    async def _said(listen: Any, asked: str, kind: str, state: str = "") -> dict[str, Any]:
        """The message of a kind about the request `asked`; others before it are let go."""
        until = time.monotonic() + _AGAIN
        while True:
            heard: dict[str, Any] = await listen(timeout=max(0.0, until - time.monotonic()))
            is_about = heard["parent_header"].get("msg_id") == asked and heard["msg_type"] == kind
            if is_about and heard["content"].get("execution_state", "") == state:
                return heard
