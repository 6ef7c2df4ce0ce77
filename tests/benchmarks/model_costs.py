"""What fitting and forecasting cost, in seconds of CPU after loading."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from kit.demo.worlds import TRUE, Workings, simulate
from kit.models import hazards
from kit.models.forecast import forecast
from kit.window import Window
from tests.benchmarks.measured import Row

PATHS = 1_000


def cost_rows(seeds: list[int]) -> list[Row]:
    """Hazards of a million opportunities; a whole forecast of nine thousand."""
    large = simulate(_of_size(1_000_000, seeds[0]), seeds[0])
    rows, window = large.tables["opportunities"], Window(large.as_of)
    spent = _seconds(lambda: hazards.fit(rows, window))
    small = simulate(_of_size(9_000, seeds[0]), seeds[0])
    tables, then = small.tables, Window(small.as_of)
    whole = _seconds(lambda: forecast(tables, then, paths=PATHS, seed=seeds[0]))
    return [
        Row(
            f"cost: hazards of {len(rows):,}",
            "≤ 2 s CPU after loading",
            f"{spent:.2f} s CPU",
            spent <= 2,
        ),
        Row(
            f"cost: fit + {PATHS:,} paths of {len(tables['opportunities']):,}",
            "≤ 10 s",
            f"{whole:.2f} s CPU",
            whole <= 10,
        ),
    ]


def _of_size(opportunities: int, seed: int) -> Workings:
    """Three years of the true world that give about so many opportunities at that seed."""
    usual = simulate(replace(TRUE, months=36), seed)
    factor = opportunities / len(usual.drawn.created)
    return replace(TRUE, months=36, arrivals=TRUE.arrivals * factor)


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds of the second of two runs."""
    work()
    began = time.process_time()
    work()
    return time.process_time() - began
