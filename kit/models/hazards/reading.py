"""What the fitted hazards say, as tables to read."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.estimates.intervals import Floats, normal_quantile
from kit.models.hazards.exposure import Cells
from kit.models.hazards.months import QUARTER
from kit.models.hazards.posterior import Posterior, spread

CAUSES = ("won", "lost")
ENOUGH = 30
"""Ends below which nothing but a shrunken base rate can be said."""
THIN = 5
"""Records below which a member's effect is hardly its own."""


def effects_frame(posterior: Posterior, cells: Cells, level: float) -> DataFrame:
    """Effect of each member of each factor on each log hazard, around the average member."""
    frames = [_factor(posterior, cells, level, *factor) for factor in _factors(posterior)]
    columns = ["cause", "factor", "member", "value", "low", "high", "n", "events", "mark"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else DataFrame(columns=columns)


def baseline_frame(posterior: Posterior, cells: Cells, level: float) -> DataFrame:
    """Hazard a day of the average member by age, with days at risk and ends."""
    edges, block = posterior.edges, posterior.design.block("age")
    days = np.bincount(
        cells.bins, np.bincount(cells.time, cells.days, minlength=len(cells.bins)), len(edges)
    )
    frames = []
    for row, cause in enumerate(CAUSES):
        value, low, high = _band(posterior, row, block.place, level)
        events = np.bincount(cells.bins, cells.ends_by_time[row], minlength=len(edges))
        frames.append(
            DataFrame(
                {
                    "cause": cause,
                    "age_from": edges,
                    "age_to": np.append(edges[1:], np.inf),
                    "value": np.exp(value),
                    "low": np.exp(low),
                    "high": np.exp(high),
                    "exposure_days": days,
                    "events": events.astype(np.int64),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def quarter_frame(posterior: Posterior, level: float) -> DataFrame:
    """Log rate ratio of each month of the quarter to the mean of the three, young and old."""
    frames = []
    for row, cause in enumerate(CAUSES):
        value, low, high = _band(posterior, row, posterior.design.block("quarter").place, level)
        frames.append(
            DataFrame(
                {
                    "cause": cause,
                    "month_in_quarter": np.tile(np.arange(1, QUARTER + 1), 2),
                    "age": np.repeat(["young", "old"], QUARTER),
                    "value": value,
                    "low": low,
                    "high": high,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _factors(posterior: Posterior) -> list[tuple[int, str, int, str]]:
    return [
        (row, cause, column, factor)
        for row, cause in enumerate(CAUSES)
        for column, factor in enumerate(posterior.members.names)
    ]


def _factor(
    posterior: Posterior, cells: Cells, level: float, row: int, cause: str, column: int, factor: str
) -> DataFrame:
    """Rows of one factor and one cause."""
    names, n = posterior.members.names[factor], posterior.members.n[factor]
    value, low, high = _band(posterior, row, posterior.design.block(factor).place, level)
    codes = posterior.design.profiles[:, column]
    few = cells.ends_by_time.sum() < ENOUGH
    events = np.bincount(codes, cells.ends_by_profile[row], minlength=len(names) + 1)[: len(names)]
    return DataFrame(
        {
            "cause": cause,
            "factor": factor,
            "member": pd.Series(names, dtype="str"),
            "value": value,
            "low": low,
            "high": high,
            "n": n,
            "events": events.astype(np.int64),
            "mark": np.where(few | (n < THIN), "pooled", ""),
        }
    )


def _band(
    posterior: Posterior, row: int, place: slice, level: float
) -> tuple[Floats, Floats, Floats]:
    """Coefficients of the block at `place` with their interval."""
    fitted = posterior.fitted[row]
    block = next(block for block in posterior.design.blocks if block.place == place)
    value, half = fitted.mode[place], normal_quantile(level) * spread(fitted, block)
    return value, value - half, value + half
