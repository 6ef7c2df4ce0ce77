"""One entry of `sources:` for each table that a folder's files feed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from kit.data.readers.packing import ending_of
from kit.draft.amounts import decimal_of
from kit.draft.dates import dates_of, day_first, swapped
from kit.draft.exports import Export
from kit.draft.guesses import Guess
from kit.draft.pieces import Piece, pattern_of
from kit.schemas import BY_NAME

_TEXT = (".csv", ".tsv", ".txt")
_READING = ("encoding", "separator", "sheet", "query")


@dataclass(frozen=True)
class Entry:
    """What project.yaml says of one table, and why.

    Attributes
    ----------
    pieces
        The files that feed it.
    declared
        Columns, constants and values that it declares.
    evidence
        Sentences that stand above it as comments.
    checks
        What people should look at, as sentences.
    lacking
        What keeps it from being loaded, as sentences.
    recipe
        Lines that show how to make what its file does not give.
    unverified
        Headings that the CRM's mapping knows and that nobody has seen in an export yet.
    has_utc
        Whether instants without a zone are known to be in UTC.
    usual_dates
        Format of dates that is read without being declared.
    """

    table: str
    pieces: tuple[Piece, ...]
    declared: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    recipe: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    has_utc: bool = False
    usual_dates: str = ""
    dates: Guess | None = None
    decimal: Guess | None = None

    @property
    def exports(self) -> tuple[Export, ...]:
        """The files that feed it."""
        return tuple(piece.export for piece in self.pieces)

    @property
    def file(self) -> str:
        """The files, as one text."""
        more = len(self._alike())
        end = f" and {more:,} more like them" if more else ""
        return ", ".join(export.label for export in self.exports) + end

    @property
    def rows(self) -> int:
        """Rows of all its files that were examined."""
        return sum(export.rows for export in self.exports)

    @property
    def all_evidence(self) -> tuple[str, ...]:
        """What speaks for it and for how it is read, as sentences."""
        sure = [one.evidence for one in (self.dates, self.decimal) if one and one.is_sure]
        read = dict.fromkeys(why for export in self.exports for why in export.evidence)
        return (*self.evidence, *read, *sure)

    @property
    def all_checks(self) -> tuple[str, ...]:
        """What people should look at, as sentences."""
        unsure = [one.evidence for one in (self.dates, self.decimal) if one and not one.is_sure]
        return (*self.checks, *unsure)

    def reading(self) -> dict[str, object]:
        """How its files are read, as keys of project.yaml."""
        source = self.exports[0].source
        keys: dict[str, object] = {key: getattr(source, key) for key in _READING}
        keys["dates"] = self.dates.value if self.dates else ""
        keys["decimal"] = self.decimal.value if self.decimal else ""
        if keys["dates"] == self.usual_dates:
            keys["dates"] = ""
        return {key: value for key, value in keys.items() if value}

    def files(self, there: Collection[str]) -> list[str]:
        """Its files as project.yaml names them: a glob where they differ in dates only."""
        names = [*(export.file for export in self.exports), *self._alike()]
        pattern = pattern_of(names, there)
        return [pattern] if pattern else names

    def _alike(self) -> list[str]:
        """Files that were not examined, and are read because all that were are read, too."""
        ours = {export.file for export in self.exports}
        groups = dict.fromkeys(export.group for export in self.exports if export.group)
        return [file for group in groups if ours >= {*group.examined} for file in group.alike]

    def texts(self, *kinds: str) -> Iterator[tuple[str, pd.Series]]:
        """Heading and different filled texts of all columns of these kinds."""
        for heading, export in self._headings(*kinds):
            texts = export.read(heading)
            if texts is not None:
                yield heading, texts

    def cells(self, column: str) -> Iterator[pd.Series]:
        """The filled cells of a canonical column, file by file."""
        for piece in self.pieces:
            for heading in piece.columns.get(column, ()):
                place = piece.export.places.place(heading)
                if place is not None and place >= 0:
                    yield piece.export.filled(place)

    def instants(self) -> Iterator[pd.Series]:
        """Texts whose clock is known: those with a zone, or of a CRM that exports in UTC."""
        for _, texts in self.texts("instant"):
            zoned = texts.str.contains(r":[0-9.]+ ?(?:Z|[+-][0-9]{2}:?[0-9]{2})$")
            yield texts if self.has_utc else texts[zoned.to_numpy(dtype=bool)]

    def _headings(self, *kinds: str) -> Iterator[tuple[str, Export]]:
        wanted = [one.name for one in BY_NAME[self.table].columns if one.kind in kinds]
        for piece in self.pieces:
            found = dict.fromkeys(one for name in wanted for one in piece.columns.get(name, ()))
            yield from ((heading, piece.export) for heading in found)


def with_guesses(entry: Entry) -> Entry:
    """The entry with what its cells tell of dates and decimals."""
    dates = dates_of(entry.texts("instant", "date"))
    is_text = ending_of(Path(entry.exports[0].file)) in _TEXT
    decimal = decimal_of(entry.texts("money")) if is_text else None
    if dates and not dates.can_be_read and not entry.lacking:
        return replace(entry, dates=None, decimal=decimal, lacking=(dates.evidence,))
    return replace(entry, dates=dates, decimal=decimal)


def settled(entries: Sequence[Entry]) -> list[Entry]:
    """Where a file does not tell whether day or month comes first, the others may."""
    orders = {
        day_first(entry.dates.value): entry.file
        for entry in entries
        if entry.dates and entry.dates.is_sure and day_first(entry.dates.value) is not None
    }
    return [_with_order(entry, orders) for entry in entries]


def _with_order(entry: Entry, orders: Mapping[bool | None, str]) -> Entry:
    guess = entry.dates
    if guess is None or guess.is_sure or day_first(guess.value) is None or len(orders) != 1:
        return entry
    ((order, file),) = orders.items()
    value = guess.value if day_first(guess.value) == order else swapped(guess.value)
    which = "day" if order else "month"
    start = guess.evidence.partition(":")[0]
    said = f"{start}: the {which} comes first, as in {file}"
    return replace(entry, dates=Guess(value, said, is_sure=False))


def joined(sentences: Iterable[str], shown: int) -> str:
    """The first names of a list, and how many more there are.

    >>> joined(["a", "b", "c"], 2)
    '`a`, `b` and 1 more'
    """
    listed = list(sentences)
    more = f" and {len(listed) - shown} more" if len(listed) > shown else ""
    return ", ".join(f"`{one}`" for one in listed[:shown]) + more
