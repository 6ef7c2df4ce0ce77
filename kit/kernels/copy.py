"""A copy of the warm process becomes an ordinary kernel, or a worker."""

from __future__ import annotations

import atexit
import os
import random
import resource
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from kit.kernels.descendants import end_with
from kit.kernels.messages import Order, to_line
from kit.kernels.warming import KERNEL_MODULES
from kit.kernels.warmth import Warmth


def become(
    order: Order, streams: list[int], client: socket.socket, warm_process: int, warmth: Warmth
) -> None:
    """Run the kernel or worker that `order` asks for in this process, which ends with it.

    Parameters
    ----------
    streams
        Descriptors of standard output and error, for a worker that of standard input first.
    client
        Told when the kernel listens, or the worker begins.
    warm_process
        Process id of the parent; this process ends when it does.
    warmth
        What a worker is told of it.
    """
    status = 1
    try:
        _leave(warm_process)
        _take_up(order, streams)
        _reseed()
        if order.function:
            status = _work(order.function, warmth, client)
        else:
            status = _run(order.arguments, warm_process, client)
    except SystemExit as exit_:
        status = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        _end(status)


def _leave(warm_process: int) -> None:
    """A session of its own, no signal handling of the parent's, and no life without it."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    end_with(warm_process)


def _take_up(order: Order, streams: list[int]) -> None:
    """Environment, streams, folder and limits that a process of the asker's would have."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, descriptor in enumerate([nothing, *streams][-3:]):
        os.dup2(descriptor, number)
    for descriptor in (nothing, *streams):
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(order.environment)
    time.tzset()
    tempfile.tempdir = None  # another TMPDIR may hold now
    os.umask(order.umask)
    os.chdir(order.folder)
    for number, soft, hard in order.limits:
        resource.setrlimit(number, (soft, hard))


def _reseed() -> None:
    """Chance of its own, else all kernels would draw the same numbers."""
    from numpy.random import seed

    random.seed()
    seed()  # noqa: NPY002 (what a notebook may still draw from)


def _work(function: str, warmth: Warmth, client: socket.socket) -> int:
    module, _, name = function.partition(":")
    work = getattr(import_module(module), name)
    client.sendall(to_line({"ready": True}))
    client.close()
    work(warmth)
    return 0


def _run(arguments: Any, warm_process: int, client: socket.socket) -> int:
    from ipykernel.kernelapp import IPKernelApp

    # The application read this number when its class was made, in the warm process.
    app = IPKernelApp.instance(parent_handle=warm_process)
    with _own_modules():
        app.initialize(list(arguments))
    _use_backend()
    client.sendall(to_line({"ready": True}))
    client.close()
    app.start()
    return 0


@contextmanager
def _own_modules() -> Iterator[None]:
    """Let the kernel find the modules that every kernel has, not those of all libraries.

    It asks each for its file, so that the debugger steps over it. To ask thousands writes to
    their memory and thereby copies it.
    """
    from ipykernel import ipkernel

    ipkernel.sys = SimpleNamespace(**{**vars(sys), "modules": KERNEL_MODULES})  # type: ignore[assignment]
    try:
        yield
    finally:
        ipkernel.sys = sys


def _use_backend() -> None:
    """Let matplotlib take the backend from the environment, as it does when it is imported."""
    import matplotlib

    if os.environ.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]


def _end(status: int) -> None:
    """End without tearing down what belongs to the warm process."""
    try:
        atexit._run_exitfuncs()
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                stream.flush()
    finally:
        os._exit(status)
