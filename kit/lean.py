"""Imports without what takes a second to load and nobody asks for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_NEEDLESS = "rfc3987_syntax"
"""A grammar of international addresses: jsonschema, where it finds it, offers a check of such."""


@contextmanager
def lean() -> Iterator[None]:
    """Import notebook formats here: their schema has no addresses, so none will be checked.

    Whoever wants the library itself finds it afterwards; if it is there already, nothing happens.
    """
    if _NEEDLESS in sys.modules:
        yield
        return
    sys.modules[_NEEDLESS] = None  # type: ignore[assignment]  # Python's own way to say: not here
    try:
        yield
    finally:
        del sys.modules[_NEEDLESS]
