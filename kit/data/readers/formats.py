"""File formats: which function reads a file, by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kit.data.quality import refusal
from kit.data.readers import csv, excel, parquet, sqlite
from kit.data.readers.asked import answer
from kit.data.readers.container import looks_like_markup
from kit.data.readers.packing import ending_of, packing_of
from kit.data.readers.sheet import Sheet
from kit.errors import DataError
from kit.files import digest_file
from kit.params import Source

Reader = Callable[[Path, str, Source, Sequence[str]], Sheet]

READERS: dict[str, Reader] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), csv.read),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), excel.read),
    ".parquet": parquet.read,
    **dict.fromkeys((".sqlite", ".sqlite3", ".db"), sqlite.read),
}
"""Function that reads a file, by the file's ending; text files may also be packed."""


def read_file(path: Path, folder: Path, source: Source, expected: Sequence[str]) -> Sheet:
    """Read a file; refuse it if its content changed meanwhile.

    Parameters
    ----------
    path
        The file.
    folder
        The project's; messages name files from there.
    source
        How it is to be read.
    expected
        Headings that should be there.

    Raises
    ------
    DataError
        If it cannot be read as a table.
    """
    file = name_of(path, folder)
    ending = ending_of(path)
    if ending not in READERS:
        raise _not_supported(path, file, ending)
    if packing_of(path) and READERS[ending] is not csv.read:
        message = f"a packed `{ending}` cannot be read; only text files may be packed."
        raise refusal(message, file, fix="Unpack it first.")
    before = digest_file(path)
    if source.query and READERS[ending] is not sqlite.read:
        own = READERS[ending](path, file, source, ())  # what is expected comes from the query
        sheet = answer(own, source.query, source.decimal)
    else:
        sheet = READERS[ending](path, file, source, expected)
    if digest_file(path) != before:
        raise refusal(
            "the file changed while it was read.", file, fix="Load again when it is whole."
        )
    return sheet


def name_of(path: Path, folder: Path) -> str:
    """How messages name a file."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def _not_supported(path: Path, file: str, ending: str) -> DataError:
    with path.open("rb") as handle:
        markup = looks_like_markup(handle.read(512))
    inside = f" Inside it is {markup}." if markup else ""
    return refusal(
        f"files that end in `{ending}` cannot be read.{inside}",
        file,
        fix=f"Read are {', '.join(READERS)}: export the table in one of these formats.",
    )
