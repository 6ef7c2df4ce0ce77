"""Columns that many tables share, and the short ways to declare others."""

from __future__ import annotations

from kit.schemas.schema import Column, Kind, Personal


def identifier(
    name: str, references: str = "", *, optional: bool = False, nullable: bool = False
) -> Column:
    """A column of ids: of the table's own records, or of those that it `references`."""
    return Column(name, "id", optional=optional, nullable=nullable, references=references)


def optional(
    name: str, kind: Kind, *, personal: Personal = "", values: tuple[str, ...] = ()
) -> Column:
    """A column that may be absent, and empty where it is there."""
    return Column(name, kind, optional=True, nullable=True, personal=personal, values=values)


def link(name: str, references: str) -> Column:
    """Ids of another table's records, which may be absent or empty."""
    return identifier(name, references, optional=True, nullable=True)


OWNER = optional("owner", "category", personal="owner")
UNIT = (optional("team", "category"), optional("region", "category"))
CURRENCY = optional("currency", "category")
