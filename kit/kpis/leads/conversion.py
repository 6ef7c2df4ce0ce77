"""How many leads become opportunities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.estimates.curves import at, incidence
from kit.estimates.intervals import wilson
from kit.kpis.curve_rows import Spells
from kit.kpis.durations import WON, durations
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.leads.cohort import MATURE, distinct_leads, is_recorded, is_settled, spells
from kit.kpis.leads.links import LINKS, opportunity_of
from kit.window import Window

AGE_DAYS = 90
MEASURES = ("value", "within_90_days")


def lead_conversion_rate(
    leads: pd.DataFrame,
    opportunities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Share of the leads created in the period that has become an opportunity so far.

    A lead has where it was converted and an opportunity belongs to it; where no lead of all has
    one, conversion alone counts. Open leads count as not converted yet, so a young cohort only
    rises: it is marked ``immature`` while fewer than 90 % of it have ended or are older than the
    age by which 99 % of those that ended had. `within_90_days` is the share converted by that age,
    read off the Aalen–Johansen curve of the cohort: open leads are at risk as long as they were
    seen, disqualified ones and those converted without an opportunity are not coming any more.
    It is ``not_reached`` where nobody of the cohort is that old and some are still open. Where no
    conversion was ever recorded both are NA.

    Unit: ratio
    Source: leads (created_at, converted_at, disqualified_at, opportunity_id, merged_into),
    opportunities (lead_id, created_at)

    Parameters
    ----------
    leads
        One row per lead.
    opportunities
        One row per opportunity; may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Columns of leads to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `value` (Wilson's bounds) and `within_90_days`; `n` counts the
        leads of the cohort.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "lead_id": ["a", "b"], "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "converted_at": pd.to_datetime(["2026-01-11", None]),
    ...     "disqualified_at": pd.to_datetime([None, "2026-01-31"]),
    ...     "opportunity_id": ["1", None]})
    >>> nothing = pd.DataFrame({
    ...     "opportunity_id": [], "lead_id": [], "created_at": pd.to_datetime([])})
    >>> frame = lead_conversion_rate(table, nothing, Window(date(2026, 1, 31), periods=1))
    >>> frame["value"].tolist()
    [0.5, 0.5]
    """
    records = distinct_leads(leads, window, by, read=["opportunity_id"])
    became = _became(records, known(opportunities, window, read=LINKS))
    if not is_recorded(records, "converted_at"):
        records, became = records.iloc[:0], became.iloc[:0]
    groups = group(records, by, period=in_periods(records["created_at"], window))
    n, won = groups.count(), groups.count(became)
    low, high = wilson(won, n, window.level)
    is_young = groups.count(is_settled(records, window)) < MATURE * n
    mark = np.where(is_young, "immature", "")
    so_far = groups.rows(measure="value", value=won / n, low=low, high=high, n=n, mark=mark)
    rows = pd.concat([so_far, _by_age(spells(records, became, window, by), window, by)])
    return finish(
        rows,
        "lead_conversion_rate",
        window,
        by=by,
        measures=MEASURES,
        rates=MEASURES,
        since=first_day(leads["created_at"], window),
    )


def _became(leads: pd.DataFrame, opportunities: pd.DataFrame) -> pd.Series:
    """Which leads were converted and have an opportunity."""
    converted = leads["converted_at"].notna()
    has_one = opportunity_of(leads[converted], opportunities).notna()
    return has_one.reindex(leads.index, fill_value=False) if has_one.any() else converted


def _by_age(leads: pd.DataFrame, window: Window, by: Sequence[str]) -> pd.DataFrame:
    """The share of each cohort converted by the age that counts."""
    spans = durations(leads, window, by, columns=())
    cohorts = in_periods(spans.opportunities["created_at"], window)
    groups = group(spans.opportunities, by, period=cohorts)
    parts = groups.split(spans.entry, spans.exit, spans.cause)
    found = [_at_age(Spells(*ages), window.level) for ages in parts]
    value, low, high = np.array(found).reshape(-1, 3).T
    return groups.rows(
        measure="within_90_days",
        value=value,
        low=low,
        high=high,
        n=groups.count(),
        mark=np.where(np.isnan(value), "not_reached", ""),
    )


def _at_age(ages: Spells, level: float) -> tuple[float, float, float]:
    points = at(incidence(*ages, level=level), [AGE_DAYS])
    return points.value[WON, 0], points.low[WON, 0], points.high[WON, 0]
