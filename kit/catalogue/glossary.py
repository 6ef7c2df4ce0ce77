"""The catalogue as readers see it: a glossary for pages, a table for the README."""

from __future__ import annotations

from dataclasses import dataclass

from kit.catalogue.entries import KPIS, LISTINGS
from kit.catalogue.entry import Better, Unit

_HEADINGS = ("KPI", "Label", "Unit", "Better", "What it is")


@dataclass(frozen=True)
class Term:
    """One row of the glossary; `unit`, `better` and `source` are empty for a listing."""

    name: str
    label: str
    definition: str
    unit: Unit | str = ""
    better: Better | str = ""
    source: str = ""


def glossary() -> tuple[Term, ...]:
    """All KPIs, then all listings, as terms in the order of the catalogue.

    Label and definition are messages: say them with `kit.language`.

    >>> glossary()[0].label
    'New leads'
    """
    terms = [
        Term(kpi.name, kpi.label, kpi.definition, kpi.unit, kpi.better, kpi.source) for kpi in KPIS
    ]
    return (*terms, *(Term(one.name, one.label, one.definition) for one in LISTINGS))


def markdown_table() -> str:
    """The glossary as the Markdown table that the README shows.

    >>> print(markdown_table().splitlines()[0])
    | KPI | Label | Unit | Better | What it is |
    """
    rows = [_HEADINGS, ("---",) * len(_HEADINGS)]
    rows += [
        (f"`{term.name}`", term.label, term.unit or "listing", term.better or "–", term.definition)
        for term in glossary()
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"
