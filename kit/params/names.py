"""Names in project.yaml that must be known elsewhere: tables, columns, values, mappings, units.

Checked on the data as read, beside the types, so that one fault does not hide another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kit import crms
from kit.errors import suggestion
from kit.params.wording import Said, shown
from kit.schemas import BY_NAME, TABLES, Schema

_PERSONAL = tuple(
    f"{schema.name}.{column.name}"
    for schema in TABLES
    for column in schema.columns
    if column.personal
)


def misnamed(data: Mapping[str, Any]) -> Iterator[Said]:
    """Everything in project.yaml that names something the kit does not know."""
    yield from _kind_of_source(data)
    for table, source in _mapping(data.get("sources")).items():
        yield from _source(table, _mapping(source))
    for key in _mapping(data.get("units")):
        if key and not all(part.strip() for part in key.split("/")):
            message = f"`{shown(key)}` is no unit."
            yield Said(("units", key), message, "Write `region` or `region/team`.")
    allowed = _mapping(data.get("privacy")).get("allow")
    for position, name in enumerate(allowed if isinstance(allowed, list) else ()):
        if isinstance(name, str) and name not in _PERSONAL:
            message = f"`allow`: `{shown(name)}` is no personal column."
            yield Said(("privacy", "allow", position), message, suggestion(name, _PERSONAL))


def _kind_of_source(data: Mapping[str, Any]) -> Iterator[Said]:
    crm = data.get("crm")
    if crm and crm not in crms.NAMES:
        yield Said(
            ("crm",),
            f"`crm`: the kit ships no mapping called `{shown(crm)}`. "
            f"{suggestion(str(crm), crms.NAMES)}",
            "Or leave `crm` out and declare the columns of each source under `columns:`.",
        )
    yield from _lookups(data)
    if data.get("source") and data.get("sources"):
        message = "`source: demo` and `sources` exclude each other."
        yield Said(("source",), message, "Keep one.")
    if not data.get("source") and not data.get("sources"):
        yield Said(
            (),
            "no sources are declared.",
            "Name a file or query for at least one table under `sources:`, or write "
            "`source: demo` to report on the demo CRM.",
        )


def _lookups(data: Mapping[str, Any]) -> Iterator[Said]:
    """Lookups that the CRM's mapping never asks for would do nothing."""
    crm = data.get("crm")
    if not crm and _mapping(data.get("lookups")):
        message = "`lookups` works only together with `crm:`, whose mapping asks for them."
        fix = "Name the CRM, or take `lookups` out."
        yield Said(("lookups",), message, fix)
        return
    known = tuple(crms.find(crm).lookups) if crm in crms.NAMES else ()
    for name in _mapping(data.get("lookups")):
        if name not in known:
            message = f"`lookups`: the mapping of `{shown(crm)}` asks for no `{shown(name)}`."
            yield Said(("lookups", name), message, suggestion(name, known) if known else "")


def _source(table: str, source: Mapping[str, Any]) -> Iterator[Said]:
    place = ("sources", table)
    if table not in BY_NAME:
        yield Said(place, f"unknown table `{shown(table)}`.", suggestion(table, tuple(BY_NAME)))
        return
    schema = BY_NAME[table]
    for group in ("columns", "constants", "values"):
        for name, inner in _mapping(source.get(group)).items():
            if name not in schema.names:
                message = f"`{table}` has no column `{shown(name)}`."
                yield Said((*place, group, name), message, suggestion(name, schema.names))
            elif group == "values":
                yield from _values(schema, name, _mapping(inner))


def _values(schema: Schema, column: str, mapping: Mapping[str, Any]) -> Iterator[Said]:
    allowed = schema[column].values
    for native, value in mapping.items():
        if allowed and isinstance(value, str) and value not in allowed:
            place = ("sources", schema.name, "values", column, native)
            message = f"`{column}` has no value `{shown(value)}`."
            yield Said(place, message, suggestion(value, allowed))


def _mapping(value: Any) -> Mapping[str, Any]:
    """The value if it is a mapping; what it should have been is said by the types."""
    return value if isinstance(value, dict) else {}
