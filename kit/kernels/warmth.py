"""What a warm process is good for: it tells which copies can come from it, and which cannot."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.kernels.messages import baked_in

Kind = tuple[object, ...]


@dataclass(frozen=True)
class Warmth:
    """What a warm process knows of itself and its copies are given.

    Attributes
    ----------
    folder
        Private folder of its sockets.
    baked
        What its environment held at its start.
    code
        State of the kit's own files at its start.
    added
        Variables that libraries of every kernel set when they were imported.
    """

    folder: str
    baked: Mapping[str, str]
    code: tuple[int, int]
    added: Mapping[str, str]

    @property
    def kind(self) -> Kind:
        """Alike for all environments of copies that may come from it; see `kind_of`."""
        return _kind(self.baked, self.code)


def kind_of(environment: Mapping[str, str]) -> Kind:
    """Stands for the variables that must hold from the start, and the state of the kit's files."""
    return _kind(baked_in(environment), code())


def code() -> tuple[int, int]:
    """Stands for the state of the kit's own files: how many, and when the last one changed."""
    times = [*_changed(str(Path(__file__).parents[1]))]
    return len(times), max(times)


def _kind(baked: Mapping[str, str], state: tuple[int, int]) -> Kind:
    return (*sorted(baked.items()), state)


def _changed(folder: str) -> Iterator[int]:
    """When each file of code in `folder` and below changed; asked more than once a page."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from () if entry.name == "__pycache__" else _changed(entry.path)
            elif entry.name.endswith((".py", ".po")):
                yield entry.stat().st_mtime_ns
