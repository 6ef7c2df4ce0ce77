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

_QUOTED = re.compile(rb'"(?:[^"]++|"")*+"')


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
    while (place := _in_order(separator).match(data, place).end()) < len(data):  # type: ignore[union-attr]
        quoted = _QUOTED.match(data, place)
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


@cache
def _in_order(separator: str) -> re.Pattern[bytes]:
    """Matches as far as every quote is in order; it stops at the opening of one that is not."""
    cut = rb"[" + re.escape(separator.encode()) + rb"\r\n]"
    inside = rb"(?<=[^" + cut[1:] + rb')"'
    return re.compile(rb'(?:[^"]++|' + inside + rb'|"(?:[^"]++|"")*+"(?= *(?:' + cut + rb"|\Z)))*+")


def _line_around(data: bytes, since: int, place: int) -> str:
    """The line on which `place` stands; it begins behind `since`, or at the very beginning."""
    start = max(data.rfind(b"\n", since, place), data.rfind(b"\r", since, place)) + 1
    end = LINE_END.search(data, place)
    return data[start : end.start() if end else len(data)].decode()
