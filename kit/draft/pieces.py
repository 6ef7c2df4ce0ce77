"""Several files for one table: parts of it, other views of the same records, or older copies."""

from __future__ import annotations

import glob
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pandas as pd

from kit.data.readers.headings import LINE
from kit.draft.exports import Export
from kit.draft.sampling import DATED
from kit.schemas import BY_NAME

_SAME = 0.5
_READING = ("encoding", "separator", "sheet", "query")


@dataclass(frozen=True)
class Piece:
    """One file that could feed a table.

    Attributes
    ----------
    object
        What it holds; files of the same kind have the same.
    columns
        Canonical column → headings that it is read from.
    rank
        Of the object: where two tell the same, the lower one is read.
    """

    export: Export
    object: str
    columns: Mapping[str, tuple[str, ...]]
    rank: int = 0


def together(table: str, pieces: Sequence[Piece]) -> tuple[list[Piece], list[str]]:
    """The files that one entry reads, and why others are left out, as sentences."""
    kept: list[Piece] = []
    notes: list[str] = []
    for piece in sorted(pieces, key=_newest_first):
        reason = next((why for one in kept if (why := _against(table, one, piece))), "")
        if reason:
            notes.append(f"{piece.export.label} is not used for `{table}`: {reason}.")
        else:
            kept.append(piece)
    order = [piece for piece in pieces if piece in kept]
    return order, notes


def pattern_of(files: Sequence[str], there: Collection[str]) -> str:
    """A glob for files whose names differ in their dates only; empty where it would take others.

    >>> pattern_of(["a/deals_2025-01.csv", "a/deals_2025-02.csv"], ["a/deals_2025-01.csv"])
    'a/deals_*.csv'
    """
    if len(files) < 2:
        return ""
    shapes = {DATED.sub("\0", file) for file in files}
    if len(shapes) > 1:
        return ""
    pattern = "*".join(glob.escape(part) for part in shapes.pop().split("\0"))
    return pattern if {one for one in there if fnmatchcase(one, pattern)} <= set(files) else ""


def _newest_first(piece: Piece) -> tuple[int, bool, list[int]]:
    """Of one object later dates and higher numbers in the name come first."""
    numbers = [-int(one) for one in re.findall("[0-9]+", piece.export.file)]
    return piece.rank, not numbers, numbers


def _against(table: str, kept: Piece, other: Piece) -> str:
    """Why two files cannot both be read; empty where they can."""
    if kept.columns.get(BY_NAME[table].key[0]) == (LINE,):
        return f"line numbers name the rows, so only {kept.export.label} can be read"
    if _alike(table, kept, other) > _SAME:
        which = "the same records are" if kept.object == other.object else "the same are told"
        return f"{which} in {kept.export.label}"
    ours, theirs = kept.export.source, other.export.source
    differing = [key for key in _READING if getattr(ours, key) != getattr(theirs, key)]
    if differing:
        how = " and ".join(differing)
        return f"it has another {how} than {kept.export.label}, and an entry declares one"
    return ""


def _alike(table: str, one: Piece, other: Piece) -> float:
    """Share of the smaller file's records that the other one has, too."""
    schema = BY_NAME[table]
    names = schema.key if one.object == other.object else schema.key[:1]
    ours, theirs = _keys(one, names), _keys(other, names)
    if ours is None or theirs is None or not len(ours) or not len(theirs):
        return 0.0
    small, large = sorted((ours, theirs), key=len)
    return float(small.isin(large).mean())


def _keys(piece: Piece, names: Sequence[str]) -> pd.Series | None:
    """What names the rows of a file, as one text each; None where no heading says it."""
    headings = [piece.columns[name][0] for name in names if piece.columns.get(name)]
    places = [piece.export.places.place(heading) for heading in headings]
    if not places or piece.columns.get(names[0], ()) == ():
        return None
    texts = [piece.export.cells[place].fillna("") for place in places if place is not None]
    whole = texts[0]
    for more in texts[1:]:
        whole = whole + "\0" + more
    return whole.drop_duplicates().reset_index(drop=True)
