"""What leads cost: spend on media and events, divided by what it brought."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kit.kpis.known import known
from kit.kpis.leads.cohort import distinct_leads, is_settled
from kit.kpis.leads.cost_rows import cost_frame
from kit.window import Window


def cost_per_lead(
    leads: pd.DataFrame,
    spend: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    allocated_spend: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Spend of the period divided by the leads created in it, of the same source or campaign.

    A row of spend counts by day: each day of its span, both ends inclusive, bears the same part,
    and days after `as_of` none. Spend is what was paid for media and events, not the work of
    sellers, and it is held against the leads of the same days: what it brings later counts later.
    Where nothing was spent, or no lead came, the cost is NA, never 0; `spend` shows what was spent
    all the same. Spend without a source (campaign, unit) stands in the row without one, marked
    ``unattributed``, and has no cost per lead. Spend has no owner and no product: split by
    those, it is NA. Where a figure rests on a share of spend that belongs to no team, it is
    marked ``allocated``; for an earlier `as_of` the shares of spans that still ran are not known.

    Unit: money
    Source: leads (created_at, source, campaign_id, merged_into),
    spend (period_start, period_end, source, campaign_id, region, team, amount)

    Parameters
    ----------
    leads
        One row per lead.
    spend
        One row per span and source or campaign.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by; spend has source, campaign_id, region and team.
    allocated_spend
        Spend by unit, as `kit.data.spend.allocated_spend` divides it; without it, each row of
        spend belongs to the unit that it names, if any.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `value` (`n` counts the leads) and `spend` (`n` counts spans);
        complete sums have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> leads = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-02"]), "source": "Web"})
    >>> spend = pd.DataFrame({
    ...     "period_start": pd.to_datetime(["2026-01-01"]), "source": ["Web"],
    ...     "period_end": pd.to_datetime(["2026-02-28"]), "amount": [590.0]})
    >>> cost_per_lead(leads, spend, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [155.0, 310.0]
    """
    records = distinct_leads(leads, window, by, read=())
    tables = known(spend, window, table="spend"), allocated_spend
    everyone = pd.Series(True, index=records.index)
    return cost_frame("cost_per_lead", records, everyone, everyone, tables, window, by)


def cost_per_qualified_lead(
    leads: pd.DataFrame,
    spend: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    allocated_spend: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Spend of the period divided by those of the leads created in it that were qualified so far.

    As `cost_per_lead`; a converted lead counts as qualified. The cost of a young cohort only falls:
    it is marked ``immature`` while fewer than 90 % of its leads have ended or are older than the
    age by which 99 % of those that ended had. Where no qualification was ever recorded it is NA.

    Unit: money
    Source: leads (created_at, source, campaign_id, qualified_at, converted_at, disqualified_at,
    merged_into),
    spend (period_start, period_end, source, campaign_id, region, team, amount)

    Parameters
    ----------
    leads
        One row per lead.
    spend
        One row per span and source or campaign.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by; spend has source, campaign_id, region and team.
    allocated_spend
        Spend by unit, as `kit.data.spend.allocated_spend` divides it.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `value` (`n` counts the qualified leads) and `spend` (`n`
        counts spans); complete sums have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> leads = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-02"]), "source": "Web",
    ...     "qualified_at": pd.to_datetime(["2026-01-08", None]),
    ...     "converted_at": pd.to_datetime([None, None]),
    ...     "disqualified_at": pd.to_datetime([None, "2026-01-05"])})
    >>> spend = pd.DataFrame({
    ...     "period_start": pd.to_datetime(["2026-01-01"]), "source": ["Web"],
    ...     "period_end": pd.to_datetime(["2026-01-31"]), "amount": [310.0]})
    >>> window = Window(date(2026, 1, 31), periods=1)
    >>> cost_per_qualified_lead(leads, spend, window)["value"].tolist()
    [310.0, 310.0]
    """
    records = distinct_leads(leads, window, by, read=())
    tables = known(spend, window, table="spend"), allocated_spend
    qualified = records["qualified_at"].notna()
    if qualified.any():
        qualified |= records["converted_at"].notna()
    settled = is_settled(records, window)
    return cost_frame("cost_per_qualified_lead", records, qualified, settled, tables, window, by)
