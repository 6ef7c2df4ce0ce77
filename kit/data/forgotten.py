"""Persons who were forgotten: what recognises them again without naming them.

A tombstone is the keyed digest of a text in its plainest form, so that neither capitals nor spaces
nor the commas around a name hide it; the key never leaves the store. Where a forgotten text turns
up, a code stands in its place: the same for the same spelling, so that amounts, counts and what
changed from one snapshot to the next stay as they are.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa

from kit import files
from kit.data.sealing import sealed, unsealed
from kit.errors import DataError, ParamError
from kit.schemas import TABLES

FILE = "forgotten.json"
"""Name of the tombstones' file in the store."""

_WHOLE = {one.name for table in TABLES for one in table.columns if one.kind != "text"}
_SHORTEST = 3
_AROUND = ".,;:!?()[]{}<>\"'«»“”‘’"


@dataclass(frozen=True)
class Forgotten:
    """The tombstones of one store.

    Attributes
    ----------
    key
        Of the digests, in hexadecimal; empty while nobody was forgotten.
    marks
        Digest of each text, with its number of words.
    """

    key: str = ""
    marks: frozenset[tuple[str, int]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.marks)

    def also(self, texts: Iterable[str]) -> Forgotten:
        """These tombstones and those of `texts`.

        Raises
        ------
        ParamError
            If a text is too short to name one person alone.
        """
        keyed = replace(self, key=self.key or secrets.token_hex(16))
        marks = set(self.marks)
        for text in texts:
            words = _words(text)
            if sum(map(len, words)) < _SHORTEST:
                raise ParamError(f"`{text}` is too short to name one person alone.")
            marks.add((keyed._digest(" ".join(words)), len(words)))
        return replace(keyed, marks=frozenset(marks))

    def spans(self, text: str, *, within: bool = False) -> list[tuple[int, int]]:
        """Where a forgotten text stands in `text`: all of it, or `within` among other words."""
        found = list(_placed(text))
        sizes = sorted({size for _, size in self.marks}, reverse=True)
        if not within:
            sizes = [size for size in sizes if size == len(found)]
        spans: list[tuple[int, int]] = []
        for size in sizes:
            for first in range(len(found) - size + 1):
                words = found[first : first + size]
                begin, end = words[0][1], words[-1][2]
                is_free = all(end <= one or begin >= other for one, other in spans)
                if (
                    is_free
                    and (self._digest(" ".join(one[0] for one in words)), size) in self.marks
                ):
                    spans.append((begin, end))
        return sorted(spans)

    def renamed(self, values: Iterable[str], *, within: bool = False) -> dict[str, str]:
        """Those of `values` that name somebody forgotten, each with what stands in its place."""
        found = {}
        for value in values:
            if spans := self.spans(value, within=within):
                found[value] = self._without(value, spans)
        return found

    def change(self, rows: pa.Table) -> pa.Table:
        """The rows with a code for everybody forgotten; the very same table where nobody is."""
        for place, field in enumerate(rows.schema):
            if not pa.types.is_string(field.type):
                continue
            column = rows.column(place)
            known = (one for one in column.unique().to_pylist() if one is not None)
            if names := self.renamed(known, within=is_free(field.name)):
                cells = [names.get(one, one) for one in column.to_pylist()]
                rows = rows.set_column(place, field, pa.array(cells, field.type))
        return rows

    def _without(self, value: str, spans: Iterable[tuple[int, int]]) -> str:
        pieces, at = [], 0
        for begin, end in spans:
            code = b32encode(bytes.fromhex(self._digest(f"shown\n{value[begin:end]}")))
            pieces += [value[at:begin], f"Forgotten {code.decode('ascii').lower()[:8]}"]
            at = end
        return "".join([*pieces, value[at:]])

    def _digest(self, text: str) -> str:
        raw = text.encode("utf-8", "surrogatepass")
        return blake2b(raw, key=bytes.fromhex(self.key), digest_size=16).hexdigest()


def read_forgotten(store: Path) -> Forgotten:
    """The tombstones in `store`; none where nobody was forgotten.

    Raises
    ------
    DataError
        If their file is damaged: a load could bring somebody back.
    """
    path = store / FILE
    if not path.exists():
        return Forgotten()
    try:
        fields = unsealed(path.read_bytes())
        marks = frozenset((str(digest), int(words)) for digest, words in fields["marks"])
        return Forgotten(str(fields["key"]), marks)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"outputs/store/{FILE}, which says who was forgotten, is damaged. Restore it from a "
            "backup, or remove it and forget these persons again with `kit forget`."
        ) from error


def write_forgotten(store: Path, forgotten: Forgotten) -> None:
    """Keep the tombstones in `store`, readable by their owner only."""
    files.make_folder(store, private=True)
    fields = {"key": forgotten.key, "marks": sorted(map(list, forgotten.marks))}
    files.write_atomic(store / FILE, sealed(fields), private=True)


def is_free(column: str) -> bool:
    """Whether cells of a column may name somebody among other words: free text, keys of units.

    >>> is_free("name"), is_free("owner")
    (True, False)
    """
    return column not in _WHOLE


def plain(text: str) -> str:
    """A text as tombstones compare it.

    >>> plain(" Puig,  ANNA ")
    'puig anna'
    """
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return [word for word, _, _ in _placed(text)]


def _placed(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text in their plainest form, each with where it begins and ends."""
    for match in re.finditer(r"[^\s/]+", text):
        bare = match.group().strip(_AROUND)
        if word := unicodedata.normalize("NFKC", bare).casefold():
            begin = match.start() + match.group().index(bare)
            yield word, begin, begin + len(bare)
