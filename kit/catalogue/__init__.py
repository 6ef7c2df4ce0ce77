"""Every KPI, declared once: its label, unit, better direction, tables and measures.

Glossary, README table, labels on pages, `kit kpis` and the promises that tests hold every KPI to
derive from `KPIS`. The definition of a KPI is the first sentence of its function's docstring.
"""

from kit.catalogue.entries import KPIS, LISTINGS, find, find_entry, lacking
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.catalogue.glossary import Term, glossary, markdown_table

__all__ = [
    "KPIS",
    "LISTINGS",
    "Kpi",
    "Listing",
    "Measure",
    "Term",
    "find",
    "find_entry",
    "glossary",
    "lacking",
    "markdown_table",
]
