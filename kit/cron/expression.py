"""The five fields of cron, checked one by one, so that a wrong one is named with what it allows.

Only what every cron understands is taken: numbers, names, lists, ranges and steps.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from cronsim import CronSim, CronSimError

_FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of month", 1, 31),
    ("month", 1, 12),
    ("day of week", 0, 7),
)
_NAMES = {
    "month": ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    "day of week": ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
}
_ANY_DAY = datetime(2000, 1, 1)


@cache
def checked_expression(text: str) -> str:
    """A cron expression as it was written, if it is one.

    Raises
    ------
    ValueError
        If it is not minute, hour, day of month, month and day of week, or names no day that ever
        comes; the message says which field is wrong and what is allowed there.

    Examples
    --------
    >>> checked_expression("0 6 * * mon")
    '0 6 * * mon'
    """
    parts = text.split()
    if len(parts) != len(_FIELDS):
        raise ValueError(
            f"`{text}` has {len(parts)} fields; cron needs 5: minute, hour, day of month, month, "
            'day of week ("0 6 * * 1" is Mondays at six).'
        )
    for part, field in zip(parts, _FIELDS, strict=True):
        for item in part.split(","):
            _check(item, *field)
    try:
        next(CronSim(text, _ANY_DAY))
    except (CronSimError, StopIteration):
        raise ValueError(
            f"`{text}` is a day that never comes: none of its months has such a day."
        ) from None
    return text


def _check(item: str, name: str, lowest: int, highest: int) -> None:
    """Refuse one item of a field that is not ``*``, ``5``, ``1-5``, ``*/15`` or ``5/15``."""
    body, slash, step = item.partition("/")
    low, dash, high = body.partition("-")
    names = _NAMES.get(name, [])
    first, last = (str(lowest), str(highest)) if body == "*" else (low, high if dash else low)
    bounds = [
        names.index(end.lower()) + lowest if end.lower() in names else _whole(end)
        for end in (first, last)
    ]
    every = _whole(step) if slash else 1
    if every < 1 or not lowest <= bounds[0] <= bounds[1] <= highest:
        raise ValueError(f"`{item}` is no {name}: {lowest} to {highest} is allowed.")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1
