"""What the file system refused, said so that whoever reads it knows what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.errors import RunError

_FULL = ("the disk is full", "Free some space")
_FORBIDDEN = ("it may not be written", "Give this user the right to write there")
_IN_THE_WAY = ("something else stands in its place", "Move that away")
_REASONS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: ("the disk quota is used up", "Free some space"),
    errno.EFBIG: ("it is larger than this process may write", "Raise the limit (`ulimit -f`)"),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: ("the disk is read-only", "Make it writable"),
    errno.ENOENT: ("its folder is gone", "Bring the folder back"),
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOTEMPTY: _IN_THE_WAY,
    errno.EIO: ("the disk reports an error", "Look after the disk"),
    errno.EMFILE: ("too many files are open", "Raise the limit (`ulimit -n`)"),
}


@contextmanager
def explained(path: Path, *others: Path, verb: str = "written") -> Iterator[None]:
    """Say what the file system refused in the block: which file, why, and what to do.

    Parameters
    ----------
    path
        What the block writes, makes or removes.
    others
        Further files and folders that the block works on.
    verb
        What could not be done.

    Raises
    ------
    RunError
        In place of an `OSError` about these, what lies in them, or no file that is named. One about
        another file is not of this block's making and passes.
    """
    try:
        yield
    except OSError as error:
        named = [Path(one) for one in (error.filename, error.filename2) if one is not None]
        own = (path, *others)
        if named and not any(name.is_relative_to(one) for name in named for one in own):
            raise
        raise RunError(_said(path, verb, error)) from error


def _said(path: Path, verb: str, error: OSError) -> str:
    number = error.errno or 0
    why, step = _REASONS.get(number, (os.strerror(number), "Mend that"))
    return (
        f"{path} could not be {verb}: {why}. {step}, then start the command again; "
        "what was published before is untouched."
    )
