"""Where workers find the parts: the project's own store, or a copy of it that fsspec can reach.

A part is named by the digest of its bytes, so a copy is never out of date, only incomplete or too
much: what pages need is added before they are handed out, what the project no longer keeps is
removed when a run begins, as `kit prune` and `kit forget` want it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kit import files
from kit.errors import RunError
from kit.publisher.places import Folder, Place, place_of


class Depot:
    """The parts of one project, for workers elsewhere.

    Parameters
    ----------
    store
        The project's store.
    copy
        Where a copy lies, whose folder holds this project's parts and nothing else; empty where
        workers read the store itself.

    Raises
    ------
    ParamError, RunError
        If the copy's place cannot be reached or refuses.

    Attributes
    ----------
    where
        What workers are told.
    """

    def __init__(self, store: Path, copy: str = "") -> None:
        self._own = store / "parts"
        self._copy = _place(copy) if copy else None
        self.where = copy or str(self._own)
        self._there = self._tidied()

    def supply(self, digests: Iterable[str]) -> None:
        """Copy those parts that are not there yet."""
        for name in (f"{digest}.parquet" for digest in digests):
            if self._copy and name not in self._there:
                self._copy.write(name, (self._own / name).read_bytes())
                self._there.add(name)

    def _tidied(self) -> set[str]:
        """Names of the copied parts, after those were removed that the store no longer has."""
        if self._copy is None:
            return set()
        there = {name for name in self._copy.names() if name.endswith(".parquet")}
        gone = {name for name in there if not (self._own / name).is_file()}
        for name in gone:
            self._copy.remove(name)
        return there - gone


def fetched(digest: str, where: str) -> bytes:
    """Bytes of one part.

    Raises
    ------
    RunError
        If it is not there, cannot be read, or holds something else than when it was written.
    """
    name = f"{digest}.parquet"
    try:
        content = _place(where).read(name)
    except OSError as error:
        raise RunError(f"{where}/{name} could not be read: {error}.") from error
    if content is None:
        raise RunError(
            f"{where}/{name} is not there. Workers need the project's store at the same path, "
            "or a place that `--parts` names."
        )
    if files.digest(content) != digest:
        raise RunError(f"{where}/{name} is damaged: its digest differs.")
    return content


def _place(where: str) -> Place:
    return place_of(where) if "://" in where else Folder(where, Path(where))
