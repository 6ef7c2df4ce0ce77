"""What downloads hold, read back by programs that did not write them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from typing import Any

from python_calamine import CalamineWorkbook

from kit.downloads import About, PageTables, Sheet

ABOUT = About("Example", "Iberia", "en", "EUR", 0.9, "full", 5)


def page_of(*sheets: Sheet, **more: Any) -> PageTables:
    facts = {"title": "Sales", "period_text": "Q1 2026", "as_of": date(2026, 3, 31)}
    facts |= {"freshness": (("Opportunities", "2026-03-30"),), "state": ""}
    return PageTables(**{**facts, "sheets": sheets, **more})


def cells_of(book: bytes) -> dict[str, list[list[Any]]]:
    """Typed cells of every sheet, by name."""
    read = CalamineWorkbook.from_filelike(io.BytesIO(book))
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


def parts_of(archive: bytes) -> dict[str, str]:
    """Text of every file in an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name).decode("utf-8-sig") for name in opened.namelist()}


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def live_parts(book: bytes) -> list[str]:
    """Formulas in a workbook, and links that lead out of it; both must not be."""
    found = []
    for name, xml in parts_of(book).items():
        found += [f"{name}: {one}" for one in re.findall(r"<f[ >].*?</f>", xml)]
        found += [f"{name}: {one}" for one in re.findall(r'TargetMode="External"', xml)]
        found += [f"{name}: dde" for _ in re.findall("ddeLink|externalLink", xml)]
    return found
