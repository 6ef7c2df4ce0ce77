"""What the exports of well-known CRMs look like: one readable file per CRM, no code per CRM.

A mapping says how each native object becomes rows of canonical tables. `NAMES` are the CRMs that
project.yaml may name as `crm:`; `find` reads the mapping of one.
"""

from __future__ import annotations

from kit.crms.loading import NAMES, find
from kit.crms.mapping import Crm, Lookup, Previous, Runs, Shape, Unpivot
from kit.crms.recipe import Recipe, Rule

__all__ = [
    "NAMES",
    "Crm",
    "Lookup",
    "Previous",
    "Recipe",
    "Rule",
    "Runs",
    "Shape",
    "Unpivot",
    "find",
]
