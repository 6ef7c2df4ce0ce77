"""Leads and spend written out as lines of text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.data.frames import completed

_LEAD = ("lead_id", "created_at", "source", "team", "qualified_at", "disqualified_at")
_LEAD_COLUMNS = (*_LEAD, "converted_at", "opportunity_id")
_SPEND = ("period_start", "period_end", "source", "team", "amount")


def leads_of(*lines: str) -> pd.DataFrame:
    """Lines of `id created source team qualified disqualified converted opportunity`, ``-`` is
    missing and the end of a line may be left out; days stay days, times are of UTC.
    """
    frame = _texts(lines, _LEAD_COLUMNS)
    for name in [column for column in frame if column.endswith("_at")]:
        frame[name] = _times(frame[name])
    return completed(frame.assign(status="open", owner="Ann"), "leads")


def spend_of(*lines: str) -> pd.DataFrame:
    """Lines of `start end source team amount`, ``-`` is missing."""
    frame = _texts(lines, _SPEND)
    for name in ("period_start", "period_end"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return completed(frame.assign(amount=frame["amount"].astype("float64")), "spend")


def _texts(lines: tuple[str, ...], columns: tuple[str, ...]) -> pd.DataFrame:
    rows = [(line.split() + ["-"] * len(columns))[: len(columns)] for line in lines]
    frame = pd.DataFrame(rows, columns=list(columns), dtype="str")
    return frame.mask(frame.eq("-"), np.nan)


def _times(texts: pd.Series) -> pd.Series:
    zoned = texts.str.contains("T").any()
    parsed = pd.to_datetime(texts, utc=zoned, format="ISO8601")
    return parsed.astype("datetime64[us, UTC]" if zoned else "datetime64[us]")
