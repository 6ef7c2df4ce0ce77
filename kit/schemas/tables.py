"""Every canonical table, declared once.

Readers, checks, slicing by unit, `init`, the demo CRM and the documentation derive from
`TABLES`; nothing else in the kit lists columns. A table may be absent as a whole, an `optional`
column may be absent from a table, and a `nullable` one may be empty in a row.
"""

from __future__ import annotations

from kit.schemas.business import BUSINESS
from kit.schemas.lists import LISTS
from kit.schemas.pursuit import PURSUIT
from kit.schemas.schema import Schema

TABLES: tuple[Schema, ...] = (*PURSUIT, *BUSINESS, *LISTS)

BY_NAME: dict[str, Schema] = {schema.name: schema for schema in TABLES}
