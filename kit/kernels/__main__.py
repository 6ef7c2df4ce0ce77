"""The warm process: imports once what notebooks import, then forks a process for each order.

It has one thread, and it ends when standard input closes, which is when whoever started it is
gone. `python -m kit.kernels` starts one; `kit.kernels.process` does.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from kit.kernels.messages import baked_in
from kit.kernels.server import serve
from kit.kernels.warming import prepare_environment, threads, warm_up
from kit.kernels.warmth import Warmth, code


def main(folder: str, listener: str, *modules: str) -> None:
    """Warm up and serve.

    Parameters
    ----------
    folder
        Private folder of the sockets.
    listener
        Descriptor of the socket where orders arrive.
    modules
        What to import besides.
    """
    baked, state = baked_in(os.environ), code()
    prepare_environment()
    added = warm_up(modules)
    if threads() > 1:
        raise SystemExit("A library has started a thread; copies would not be safe.")
    _forget_folder()
    serve(socket.socket(fileno=int(listener)), Warmth(folder, baked, state, added))


def _forget_folder() -> None:
    """Take the folder that `python -m` put first off the path: a kernel adds its own."""
    if sys.path[0] == str(Path.cwd()):
        del sys.path[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
