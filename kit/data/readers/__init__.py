"""From the files of a CRM to canonical tables: the only room that knows file formats.

A format is one function that gives a `Sheet` of text (`csv.read`), named by file ending in
`table.READERS`. Everything after that is the same for all formats: headings matched (`columns`),
texts typed (`cells`, with `words`, `numbers`, `moments`), rows checked (`rules`).
"""

from __future__ import annotations

from kit.data.readers.table import ReadTable, read_table

__all__ = ["ReadTable", "read_table"]
