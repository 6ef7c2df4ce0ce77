"""What a page says in key figures and findings, as its last good run noted it in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kit.publisher.context import State
from kit.publisher.surroundings import Standing
from kit.results import Result, from_wire
from kit.units import Unit


@dataclass(frozen=True)
class PageResults:
    """Key figures and findings of one page, and its state; there are none if it never ran well."""

    unit: Unit
    notebook: str
    language: str
    state: State
    as_of: date
    results: tuple[Result, ...]


def results_of(standing: Standing) -> PageResults:
    """What the page at `standing` says, in its own language."""
    page = standing.task.page
    wires = standing.good.record["results"] if standing.good else ()
    return PageResults(
        unit=page.unit,
        notebook=page.notebook,
        language=page.language,
        state=standing.state,
        as_of=standing.as_of,
        results=tuple(from_wire(wire) for wire in wires),
    )
