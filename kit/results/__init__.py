"""What a notebook page is made of, and how it travels.

A cell shows one result. Its MIME bundle carries the result in full under `MIME`; publisher,
index and digest read that and nothing else. The wire form has sorted keys, floats rounded to
`SIGNIFICANT` digits, no time of making, no path and no random id, so that the same inputs give the
same bytes. All text in a result is plain text in the page's language; escaping is the
reader's job. No pandas here: a page is planned and published without it.
"""

from kit.results.batch import Card, Cards, Course, Fact
from kit.results.kinds import (
    Align,
    Cell,
    Column,
    Figure,
    Finding,
    Headline,
    Notice,
    Plain,
    Table,
    Tone,
)
from kit.results.plain import marks_of, plain_row, plain_rows
from kit.results.wire import INDEX_MIME, MIME, SIGNIFICANT, Result, canonical, from_wire, to_wire

__all__ = [
    "INDEX_MIME",
    "MIME",
    "SIGNIFICANT",
    "Align",
    "Card",
    "Cards",
    "Cell",
    "Column",
    "Course",
    "Fact",
    "Figure",
    "Finding",
    "Headline",
    "Notice",
    "Plain",
    "Result",
    "Table",
    "Tone",
    "canonical",
    "from_wire",
    "marks_of",
    "plain_row",
    "plain_rows",
    "to_wire",
]
