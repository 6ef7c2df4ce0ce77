"""What the KPIs of leads share: distinct leads, how old they were when something became of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.merging import merges
from kit.data.scores import BANDS
from kit.data.times import days_between, end_of, is_instant, local_dates
from kit.kpis.known import known
from kit.kpis.outcomes.decision import overdue_from
from kit.window import Window

_STATUS = ["open", "won", "lost"]
_IDS = ("lead_id", "merged_into")
MATURE = 0.9
"""Share of a cohort whose fate must be settled for its rate to be final."""


def distinct_leads(
    leads: pd.DataFrame,
    window: Window,
    by: Sequence[str] = (),
    *,
    read: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Leads as known on `as_of`, columns of `by` categorical, score bands in their order.

    Duplicates that were merged into another of the leads are left out, so that a person who was
    entered twice counts once. Where `read` is given, only its columns and the leads' ids and merges
    are asked for, see `kit.kpis.known.known`.
    """
    own = None if read is None else (*_IDS, *read)
    records = _with_bands(known(leads, window, by, table="leads", read=own))
    if "merged_into" in records and records["merged_into"].notna().any():
        duplicates = merges({"leads": records})["id"]
        records = records[~records["lead_id"].isin(duplicates)]
    return records


def days_until(leads: pd.DataFrame, event: str, window: Window) -> pd.Series:
    """Days from creation to the instant in the column `event`; NaN where it has not come."""
    return days_between(leads["created_at"], leads[event], window.calendar)


def days_seen(leads: pd.DataFrame, event: str, window: Window) -> pd.Series:
    """Days from creation to the end of `as_of`, on the clock on which `days_until` counts."""
    exact = is_instant(leads["created_at"]) and is_instant(leads[event])
    last = end_of(window.as_of, window.calendar) if exact else pd.Timestamp(window.as_of)
    return days_between(leads["created_at"], pd.Series(last, index=leads.index), window.calendar)


def is_recorded(leads: pd.DataFrame, event: str) -> bool:
    """Whether the column `event` was ever filled: where it never was, no lead's blank says no."""
    return bool(leads[event].notna().any())


def spells(
    leads: pd.DataFrame, became: pd.Series, window: Window, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Leads in the columns of opportunities: when each was over, and whether it `became` one.

    A conversion ends a lead, else its disqualification; `status` is won where the lead became
    what was asked for, lost where it ended otherwise, open where it has not ended. Beside these
    columns and the day of creation stand those of `by`.
    """
    converted, dropped = leads["converted_at"], leads["disqualified_at"]
    if is_instant(converted) != is_instant(dropped):
        converted = local_dates(converted, window.calendar)
        dropped = local_dates(dropped, window.calendar)
    ended = converted.fillna(dropped)
    code = np.where(ended.isna(), 0, np.where(became, 1, 2))
    status = pd.Categorical.from_codes(code, categories=pd.Index(_STATUS))
    return leads[["created_at", *by]].assign(closed_at=ended, status=status)


def is_settled(leads: pd.DataFrame, window: Window) -> pd.Series:
    """Which leads ended, or are older than the age by which 99 % of those that ended had."""
    over = spells(leads, leads["converted_at"].notna(), window)
    return over["status"].ne("open") | (overdue_from(over, window) <= pd.Timestamp(window.as_of))


def is_disqualified(leads: pd.DataFrame) -> pd.Series:
    """Which leads were disqualified and not converted all the same."""
    return leads["disqualified_at"].notna() & leads["converted_at"].isna()


def _with_bands(leads: pd.DataFrame) -> pd.DataFrame:
    if "score_band" not in leads:
        return leads
    return leads.assign(score_band=pd.Categorical(leads["score_band"], categories=list(BANDS)))
