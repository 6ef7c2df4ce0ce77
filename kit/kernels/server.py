"""The loop of the warm process: forks what is ordered, passes signals on, and reaps."""

from __future__ import annotations

import os
import selectors
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from kit import files
from kit.kernels.copy import become
from kit.kernels.descendants import adopt, children, end_all, ended
from kit.kernels.messages import RETIRE, Lines, Order, baked_in, to_line
from kit.kernels.warmth import Warmth


def serve(listener: socket.socket, warmth: Warmth) -> NoReturn:
    """Fork what is ordered at `listener` until standard input closes, then end this process.

    The folder of the sockets is removed here if whoever made it can no more.
    """
    signal.signal(signal.SIGTERM, _stop)
    adopt()
    lifeline = os.dup(0)  # a copy has another standard input
    with suppress(SystemExit):
        if Server(listener, lifeline, warmth).serve():
            files.remove_tree(Path(warmth.folder))
    os._exit(0)  # taking apart what was imported would cost more than importing some of it


@dataclass(eq=False)
class Client:
    """One connection, and the process that was forked for it."""

    socket: socket.socket
    lines: Lines
    process: int = 0

    def tell(self, **message: object) -> None:
        """Write a message; who has hung up is told nothing."""
        with suppress(OSError):
            self.socket.send(to_line(message))


class Server:
    """Serves orders for kernels and workers on one thread.

    Parameters
    ----------
    listener
        Where orders arrive.
    lifeline
        Descriptor that closes when the process that started this one is gone.
    warmth
        What this process knows of itself.
    """

    def __init__(self, listener: socket.socket, lifeline: int, warmth: Warmth) -> None:
        self._listener = listener
        self._lifeline = lifeline
        self._warmth = warmth
        self._clients: set[Client] = set()
        self._processes: dict[int, Client] = {}
        self._over: list[tuple[Client, int]] = []
        self._is_retired = False
        self._selector = selectors.DefaultSelector()
        self._woken, self._wake = socket.socketpair()
        for one in (listener, self._woken, self._wake):
            one.setblocking(False)

    def serve(self) -> bool:
        """Serve until the lifeline closes, or the last process has ended after `RETIRE`.

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
            while not (self._is_retired and not self._processes and not self._over):
                for key, _ in self._selector.select():
                    if isinstance(key.data, Client):
                        self._attend(key.data)
                    else:
                        key.data()
        except EOFError:
            return True
        finally:
            end_all(self._processes)
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
        """Read what a client wants: a process, a signal to it, or no more."""
        for message in client.lines.read():
            if "signal" in message:
                _signal_group(client.process, message["signal"])
            else:
                self._fork(client, Order(**message))
        if not client.lines.is_open:
            _signal_group(client.process, signal.SIGKILL)
            self._hang_up(client)

    def _fork(self, client: Client, order: Order) -> None:
        streams, client.lines.descriptors = client.lines.descriptors, []
        if baked_in(order.environment) != self._warmth.baked:
            client.tell(refused="its environment is another one")
        else:
            try:
                client.process = self._copy(client, order, streams)
            except OSError as error:
                client.tell(refused=f"it cannot be copied ({error})")
            else:
                self._processes[client.process] = client
                client.tell(process=client.process)
        for descriptor in streams:
            os.close(descriptor)

    def _copy(self, client: Client, order: Order, streams: list[int]) -> int:
        """Fork what is ordered; its process id, for only the warm process returns."""
        warm_process = os.getpid()
        order = replace(order, environment={**self._warmth.added, **order.environment})
        signals = [signal.SIGTERM, signal.SIGCHLD]
        # One that arrived in the copy before it has its own handling would be handled there too.
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        try:
            process = os.fork()
            if process == 0:
                self._become(client, order, streams, warm_process)
            return process
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)

    def _become(self, client: Client, order: Order, streams: list[int], warm_process: int) -> None:
        """In a copy: keep no connection by which others would seem to live on; never return."""
        try:
            for other in self._clients - {client}:
                other.socket.close()
            for end in (self._listener, self._woken, self._wake, self._selector):
                end.close()
            become(order, streams, client.socket, warm_process, self._warmth)
        finally:
            os._exit(1)

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            self._woken.recv(4096)
        for process, status in ended():
            client = self._processes.pop(process, None)
            if client is not None:
                client.process = 0
                self._over.append((client, status))
        if not self._end_strays():
            over, self._over = self._over, []
            for client, status in over:
                client.tell(ended=status)
                self._hang_up(client)

    def _end_strays(self) -> bool:
        """End what was left behind, in whatever session it hides; tell whether there was any.

        When one of them has ended, what it had started in turn is a child of this process.
        """
        found = False
        for process in set(children()) - set(self._processes):
            with suppress(ProcessLookupError, PermissionError):
                if os.getsid(process) not in self._processes:
                    os.kill(process, signal.SIGKILL)
                    found = True
        return found

    def _hang_up(self, client: Client) -> None:
        if client in self._clients:
            self._clients.remove(client)
            self._selector.unregister(client.socket)
            client.socket.close()


def _signal_group(process: int, number: int) -> None:
    """Send a signal to a process, unless it was reaped, and to all others of its group."""
    if process:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process, number)


def _stop(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
