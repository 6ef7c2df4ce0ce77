"""The warm process: imports once what notebooks import, then forks a kernel for each order.

It has one thread, and it ends when standard input closes, which is when whoever started it is
gone. `python -m kit.kernels` starts one; `kit.kernels.process` does.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

from kit import files
from kit.kernels.descendants import adopt
from kit.kernels.messages import baked_in
from kit.kernels.server import Server
from kit.kernels.warming import prepare_environment, threads, warm_up


def main(folder: str, listener: str) -> None:
    """Warm up and serve.

    Parameters
    ----------
    folder
        Private folder of the sockets; removed here if whoever made it can no more.
    listener
        Descriptor of the socket where orders arrive.
    """
    baked = baked_in(os.environ)
    prepare_environment()
    signal.signal(signal.SIGTERM, _stop)
    adopt()
    added = warm_up()
    if threads() > 1:
        raise SystemExit("A library has started a thread; copies would not be safe.")
    _forget_folder()
    lifeline = os.dup(0)  # a copy has another standard input
    is_alone = Server(socket.socket(fileno=int(listener)), lifeline, baked, added).serve()
    if is_alone:
        files.remove_tree(Path(folder))
    os._exit(0)  # taking apart what was imported would cost more than importing some of it


def _forget_folder() -> None:
    """Take the folder that `python -m` put first off the path: a kernel adds its own."""
    if sys.path[0] == str(Path.cwd()):
        del sys.path[0]


def _stop(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main(*sys.argv[1:])
