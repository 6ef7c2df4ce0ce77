"""Who contributes what, and how sure the order is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.money import total
from kit.estimates.intervals import wilson
from kit.estimates.shrinkage import ranks, shrink_rates
from kit.kpis.frame import finish, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.window import Window

MEASURES = ("amount", "count", "contribution", "win_rate", "win_rate_shrunken", "rank")
_RATES = ("win_rate", "win_rate_shrunken", "rank")


def leaderboard(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ("owner",)
) -> pd.DataFrame:
    """What each owner or team won over the whole window, and their place by win rate.

    Amount and count are of the opportunities won, `contribution` is the share of all bookings.
    `win_rate` is the raw share of the closed ones; `win_rate_shrunken` draws it towards the
    common rate as far as the data ask for it, so that two wins of two do not lead, and `rank` is
    the place by that (1 is best) with the places that are as likely. An owner without
    a closed opportunity has an amount of 0 and no rate; what belongs to nobody has no place.

    Unit: money
    Source: opportunities (status, closed_at, amount)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Its whole span counts as one; the rows stand in the current period.
    by
        Whom to list.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with Wilson's bounds of the raw rate, credible bounds of the shrunken one
        and of the place; `n` counts the won ones behind amounts and the closed ones behind rates.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31", "2026-01-31"]),
    ...     "status": ["won", "won", "lost"], "amount": [75.0, 25.0, 0.0],
    ...     "owner": ["Ada", "Bo", "Bo"]})
    >>> board = leaderboard(table, Window(date(2026, 1, 31), periods=1))
    >>> board.query("measure == 'contribution'")["value"].tolist()
    [0.75, 0.25]
    """
    records = known(opportunities, window, by, read=["status", "amount"])
    inside = in_periods(records["closed_at"], window).notna()
    closed = records[inside & records["status"].ne("open")]
    groups = group(closed, by)
    booked = total(closed["amount"].where(closed["status"].eq("won")))
    rows = pd.concat([_amounts(closed, groups, booked), _rates(closed, groups, window.level)])
    rows = rows.assign(period=pd.Timestamp(window.current.start))
    zeros = ("amount", "count", "contribution") if booked else ("amount", "count")
    return finish(
        rows, "leaderboard", window, by=by, measures=MEASURES, rates=_RATES, zeros=zeros, now=True
    )


def _amounts(closed: pd.DataFrame, groups: Groups, booked: float) -> pd.DataFrame:
    won = closed["status"].eq("won")
    count, priced = groups.count(won), groups.count(won & closed["amount"].notna())
    # Wins of which none has an amount are not worth 0, they are worth an unknown amount.
    amount = np.where(
        (count > 0) & (priced == 0), np.nan, groups.total(closed["amount"].where(won))
    )
    parts = [
        groups.rows(measure="amount", value=amount, n=priced),
        groups.rows(measure="count", value=count.astype(float), n=count),
        groups.rows(measure="contribution", value=amount / (booked or np.nan), n=priced),
    ]
    return pd.concat(parts)


def _rates(closed: pd.DataFrame, groups: Groups, level: float) -> pd.DataFrame:
    n, won = groups.count(), groups.count(closed["status"].eq("won"))
    low, high = wilson(won, n, level)
    raw = groups.rows(measure="win_rate", value=won / n, low=low, high=high, n=n)
    named = groups.keys.notna().all(axis="columns").to_numpy()
    rates = shrink_rates(won[named], n[named], level)
    places = ranks(rates, level=level)
    shrunken = groups.keys[named].assign(
        measure="win_rate_shrunken", value=rates.value, low=rates.low, high=rates.high, n=n[named]
    )
    place = shrunken.assign(measure="rank", value=places.rank, low=places.low, high=places.high)
    return pd.concat([raw, shrunken, place])
