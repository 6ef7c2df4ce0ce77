"""The index of a thousand units: how long it takes to render, and what it weighs."""

from __future__ import annotations

import time
from datetime import date

from kit.publisher import SiteContext, UnitCard, render_index
from kit.results import Headline
from kit.units import Unit
from tests.benchmarks.measured import Row

DAY = date(2026, 6, 30)
_FIGURES = 6


def index_rows(units: int = 1_000) -> list[Row]:
    """An index with six figures and a line of twelve months for every unit."""
    heads = tuple(
        Headline(f"kpi{number}", f"Figure {number}", 0.5, "50%", spark=(0.1, 0.3, 0.2) * 4)
        for number in range(_FIGURES)
    )
    cards = tuple(_card(number, heads) for number in range(units))
    site = SiteContext("Benchmark", "en", DAY, cards, (("leads", "2026-06-30"),))
    render_index(site)
    began = time.process_time()
    html = render_index(site)
    cpu = time.process_time() - began
    weight = len(html.encode()) / 1000
    assert all(f'href="{card.href}"' in html for card in cards), "a unit is missing"
    return [
        Row(
            f"index of {units:,} units",
            "< 600 kB",
            f"{weight:.0f} kB, {cpu:.2f} s CPU",
            weight < 600,
        )
    ]


def _card(number: int, heads: tuple[Headline, ...]) -> UnitCard:
    unit = Unit(f"Region {number // 10}", f"Team {number}")
    return UnitCard(unit, f"Team {number}", f"u{number}/index.html", DAY, headlines=heads)
