"""Which touches came before what was won, and what they would each be credited with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.known import known
from kit.kpis.sales.campaign_spend import campaign_spend
from kit.kpis.sales.credited import UNATTRIBUTED, credited, returns, with_unattributed_marked
from kit.kpis.sales.customer_kind import ORDER, SALE, customer_kinds
from kit.kpis.sales.touch_pairs import touch_pairs
from kit.kpis.sales.touches import LINKS, Axis, campaign_labels, touches_of
from kit.window import Window

MEASURES = ("amount", "new", "existing", "roas")
LOOKBACK_DAYS = 365
UNNAMED = "campaign"
"""Channel of a campaign that `campaigns` does not hold, such as one of the whole company."""


def campaign_revenue(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    leads: pd.DataFrame,
    activities: pd.DataFrame,
    campaign_touches: pd.DataFrame,
    campaigns: pd.DataFrame,
    spend: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    touch: Axis = "campaign",
    lookback_days: int = LOOKBACK_DAYS,
) -> pd.DataFrame:
    """Amount won in the period, credited to the touches before the close by five rules.

    Touches are those of campaigns, by name, and calls, visits and other activities, by channel, in
    the `lookback_days` before the close; automatic ones, and those that reached nobody, do not
    count. `first` and `last` credit one touch, `linear` all alike, `u_shaped` the ends with 40 %
    each, `time_decay` halves with every 30 days of age. By each rule the touches and the
    `unattributed` part add up to the bookings, to the minor unit. This is association: what was
    won without the touch is not known. `new` and `existing` are the parts by customer. `roas`,
    the amount over the campaign's spend in the same period, is NA where none is known, and marked
    ``unattributed`` where spend is not known for the member.

    Unit: money
    Source: opportunities (status, closed_at, amount, account_id, lead_id),
        orders (account_id, ordered_at, kind, opportunity_id),
        leads (lead_id, opportunity_id, account_id),
        activities (occurred_at, channel, outcome, is_automatic, opportunity_id, lead_id),
        campaign_touches (campaign_id, lead_id, account_id, touched_at),
        campaigns (campaign_id, name, channel),
        spend (campaign_id, period_start, period_end, amount)

    Parameters
    ----------
    opportunities, orders, leads, activities, campaign_touches, campaigns, spend
        One row per record; all but the first may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Columns of the opportunities to split by.
    touch
        What touches of campaigns are told apart by: ``campaign`` or ``channel``; those of a
        campaign that `campaigns` does not hold go by its id, or by the channel ``campaign``.
    lookback_days
        How long before the close a touch may lie.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axes `method` and `touch`; `n` counts the opportunities credited, in
        part or in full.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> won = completed(pd.DataFrame({
    ...     "opportunity_id": ["o"], "created_at": pd.to_datetime(["2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-20"]), "status": ["won"], "amount": [90.0],
    ...     "account_id": ["a"]}), "opportunities")
    >>> visits = completed(pd.DataFrame({
    ...     "activity_id": ["v", "c"], "channel": ["visit", "call"], "opportunity_id": ["o", "o"],
    ...     "occurred_at": pd.to_datetime(["2026-01-02", "2026-01-09"])}), "activities")
    >>> rest = map(empty, ("campaign_touches", "campaigns", "spend"))
    >>> frame = campaign_revenue(won, empty("orders"), empty("leads"), visits, *rest,
    ...                          Window(date(2026, 1, 31), periods=1))
    >>> alike = frame.query("measure == 'amount' and method == 'linear'")
    >>> alike[["touch", "value"]].values.tolist()
    [['call', 45.0], ['visit', 45.0], ['unattributed', 0.0]]
    """
    records = known(opportunities, window, by, read=(*SALE, "lead_id", "amount"))
    sold = known(orders, window, table="orders", read=ORDER)
    won = records[records["status"].eq("won")]
    # The account's first purchase may lie before the window, so kinds come before the cut.
    won = won.assign(kind=customer_kinds(won, sold, window))
    won = won[won["amount"].notna() & in_periods(won["closed_at"], window).notna()]
    names = campaign_labels(known(campaigns, window, table="campaigns"), touch)
    other = UNNAMED if touch == "channel" else ""
    met = touches_of(activities, campaign_touches, names, window, other)
    told = known(leads, window, table="leads", read=LINKS)
    pairs = touch_pairs(won, told, met, window, lookback_days)
    whole, spent = (campaign_spend(spend, names, window, split, other) for split in ((), by))
    named = set(met.labels) | set(whole["touch"])
    labels = pd.Index([*sorted(named - {UNATTRIBUTED}), UNATTRIBUTED], dtype="str")
    pairs = pairs._replace(label=labels.get_indexer(met.labels)[pairs.label])
    rows = credited(won, by, pairs, labels, window)
    rows = pd.concat([rows, returns(rows, spent, by)], ignore_index=True)
    how: dict[str, Any] = {"by": by, "axes": ("method", "touch")}
    how |= {"measures": MEASURES, "zeros": MEASURES[:3]}
    since = first_day(records["closed_at"], window)
    frame = finish(rows, "campaign_revenue", window, since=since, **how)
    return with_unattributed_marked(frame, whole)
