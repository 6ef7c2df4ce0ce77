"""What a new customer costs, all that was tried included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.estimates.curves import incidence
from kit.estimates.spans import quantile
from kit.kpis.customers.effort import WORK, before_first_purchase
from kit.kpis.customers.first_purchase import first_purchases
from kit.kpis.durations import WON, durations
from kit.kpis.frame import finish, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.kpis.leads.cost_rows import SHARED, spend_pieces, spent_by_group
from kit.kpis.sales.customer_kind import recorded_since, with_first_year_marked
from kit.kpis.stacking import stacked
from kit.window import Window

MEASURES = ("value", "lagged", "activity_cost", "spend")
_SPANS = ("period_start", "period_end")
_UNITS = {"region", "team"}


def acquisition_cost(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    activities: pd.DataFrame,
    leads: pd.DataFrame,
    spend: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    allocated_spend: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Spend and cost of activities in the period for each account that became a customer in it.

    The cost of a lead is not this: here counts what was done for all leads and opportunities,
    won, lost or never begun, and what it is divided by are accounts with their first won
    opportunity or order. Activities cost what the settings say of their channel; what happened
    with an account after its first purchase is not acquisition. Spend counts by day. The measures
    `activity_cost` and `spend` are the two parts of `value`, each for one new customer; a part
    that was never recorded is NA and left out of the sum. `lagged` holds the new customers
    against what was spent one median cycle earlier (creation to won, from the incidence curve, in
    whole days), when they were won over. Without new customers all are NA, never 0.

    Spend has no owner and no product: split by those it is NA, and what is left, the cost of
    activities, is marked ``unattributed``. Spend that names no unit is shared out where
    `allocated_spend` does so (``allocated``). Periods that began in the first year of recording
    are ``immature``, because customers of before look new in them.

    Unit: money
    Source: opportunities (created_at, status, closed_at, account_id, source),
        orders (account_id, ordered_at, kind),
        activities (occurred_at, opportunity_id, lead_id, account_id, cost),
        leads (lead_id, account_id, source),
        spend (period_start, period_end, source, campaign_id, region, team, amount)

    Parameters
    ----------
    opportunities, orders, activities, leads, spend
        One row per record; all but the opportunities may be lacking.
    window
        Periods and the day as of which they are seen.
    by
        Columns of the opportunities to split by.
    allocated_spend
        Spend by unit, as `kit.data.spend.allocated_spend` divides it.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the new customers. Complete sums have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> table = completed(pd.DataFrame({
    ...     "opportunity_id": ["o", "p"], "account_id": ["a", "b"], "status": ["won", "lost"],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31"])}), "opportunities")
    >>> visits = completed(pd.DataFrame({
    ...     "activity_id": ["x", "y"], "channel": "visit", "opportunity_id": ["o", "p"],
    ...     "occurred_at": pd.to_datetime(["2026-01-02"] * 2), "cost": [180.0, 180.0]}),
    ...     "activities")
    >>> frame = acquisition_cost(table, empty("orders"), visits, empty("leads"), empty("spend"),
    ...     Window(date(2026, 1, 31), periods=1))
    >>> frame["value"].tolist()
    [360.0, 360.0, 360.0, nan]
    """
    records, sold = known(opportunities, window, by), known(orders, window, table="orders")
    first = first_purchases(records, sold, window, by=by)
    done = known(activities, window, table="activities", read=(*WORK, *by))
    came = known(leads, window, table="leads", read=("lead_id", "account_id", *by))
    effort = before_first_purchase(records, done, came, first, window, by)
    costs = Costs(effort, known(spend, window, table="spend"), allocated_spend)
    cycle = median_cycle(records, window)
    rows = _rows(first, costs, window, by)
    if cycle is not None:
        lagged = _rows(first, costs.later(cycle), window, by).query("measure == 'value'")
        rows = pd.concat([rows, lagged.assign(measure="lagged")], ignore_index=True)
    since = recorded_since(records, sold, window)
    frame = finish(rows, "acquisition_cost", window, by=by, measures=MEASURES, since=since)
    return with_first_year_marked(frame, since)


class Costs(NamedTuple):
    """Cost of activities by day, and spend."""

    effort: pd.DataFrame
    spend: pd.DataFrame
    allocated: pd.DataFrame | None

    @property
    def has_spend(self) -> bool:
        """Whether any spend is known: a unit's own, or its share of what names no unit."""
        return len(self.spend) > 0 or (self.allocated is not None and len(self.allocated) > 0)

    def later(self, days: int) -> Costs:
        """The same as if everything had been paid so many days later."""
        shift = pd.Timedelta(days=days)
        effort = self.effort.assign(day=self.effort["day"] + shift)
        spend = self.spend.assign(**{at: self.spend[at] + shift for at in _SPANS})
        divided = self.allocated
        if divided is not None:
            divided = divided.assign(**{at: divided[at] + shift for at in _SPANS})
        return Costs(effort, spend, divided)


def median_cycle(records: pd.DataFrame, window: Window) -> int | None:
    """Whole days from creation to won, given winning; None where nothing was won."""
    spans = durations(records, window, columns=())
    days = quantile(incidence(spans.entry, spans.exit, spans.cause), 0.5, WON, given=True).value
    return None if np.isnan(days) else round(days)


def _rows(first: pd.DataFrame, costs: Costs, window: Window, by: Sequence[str]) -> pd.DataFrame:
    """Rows of all measures but the lagged one, the costs as of their days."""
    has_spend = set(by) <= set(SHARED) and costs.has_spend
    told = (costs.spend, costs.allocated) if has_spend else (costs.spend.iloc[:0], None)
    pieces = spend_pieces(*told, window, by if has_spend else ())
    periods = [in_periods(first["first_at"], window), in_periods(costs.effort["day"], window)]
    period = pd.concat([*periods, pieces["period"]], ignore_index=True).astype("datetime64[us]")
    groups = group(_below([first, costs.effort, pieces], by), by, period=period)
    ends = np.cumsum([len(first), len(costs.effort)])
    new, effort, paid = (Groups(groups.keys, codes) for codes in np.split(groups.codes, ends))
    n = new.count()
    per_new = np.where(n > 0, n, np.nan)
    activity = effort.total(costs.effort["cost"]) / per_new
    if not costs.effort["cost"].notna().any():
        activity = np.full(len(n), np.nan)
    spent = spent_by_group(paid, pieces)
    # A unit without a row of spend may have had a part of what names no unit.
    is_unknown = (spent["spans"] == 0) & bool(set(by) & _UNITS) | (not has_spend)
    media = np.where(is_unknown, np.nan, spent["amount"]) / per_new
    lacks = np.isnan(media) & (n > 0) & costs.has_spend
    mark = np.select([lacks, ~spent["is_own"] & (n > 0)], ["unattributed", "allocated"], "")
    value = np.where(np.isnan(media), activity, np.nan_to_num(activity) + media)
    measures = {
        "value": {"value": value, "n": n, "mark": mark},
        "activity_cost": {"value": activity, "n": n},
        "spend": {"value": media, "n": n, "mark": mark},
    }
    return stacked(groups.keys, measures)


def _below(parts: Sequence[pd.DataFrame], by: Sequence[str]) -> pd.DataFrame:
    """The columns of `by` of all parts below each other, with the members of all."""
    columns = {}
    for name in by:
        cells = [pd.Categorical(part.get(name, [None] * len(part))) for part in parts]
        members = cells[0].categories
        named = [cell.categories[np.unique(cell.codes[cell.codes >= 0])] for cell in cells]
        others = sorted({one for names in named for one in names}.difference(members))
        members = members.append(pd.Index(others, dtype=members.dtype))
        codes = [np.append(members.get_indexer(cell.categories), -1)[cell.codes] for cell in cells]
        columns[name] = pd.Categorical.from_codes(np.concatenate(codes), categories=members)
    return pd.DataFrame(columns, index=range(sum(map(len, parts))))
