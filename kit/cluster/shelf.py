"""The private folder of a Dask worker process, and the parts that lie in it."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from kit import files
from kit.cluster.depot import fetched
from kit.errors import BusyError, RunError

_PREFIX = "kit-cluster-"
_MOST_BYTES = 2 * 2**30
"""Parts kept at hand; the ones used longest ago make way for others."""


class Shelf:
    """A private folder that ends with `close`; one that a killed process left is swept by others.

    Attributes
    ----------
    folder
        Laid out like a project, so that a kernel finds its parts where it always does.
    """

    def __init__(self) -> None:
        _sweep(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))  # mode 0700
        self._held = ExitStack()
        self._held.enter_context(files.lock(self.folder / "lock", holder=str(os.getpid())))
        for name in ("notebooks", "tasks", "pages", "outputs/store/parts"):
            files.make_folder(self.folder / name)
        self._parts = self.folder / "outputs" / "store" / "parts"

    def fetch(self, digests: list[str], depot: str) -> None:
        """Have the parts at hand that a page may open.

        Raises
        ------
        RunError
            If the depot does not give one of them, or it cannot be kept here.
        """
        for digest in digests:
            path = self._parts / f"{digest}.parquet"
            try:
                os.utime(path)
            except FileNotFoundError:
                files.write_atomic(path, fetched(digest, depot), private=True)

    def make_room(self, spared: list[str]) -> None:
        """Remove the parts used longest ago until what is left is not too much."""
        states = [(path.stat(), path) for path in self._parts.glob("*.parquet")]
        left = sum(state.st_size for state, _ in states)
        for state, path in sorted(states, key=lambda one: one[0].st_mtime):
            if left > _MOST_BYTES and path.stem not in spared:
                left -= state.st_size
                files.remove_tree(path)

    def close(self) -> None:
        """Remove the folder with all it holds."""
        files.remove_tree(self.folder)
        self._held.close()


def _sweep(base: Path) -> None:
    """Remove folders of processes that were killed: nobody holds their locks."""
    for folder in base.glob(f"{_PREFIX}*"):
        with suppress(BusyError, RunError, OSError):
            if (folder / "lock").is_file():
                with files.lock(folder / "lock", holder="sweeping"):
                    files.remove_tree(folder)
