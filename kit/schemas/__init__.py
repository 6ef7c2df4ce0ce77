"""What every canonical table looks like: declared once, read by everyone.

A room of its own below the settings, because project.yaml is checked against it.
"""

from kit.schemas.labels import LABELS
from kit.schemas.meanings import KINDS, MEANINGS, VALUES
from kit.schemas.schema import Column, Kind, Personal, Schema, Sharing
from kit.schemas.tables import BY_NAME, TABLES

__all__ = [
    "BY_NAME",
    "KINDS",
    "LABELS",
    "MEANINGS",
    "TABLES",
    "VALUES",
    "Column",
    "Kind",
    "Personal",
    "Schema",
    "Sharing",
]
