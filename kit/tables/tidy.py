"""What a tidy frame holds: whose it is, and what it is split by."""

from __future__ import annotations

import pandas as pd

FIXED = ("kpi", "measure", "period", "value", "low", "high", "n", "mark")
"""Columns that every tidy frame has; the others are dimensions."""


def is_tidy(frame: pd.DataFrame) -> bool:
    """Whether the frame is tidy, and no listing."""
    return set(FIXED) <= set(frame.columns)


def kpi_of(frame: pd.DataFrame) -> str:
    """Name of the KPI that a tidy frame holds, with rows or without; empty for a listing."""
    if not is_tidy(frame):
        return ""
    return str(frame["kpi"].iloc[0]) if len(frame) else str(frame.attrs.get("kpi", ""))


def entry_of(frame: pd.DataFrame | None) -> str:
    """Name of the KPI or listing that a frame holds; empty where it does not say."""
    if frame is None:
        return ""
    return kpi_of(frame) or str(frame.attrs.get("listing", ""))


def is_known(frame: pd.DataFrame) -> bool:
    """Whether a tidy frame has any value, or a listing any row."""
    return bool(frame["value"].notna().any()) if "value" in frame else len(frame) > 0


def dimensions(frame: pd.DataFrame) -> list[str]:
    """Columns that a tidy frame is split by, the KPI's own axes included; none of a listing.

    >>> dimensions(pd.DataFrame(columns=[*FIXED[:3], "team", *FIXED[3:]]))
    ['team']
    """
    return [str(name) for name in frame if name not in FIXED] if is_tidy(frame) else []
