"""The list of canonical tables, from their declaration."""

from __future__ import annotations

from kit import schemas
from kit.data.frames import WIDENED

_TABLES = """# Tables

What `sources:` in project.yaml can name, and the columns on the left of `columns:`. Every table
may be absent, and so may every column that is not needed. A column whose heading is the name below
needs no entry; one heading may serve several columns. A load adds the columns named below a table.
Written by `make docs` from the declaration in `kit/schemas` and what
`kit/schemas/meanings.py` says of it.
"""


_HEADINGS = "| column | holds | needed | meaning |"


def tables_page() -> str:
    """Every canonical table with its columns, as project.yaml names them."""
    kinds = [f"- **{kind}**: {meaning}." for kind, meaning in schemas.KINDS.items()]
    said = [_TABLES.rstrip("\n"), "", "What the kinds of columns hold:", "", *kinds, ""]
    parts = ["\n".join(said)]
    for schema in schemas.TABLES:
        rows = [
            f"| `{one.name}` | {one.kind} | {_needed(one, schema.numbered)} | "
            f"{_meaning(schema, one)} |"
            for one in schema.columns
        ]
        head = f"## {schema.name}\n\nKey: {', '.join(f'`{name}`' for name in schema.key)}\n"
        added = ", ".join(f"`{one.name}` ({one.kind})" for one in WIDENED[schema.name])
        rows += ["", f"Added by a load: {added}"] if added else []
        parts.append("\n".join([head, _HEADINGS, "|---|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def _needed(column: schemas.Column, numbered: str) -> str:
    if column.name == numbered:
        return "no; rows are numbered without it"
    if column.optional:
        return "no"
    return "yes, may be empty" if column.nullable else "yes"


def _meaning(schema: schemas.Schema, column: schemas.Column) -> str:
    """What the column means, where its name leaves a question, and each value that it may hold."""
    place = f"{schema.name}.{column.name}"
    values = [f"`{value}`: {meaning}" for value, meaning in schemas.VALUES.get(place, {}).items()]
    points = [f"found in `{column.references}`"] if column.references else []
    said = [schemas.MEANINGS.get(place, ""), "; ".join(values), *points]
    return " – ".join(part for part in said if part)
