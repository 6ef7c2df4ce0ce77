"""Questions to databases, as the tests of their readers ask them."""

from __future__ import annotations

from kit.data.readers.sheet import Sheet
from kit.data.readers.sql import read_databases
from kit.errors import DataError
from kit.params import Source

VARIABLE = "CRM_URL"


def ask_at(url, query=None, /, decimal="", **queries):
    """Read one query, or several by table name, from the database of a URL."""
    named = queries or {"rows": query}
    sources = {
        table: Source(database=VARIABLE, query=text, decimal=decimal)
        for table, text in named.items()
    }
    found = read_databases(sources, {VARIABLE: url})
    return found if queries else found["rows"]


def rows(sheet):
    """Cells of a sheet as lists; None where missing."""
    assert isinstance(sheet, Sheet), sheet
    return sheet.cells.astype(object).where(sheet.cells.notna(), None).to_numpy().tolist()


def refused(answer):
    """The one fault that refuses a table."""
    assert isinstance(answer, DataError), answer
    (fault,) = answer.faults
    return str(fault)
