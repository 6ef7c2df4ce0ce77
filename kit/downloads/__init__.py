"""What readers take away from a page: its tables as CSV files, those of a unit as one workbook.

The same figures as on the pages, because they are made from the same results; rows that a page
leaves out are in them too. Text stays text: nothing in it becomes a formula, a link or a number.
The same tables always give the same bytes.
"""

from kit.downloads.csv_files import csv_bundle
from kit.downloads.harmless import harmless
from kit.downloads.notes import About, PageTables
from kit.downloads.sheets import Heading, Sheet, sheet_of
from kit.downloads.workbook import workbook

__all__ = [
    "About",
    "Heading",
    "PageTables",
    "Sheet",
    "csv_bundle",
    "harmless",
    "sheet_of",
    "workbook",
]
