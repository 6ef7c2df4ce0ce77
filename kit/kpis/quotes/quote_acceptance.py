"""What becomes of quotes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.estimates.bands import conditional
from kit.estimates.curves import incidence
from kit.estimates.intervals import Floats, weighted_rate, wilson
from kit.estimates.spans import quantile
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.quotes.decisions import ACCEPTED, OPEN, Decisions, decisions
from kit.window import Window

MEASURES = ("accepted", "accepted_within", "median_days", "amount", "share_amount")
WITHIN_DAYS = 90


def quote_acceptance(
    opportunities: pd.DataFrame,
    quotes: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    within_days: float = WITHIN_DAYS,
) -> pd.DataFrame:
    """Accepted quotes as a share of all quotes decided in the period.

    Decided are accepted, rejected and expired ones. `amount` is what was accepted in the period,
    `share_amount` its share of all that was decided. Quotes decided late are missing from these;
    `accepted_within` follows those issued in the period instead: the Aalen–Johansen share accepted
    by 90 days (`within_days`), rejection and expiry competing, open ones at risk; ``immature``
    while nobody of the period has been seen for so long. `median_days` is the time from their
    issue to any decision, open ones at risk, ``not_reached`` while fewer than half are decided. A
    decision without a date came with the close of the
    opportunity; a quote that nobody had decided by then is seen until then.

    Unit: ratio
    Source: opportunities (status, closed_at),
        quotes (opportunity_id, issued_at, decided_at, status, amount)

    Parameters
    ----------
    opportunities, quotes
        Canonical tables.
    window
        Periods and the day as of which they are seen.
    by
        Dimensions of opportunities.
    within_days
        Days after the issue by which a quote must be accepted.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the quotes decided in the period, for `amount` those accepted, for
        `accepted_within` and `median_days` those issued.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": "open", "closed_at": pd.NaT,
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-05"])})
    >>> quotes = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "issued_at": pd.to_datetime(["2026-01-08", "2026-01-09"]),
    ...     "decided_at": pd.to_datetime(["2026-01-18", "2026-01-29"]), "amount": [30.0, 10.0],
    ...     "status": ["accepted", "rejected"]})
    >>> january = Window(date(2026, 1, 31), periods=1)
    >>> quote_acceptance(table, quotes, january)["value"].tolist()
    [0.5, 0.5, 10.0, 30.0, 0.75]
    """
    found = decisions(
        known(opportunities, window, by, read=["opportunity_id", "status"]), quotes, window, by
    )
    rows = [_decided(found, window, by), _issued(found, window, by, within_days)]
    return finish(
        pd.concat(rows, ignore_index=True),
        "quote_acceptance",
        window,
        by=by,
        measures=MEASURES,
        rates=("accepted", "accepted_within", "median_days", "share_amount"),
        zeros=("amount",),
        since=first_day(found.decided_at, window),
    )


def _decided(found: Decisions, window: Window, by: Sequence[str]) -> pd.DataFrame:
    groups = group(found.quotes, by, period=in_periods(found.decided_at, window))
    amount = found.quotes["amount"]
    is_accepted = pd.Series(found.cause == ACCEPTED, index=amount.index)
    n, count = groups.count(), groups.count(is_accepted)
    low, high = wilson(count, n, window.level)
    priced, won = groups.count(amount.notna()), groups.total(amount.where(is_accepted))
    weights = groups.split(is_accepted.to_numpy(), amount.to_numpy(float))
    bounds = np.array(
        [weighted_rate(won_ones, amounts, window.level) for won_ones, amounts in weights]
    ).reshape(-1, 2)
    total = groups.total(amount)
    parts = [
        groups.rows(measure="accepted", value=count / n, low=low, high=high, n=n),
        groups.rows(measure="amount", value=won, n=count),
        groups.rows(
            measure="share_amount",
            value=won / np.where(total > 0, total, np.nan),
            low=bounds[:, 0],
            high=bounds[:, 1],
            n=priced,
        ),
    ]
    return pd.concat(parts, ignore_index=True)


def _issued(
    found: Decisions, window: Window, by: Sequence[str], within_days: float
) -> pd.DataFrame:
    groups = group(found.quotes, by, period=in_periods(found.quotes["issued_at"], window))
    ages = found.ages(window)
    n = groups.count()
    parts = groups.split(ages, found.cause)
    found_ones = [_curve(age, cause, within_days, window.level) for age, cause in parts]
    table = np.array(found_ones, dtype=float).reshape(-1, 7)
    mark = np.where(table[:, 6] > 0, "", "immature")
    reached = np.where(np.isnan(table[:, 3]), "not_reached", "")
    measures = {"accepted_within": (0, mark), "median_days": (3, reached)}
    rows = [
        groups.rows(
            measure=measure,
            value=table[:, first],
            low=table[:, first + 1],
            high=table[:, first + 2],
            n=n,
            mark=given,
        )
        for measure, (first, given) in measures.items()
    ]
    return pd.concat(rows, ignore_index=True)


def _curve(
    ages: Floats, cause: NDArray[np.int64], within_days: float, level: float
) -> tuple[float, ...]:
    """Share accepted in time and median days, each with bounds, and whether anybody got so far."""
    curves = incidence(np.zeros(len(ages)), ages, cause, level=level)
    share = conditional(curves, 0.0, within_days)
    median = quantile(curves, 0.5, OPEN)
    first = (float(part[ACCEPTED, 0]) for part in (share.value, share.low, share.high))
    return (*first, median.value, median.low, median.high, float(share.is_reached[0]))
