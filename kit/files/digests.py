"""What stands for contents: SHA-256 of data, of files, of the kit's own code."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


def digest(data: bytes | str) -> str:
    """SHA-256 of `data` (text as UTF-8) in hexadecimal."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return hashlib.sha256(raw).hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of a file's content in hexadecimal, read in pieces."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@cache
def digest_code(rooms: tuple[str, ...]) -> str:
    """SHA-256 over the kit's own code in `rooms`, message catalogues (.po) included."""
    home = Path(__file__).parents[1]
    sources = (
        path
        for room in rooms
        for path in (home / f"{room}.py", *sorted((home / room).rglob("*.p[yo]")))
        if path.is_file()
    )
    return digest("".join(f"{path.relative_to(home)}:{digest_file(path)}\n" for path in sources))
