r"""Quotes of a CSV file that are not as they must be, found before they swallow anything.

A field that begins with a quote ends with one, and a separator or the end of the line comes next.
Where something else comes next, nobody knows what was meant: such a row is set aside, and where
the quote runs over several lines, the file is refused. Quotes within a field, as in ``5" pipe``,
are text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kit.data.quality import refusal
from kit.data.readers.container import LINE_END

# Without possessive quantifiers: those of Python before 3.11.5 match wrongly.
_QUOTED = rb'"[^"]*(?:""[^"]*)*"(?!")'
_FIRST_QUOTED = re.compile(_QUOTED)
_AT_ONCE = 4096
"""Pieces one match may take: it keeps a place to go back to for each, and never needs one."""


class OddQuote(NamedTuple):
    """A line with text behind a closing quote, and what stands on it."""

    line: int
    text: str


def odd_quotes(data: bytes, start: int, separator: str, file: str) -> list[OddQuote]:
    r"""Lines that hold text behind a closing quote, in order, each once.

    Parameters
    ----------
    data, start
        The file as UTF-8, and where its rows begin.
    file
        How messages name it.

    Raises
    ------
    DataError
        If a quote is never closed, or only on a later line and in the midst of a field.

    Examples
    --------
    >>> odd_quotes(b'id;name\n1;"Ada" Ltd\n2;5" pipe\n3;"a;b"\n', 8, ";", "a.csv")
    [OddQuote(line=2, text='1;"Ada" Ltd')]
    """
    found: list[OddQuote] = []
    place, seen, line = start, 0, 1
    while (place := _end_of_order(data, place, separator)) < len(data):
        quoted = _FIRST_QUOTED.match(data, place)
        # Counted from where the last quote ended: from the start, many quotes would take for ever.
        passed = len(LINE_END.findall(data, seen, place))
        line += passed
        if not quoted or LINE_END.search(quoted[0]):
            raise refusal(
                "a quote is opened here and never closed; it swallows the lines that follow.",
                file,
                line=line,
                fix='Close the quote, or double it (`""`) where it belongs to the text.',
            )
        if passed or not found:
            found.append(OddQuote(line, _line_around(data, seen, place)))
        place = seen = quoted.end()
    return found


def _end_of_order(data: bytes, place: int, separator: str) -> int:
    """How far every quote is in order: the opening of the first that is not, or the end."""
    in_order = _in_order(separator)
    while (end := in_order.match(data, place).end()) > place:  # type: ignore[union-attr]
        place = end
    return place


@cache
def _in_order(separator: str) -> re.Pattern[bytes]:
    """Matches pieces whose quotes are in order: text, quotes within it, and quoted fields."""
    cut = rb"[" + re.escape(separator.encode()) + rb"\r\n]"
    inside = rb"(?<=[^" + cut[1:] + rb')"'
    closed = _QUOTED + rb"(?= *(?:" + cut + rb"|\Z))"
    return re.compile(rb'(?:[^"]+|%b|%b){0,%d}' % (inside, closed, _AT_ONCE))


def _line_around(data: bytes, since: int, place: int) -> str:
    """The line on which `place` stands; it begins behind `since`, or at the very beginning."""
    start = max(data.rfind(b"\n", since, place), data.rfind(b"\r", since, place)) + 1
    end = LINE_END.search(data, place)
    return data[start : end.start() if end else len(data)].decode()
