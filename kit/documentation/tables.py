"""The list of canonical tables, from their declaration."""

from __future__ import annotations

from kit import schemas

_TABLES = """# Tables

What `sources:` in project.yaml can name, and the columns on the left of `columns:`. Every table
may be absent, and so may every column that is not needed. A column whose heading is the name below
needs no entry; one heading may serve several columns. Written by `make docs` from the declaration
in `kit/schemas/tables.py`.
"""


def tables_page() -> str:
    """Every canonical table with its columns, as project.yaml names them."""
    parts = [_TABLES]
    for schema in schemas.TABLES:
        rows = [
            f"| `{one.name}` | {one.kind} | {_needed(one, schema.numbered)} |"
            for one in schema.columns
        ]
        head = f"## {schema.name}\n\nKey: {', '.join(f'`{name}`' for name in schema.key)}\n"
        parts.append("\n".join([head, "| column | holds | needed |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def _needed(column: schemas.Column, numbered: str) -> str:
    if column.name == numbered:
        return "no; rows are numbered without it"
    allowed = f"; one of {', '.join(column.values)}" if column.values else ""
    if column.optional:
        return f"no{allowed}"
    return f"{'yes, may be empty' if column.nullable else 'yes'}{allowed}"
