"""Records named in a message."""

from __future__ import annotations

from collections.abc import Iterable

_SHOWN = 5


def listed(ids: Iterable[object]) -> str:
    """A few distinct ids, sorted, and how many more there are.

    >>> listed(["b", "a", "b"]), listed("gfedcba")
    ('`a`, `b`', '`a`, `b`, `c`, `d`, `e` and 2 more')
    """
    names = sorted({str(one) for one in ids})
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(f"`{name}`" for name in names[:_SHOWN]) + more
