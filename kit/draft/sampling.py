"""Which files of a folder are examined in full, where there are too many to examine them all.

Files of which the names differ in dates and numbers only, and the first lines not at all, are one
export that was cut into parts, or made anew each day. A few of them tell which; the others are
taken to be like those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.files import digest_file

FEW = 10
"""So many files of one kind are all examined."""

EXAMINED = 3
"""Of more, these: the first, the one in the middle, the last."""

MOST = 200
"""Files that are examined in all; the rest is passed over, and that is said."""

DATED = re.compile(r"[0-9](?:[0-9_. :TZ-]*[0-9])?")
"""The part of a name that tells one file of a kind from the others."""

_TEXT = (".csv", ".tsv", ".txt")
_FIRST_LINE = 2**16
_LISTED = 5


@dataclass(frozen=True)
class Group:
    """Files of one kind.

    Attributes
    ----------
    examined
        Those that are read.
    alike
        Those that are taken to be like them.
    """

    examined: tuple[str, ...]
    alike: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """What is examined in a folder: groups in the order of their files, and what is passed over."""

    groups: tuple[Group, ...]
    passed: tuple[str, ...] = ()

    @property
    def group_of(self) -> dict[str, Group]:
        """The group of each file that is examined."""
        return {file: group for group in self.groups for file in group.examined}


def chosen(folder: Path, names: Sequence[str]) -> Choice:
    """Choose the files to examine.

    Parameters
    ----------
    folder, names
        The files, by their paths below the folder.
    """
    kinds: dict[tuple[str, bytes], list[str]] = {}
    for name in names:
        kinds.setdefault((DATED.sub("\0", name), _first_line(folder / name)), []).append(name)
    groups: list[Group] = []
    passed: list[str] = []
    room = MOST
    for files in kinds.values():
        group = _group(files)
        if len(group.examined) > room:
            passed += files
            continue
        room -= len(group.examined)
        groups.append(group)
    return Choice(tuple(groups), tuple(passed))


def without_copies(folder: Path, files: Sequence[str]) -> tuple[list[str], list[str]]:
    """One of each content, and what is said of the others."""
    known: dict[str, str] = {}
    copies: list[tuple[str, str]] = []
    for file in files:
        twin = known.setdefault(digest_file(folder / file), file)
        if twin != file:
            copies.append((file, twin))
    notes = [
        f"{file} is not used: its content is that of {twin}." for file, twin in copies[:_LISTED]
    ]
    more = len(copies) - _LISTED
    if more > 0:
        notes.append(f"{more:,} more files are not used: their contents are those of others.")
    return [*known.values()], notes


def not_examined(choice: Choice) -> list[str]:
    """Files that nobody looked into, or only at their first line."""
    notes = [
        f"{len(group.alike):,} files have the first line of {group.examined[0]}, and names that "
        f"differ from its own in numbers only; they are taken to be like "
        f"{', '.join(group.examined)}, which are examined."
        for group in choice.groups
        if group.alike
    ]
    if choice.passed:
        notes.append(
            f"{len(choice.passed):,} files are not looked at, because {MOST} others are: "
            f"{listed(choice.passed)}. Put what belongs together into a folder of its own."
        )
    return notes


def listed(files: Sequence[str]) -> str:
    """The first few files of a list, and how many more there are."""
    more = f" and {len(files) - _LISTED:,} more" if len(files) > _LISTED else ""
    return ", ".join(files[:_LISTED]) + more


def _group(files: list[str]) -> Group:
    if len(files) <= FEW:
        return Group(tuple(files))
    picked = [files[round(at * (len(files) - 1) / (EXAMINED - 1))] for at in range(EXAMINED)]
    return Group(tuple(picked), tuple(file for file in files if file not in picked))


def _first_line(path: Path) -> bytes:
    """The start of a text file, to the end of its first line; of others their path, as each is one.

    Reading no more than that is what keeps thousands of files bearable.
    """
    if path.suffix.lower() not in _TEXT:
        return bytes(path)
    try:
        with path.open("rb") as handle:
            return handle.readline(_FIRST_LINE).rstrip(b"\r\n")
    except OSError:
        return bytes(path)
