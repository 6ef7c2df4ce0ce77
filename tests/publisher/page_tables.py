"""The tables of a published page as a reader meets them, and the same from its downloads."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from html.parser import HTMLParser

from kit.language import Language

Cell = tuple[str, float | None]


class PageTablesSeen(HTMLParser):
    """Cells of every table of a page in order: the text, and the number behind it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: list[list[list[Cell]]] = []
        self._value: float | None = None
        self._text: list[str] | None = None
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            value = facts.get("data-v")
            self._text, self._value = [], None if value is None else float(value)
        elif tag in ("sup", "span", "small") and self._text is not None:
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._text is not None:
            self.tables[-1][-1].append(("".join(self._text), self._value))
            self._text = None
        elif tag in ("sup", "span", "small") and self._text is not None:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._hidden:
            self._text.append(data)


def agree(shown: list[list[Cell]], taken: list[list[object]]) -> list[str]:
    """Where a table of a page and the same from a download differ; empty where they agree.

    Columns of bounds and remarks, which a page has inside its cells, are passed over: every cell of
    the page must be found in its row, in its order.
    """
    differing = []
    for number, (cells, values) in enumerate(zip(shown[1:], taken[1:], strict=False)):
        left = iter(values)
        for text, value in cells:
            wanted = value if value is not None else text
            if not any(_same(wanted, one) for one in left):
                differing.append(f"row {number}: {text!r} ({value}) is not in {values!r}")
                break
    if len(taken) < len(shown):
        differing.append(f"{len(taken)} rows of {len(shown)}")
    return differing


def _same(wanted: object, one: object) -> bool:
    day = _day(one)
    if day is not None:
        return wanted in (Language("en").date(day, "short"), float(day.toordinal()))
    if isinstance(wanted, float):
        try:
            return float(str(one)) == wanted
        except ValueError:
            return False
    is_reason = isinstance(wanted, str) and wanted.startswith("–")
    return one == wanted or (is_reason and one in ("", None))


def _day(one: object) -> date | None:
    """A date as a workbook or a CSV file holds it."""
    if isinstance(one, date):
        return one
    with suppress(ValueError):
        return date.fromisoformat(str(one)) if len(str(one)) == 10 else None
    return None
