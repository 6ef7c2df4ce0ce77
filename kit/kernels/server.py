"""The loop of the warm process: forks kernels, passes signals on to them, and reaps them."""

from __future__ import annotations

import os
import selectors
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, replace

from kit.kernels.copy import become_kernel
from kit.kernels.descendants import children, end_all, ended
from kit.kernels.messages import RETIRE, Lines, Order, baked_in, to_line


@dataclass(eq=False)
class Client:
    """One connection, and the kernel that was forked for it."""

    socket: socket.socket
    lines: Lines
    kernel: int = 0

    def tell(self, **message: object) -> None:
        """Write a message; who has hung up is told nothing."""
        with suppress(OSError):
            self.socket.send(to_line(message))


class Server:
    """Serves orders for kernels on one thread.

    Parameters
    ----------
    listener
        Where orders arrive.
    lifeline
        Descriptor that closes when the process that started this one is gone.
    baked
        What this process's environment held at its start.
    added
        Variables that libraries of every kernel set when they were imported.
    """

    def __init__(
        self,
        listener: socket.socket,
        lifeline: int,
        baked: dict[str, str],
        added: dict[str, str],
    ) -> None:
        self._listener = listener
        self._lifeline = lifeline
        self._baked = baked
        self._added = added
        self._clients: set[Client] = set()
        self._kernels: dict[int, Client] = {}
        self._is_retired = False
        self._selector = selectors.DefaultSelector()
        self._woken, self._wake = socket.socketpair()
        for one in (listener, self._woken, self._wake):
            one.setblocking(False)

    def serve(self) -> bool:
        """Serve until the lifeline closes, or the last kernel has ended after `RETIRE`.

        Returns
        -------
        bool
            Whether the process that started this one is gone.
        """
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        self._selector.register(self._lifeline, selectors.EVENT_READ, self._hear)
        self._selector.register(self._woken, selectors.EVENT_READ, self._reap)
        try:
            while not (self._is_retired and not self._kernels):
                for key, _ in self._selector.select():
                    if isinstance(key.data, Client):
                        self._attend(key.data)
                    else:
                        key.data()
        except EOFError:
            return True
        finally:
            end_all(self._kernels)
        return False

    def _hear(self) -> None:
        if os.read(self._lifeline, 1) != RETIRE:
            raise EOFError
        self._is_retired = True

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        connection.setblocking(False)
        client = Client(connection, Lines(connection))
        self._clients.add(client)
        self._selector.register(connection, selectors.EVENT_READ, client)

    def _attend(self, client: Client) -> None:
        """Read what a client wants: a kernel, a signal to its kernel, or no more."""
        for message in client.lines.read():
            if "signal" in message:
                _signal_group(client.kernel, message["signal"])
            else:
                self._fork(client, Order(**message))
        if not client.lines.is_open:
            _signal_group(client.kernel, signal.SIGKILL)
            self._hang_up(client)

    def _fork(self, client: Client, order: Order) -> None:
        streams, client.lines.descriptors = client.lines.descriptors, []
        if baked_in(order.environment) != self._baked:
            client.tell(refused="its environment is another one")
        else:
            try:
                client.kernel = self._copy(client, order, streams)
            except OSError as error:
                client.tell(refused=f"it cannot be copied ({error})")
            else:
                self._kernels[client.kernel] = client
                client.tell(process=client.kernel)
        for descriptor in streams:
            os.close(descriptor)

    def _copy(self, client: Client, order: Order, streams: list[int]) -> int:
        """Fork a kernel; its process id, for only the warm process returns."""
        warm_process = os.getpid()
        order = replace(order, environment={**self._added, **order.environment})
        signals = [signal.SIGTERM, signal.SIGCHLD]
        # One that arrived in the copy before it has its own handling would be handled there too.
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        try:
            kernel = os.fork()
            if kernel == 0:
                self._become(client, order, streams, warm_process)
            return kernel
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)

    def _become(self, client: Client, order: Order, streams: list[int], warm_process: int) -> None:
        """In a copy: keep no connection by which others would seem to live on; never return."""
        try:
            for other in self._clients - {client}:
                other.socket.close()
            for end in (self._listener, self._woken, self._wake, self._selector):
                end.close()
            become_kernel(order, streams, client.socket, warm_process)
        finally:
            os._exit(1)

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            self._woken.recv(4096)
        for process, status in ended():
            client = self._kernels.pop(process, None)
            if client is not None:
                client.kernel = 0
                client.tell(ended=status)
                self._hang_up(client)
        self._end_strays()

    def _end_strays(self) -> None:
        """End what kernels started and left behind, in whatever session it hides."""
        for process in set(children()) - set(self._kernels):
            with suppress(ProcessLookupError):
                if os.getsid(process) not in self._kernels:
                    os.kill(process, signal.SIGKILL)

    def _hang_up(self, client: Client) -> None:
        if client in self._clients:
            self._clients.remove(client)
            self._selector.unregister(client.socket)
            client.socket.close()


def _signal_group(kernel: int, number: int) -> None:
    """Send a signal to a kernel, unless it was reaped, and to all processes of its group."""
    if kernel:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(kernel, number)
