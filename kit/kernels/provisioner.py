"""The kernel provisioner that Jupyter finds by its entry point: forks instead of starting anew."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from kit.kernels.availability import say_once, why_not
from kit.kernels.forked import ForkedProcess, RefusedError
from kit.kernels.messages import Order
from kit.kernels.source import source

_MODULE = ["-m", "ipykernel_launcher"]

_DYING = 1.0
"""Seconds that a killed kernel is waited for at the most before its manager goes on to do so."""


class ForkedProvisioner(LocalProvisioner):
    """Forks kernels from a warm process; elsewhere it is the ordinary provisioner.

    Everything else stays as Jupyter has it: the kernel has a process, group and session of its
    own, and is interrupted, waited for and killed in the same way.
    """

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Have the kernel listen at sockets in a private folder instead of at ports."""
        environment = dict(kwargs.get("env") or os.environ)
        reason = why_not(environment)
        try:
            if not reason:
                self._use_sockets(source().folder(environment))
        except OSError as error:
            reason = f"no warm process can be started ({error})"
        if reason:
            say_once(reason)
        return await super().pre_launch(**kwargs)

    def _use_sockets(self, folder: Path) -> None:
        if self.parent is not None and not self.ports_cached:
            self.parent.transport = "ipc"
            self.parent.ip = str(folder / self.kernel_id[:8])

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel that `cmd` would start."""
        if why_not(kwargs["env"]) or kwargs.get("independent") or cmd[1:3] != _MODULE:
            return await super().launch_kernel(cmd, **kwargs)
        folder = str(kwargs.get("cwd") or Path.cwd())
        order = Order.of_here(cmd[3:], kwargs["env"], folder)
        try:
            kernel = await asyncio.to_thread(source().fork, order, _streams(kwargs))
        except (RefusedError, OSError) as error:
            say_once(f"no warm process serves ({error})")
            return await super().launch_kernel(cmd, **kwargs)
        self.process = kernel  # type: ignore[assignment]  # answers as a Popen does
        self.pid = self.pgid = kernel.pid
        self.cwd = folder
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the group of the kernel, through the process that will reap it."""
        if isinstance(self.process, ForkedProcess):
            self.process.send_signal(signum)
        else:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel at once; who asks whether it has ended looks ten times a second only."""
        await super().kill(restart=restart)
        if isinstance(self.process, ForkedProcess):
            await asyncio.to_thread(self.process.has_ended, _DYING)

    async def cleanup(self, restart: bool = False) -> None:
        """Hang up on a kernel that nobody waited for."""
        if isinstance(self.process, ForkedProcess):
            self.process.close()
        await super().cleanup(restart=restart)


def _streams(kwargs: dict[str, Any]) -> tuple[int, int]:
    """Descriptors of the standard output and error that the kernel is to have."""
    chosen = [kwargs.get("stdout"), kwargs.get("stderr")]
    numbers = [given if isinstance(given, int) and given >= 0 else None for given in chosen]
    return numbers[0] or 1, numbers[1] or 2
