"""From the files of a CRM to canonical tables: the only room that knows file formats.

A format is one function that gives a `Sheet` of text (`csv.read`), named by file ending in
`formats.READERS`; databases give the same (`sql`). Everything after that is the same for all:
canonical columns made of native ones (`shaped`, with `columns`, `recipes`, `lookups`), texts typed
(`cells`, with `words`, `numbers`, `moments`), rows checked (`rules`).
"""

from __future__ import annotations

from kit.data.readers.sheet import Sheet
from kit.data.readers.table import ReadTable, read_table

__all__ = ["ReadTable", "Sheet", "read_table"]
