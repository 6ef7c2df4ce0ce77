"""Whether a file names somebody: however it is packed, escaped or capitalised."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pyarrow as pa
import pyarrow.parquet as pq

from kit.data.forgotten import plain
from kit.privacy import shown_owner

_PARQUET = b"PAR1"
_UNICODE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")


class Names:
    """How somebody may be written.

    Parameters
    ----------
    spellings
        The person's name, address, number or id, as given and as the records have it.

    Examples
    --------
    >>> Names(["Anna Puig"])("<td>ANNA&#32;Puig</td>"), Names(["Anna Puig"])("Hanna Puig")
    (True, False)
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        forms = set()
        for text in spellings:
            forms |= {plain(text), " ".join(text.casefold().split())}
            forms |= {shown_owner(text, how).casefold() for how in ("initials", "hashed")}
        found = "|".join(re.escape(one) for one in sorted(forms, key=len, reverse=True) if one)
        self._pattern = re.compile(rf"(?<!\w)(?:{found})(?!\w)") if found else re.compile(r"(?!)")

    def __call__(self, text: str) -> bool:
        """Whether `text` names the person."""
        unescaped = _UNICODE.sub(_decoded, text) if "\\u" in text else text
        unescaped = html.unescape(unescaped.replace('\\"', '"'))
        return bool(self._pattern.search(" ".join(unescaped.casefold().split())))

    def in_file(self, path: Path) -> bool:
        """Whether the file at `path` names the person."""
        return any(self(one.decode("utf-8", "replace")) for one in _contents(path))


def _contents(path: Path) -> Iterator[bytes]:
    """What a file holds, unpacked where it is packed."""
    raw = path.read_bytes()
    if is_zipfile(BytesIO(raw)):
        with ZipFile(BytesIO(raw)) as packed:
            yield from (packed.read(name) for name in packed.namelist())
        return
    if path.suffix in (".eml", ".parquet"):
        yield from (text.encode("utf-8") for text in _UNPACKED[path.suffix](raw))
        return
    if raw.startswith(_PARQUET):
        table = pq.read_table(BytesIO(raw))
        texts = (one.unique().to_pylist() for one in table.columns if _is_text(one.type))
        yield "\n".join(filter(None, (text for some in texts for text in some))).encode("utf-8")
        return
    try:
        yield zlib.decompress(raw)
    except zlib.error:
        yield raw


def _of_email(raw: bytes) -> Iterator[str]:
    """The headers of an e-mail and its texts, whatever they were encoded as."""
    message = message_from_bytes(raw, policy=default)
    yield from (str(value) for value in message.values())
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield str(part.get_content())


def _of_table(raw: bytes) -> Iterator[str]:
    """Every text of a Parquet file, once."""
    import pyarrow.parquet as pq  # here: it takes a while to load, and few files are of the kind

    table = pq.read_table(BytesIO(raw))
    for name, column in zip(table.column_names, table.columns, strict=True):
        yield name
        if str(column.type) in ("string", "large_string"):
            yield "\n".join(text for text in column.unique().to_pylist() if text)


_UNPACKED: dict[str, Callable[[bytes], Iterator[str]]] = {
    ".eml": _of_email,
    ".parquet": _of_table,
}


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _decoded(match: re.Match[str]) -> str:
    """Characters that JSON wrote as their numbers."""
    units = bytes.fromhex(match.group().replace("\\u", ""))
    return units.decode("utf-16-be", "replace")
