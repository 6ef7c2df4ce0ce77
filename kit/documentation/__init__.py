"""What documents say of the code, written from the code.

``python -m kit.documentation`` (`make docs`) brings the README's KPI table, the drawing of the
rooms, the lists of tables, CRM exports and thresholds, and the catalogues of messages up to date. A
test fails while one of them is not.
"""

from __future__ import annotations

import re

from kit import catalogue, extraction, files
from kit.documentation.crms import crms_page
from kit.documentation.drawing import KIT, reduced, room_imports, rooms_page
from kit.documentation.findings import findings_page
from kit.documentation.tables import tables_page
from kit.errors import ParamError

README = KIT.parent / "README.md"
PAGES = {
    "rooms.md": rooms_page,
    "tables.md": tables_page,
    "crms.md": crms_page,
    "findings.md": findings_page,
}
"""Documents under docs/ that are wholly written from the code."""

_TABLE = re.compile(r"(<!-- kpis: begin[^>]*-->\n).*?(<!-- kpis: end -->)", re.DOTALL)

__all__ = ["KIT", "PAGES", "README", "reduced", "room_imports", "with_kpis", "write"]


def write() -> None:
    """Write the README's table of KPIs, the pages under docs/ and the catalogues of messages."""
    files.write_atomic(README, with_kpis(README.read_text(encoding="utf-8")))
    for name, page in PAGES.items():
        files.write_atomic(KIT.parent / "docs" / name, page())
    extraction.write_messages()


def with_kpis(readme: str) -> str:
    """The text of a README with the catalogue's table between its two marks.

    Raises
    ------
    ParamError
        If the marks are not there.
    """
    table = catalogue.markdown_table()
    text, found = _TABLE.subn(lambda marks: f"{marks[1]}{table}{marks[2]}", readme)
    if found != 1:
        raise ParamError("README.md needs `<!-- kpis: begin -->` and `<!-- kpis: end -->`, once.")
    return text
