"""Tidy frames and listings → display tables: formatted text with the number behind it.

In a tidy frame the measures become columns, members and periods become rows. In a listing every
record stays a row. Text is cleaned of control characters and otherwise left as it is.
"""

from kit.tables.comparison import is_comparison
from kit.tables.display import display
from kit.tables.drawn import drawn
from kit.tables.headings import heading
from kit.tables.tidy import dimensions, entry_of, is_known, kpi_of

__all__ = [
    "dimensions",
    "display",
    "drawn",
    "entry_of",
    "heading",
    "is_comparison",
    "is_known",
    "kpi_of",
]
