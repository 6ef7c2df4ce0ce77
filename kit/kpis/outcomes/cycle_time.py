"""How long it takes to win."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.estimates.curves import incidence
from kit.estimates.spans import Estimate, quantile, quantiles, restricted_mean
from kit.kpis.curve_rows import Columns, Spells, survival_frame
from kit.kpis.durations import WON
from kit.window import Window

LIMIT_DAYS = 365
MEASURES = ("median", "p25", "p75", "restricted_mean", "to_any_end_median", "naive_median")


def cycle_time(
    opportunities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    limit_days: float = LIMIT_DAYS,
) -> pd.DataFrame:
    """Days from creation to winning, given that an opportunity is won.

    Read off the Aalen–Johansen curve of wins over all opportunities known on `as_of`, so that
    those still open and those from before recording began do not distort it: `median`, `p25`,
    `p75` and `restricted_mean` (wins later than `limit_days` count with it). `to_any_end_median`
    is the age at which half are won or lost, open ones at risk. `naive_median` is that of the
    recorded wins alone, for comparison: too short while slow ones are still open, too long where
    quick ones were over before recording began.
    Without a win, or where too few have ended, the value is NA and marked ``not_reached``;
    a bound that the data do not settle is NA.

    Unit: days
    Source: opportunities (status, created_at, closed_at)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Dimensions.
    limit_days
        Limit of the restricted mean.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the wins, for `to_any_end_median` all opportunities.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-21"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-21", None]),
    ...     "status": ["won", "lost", "open"], "amount": [75.0, 0.0, None]})
    >>> times = cycle_time(table, Window(date(2026, 1, 31)))
    >>> times.set_index("measure").loc[["median", "to_any_end_median"], "value"].tolist()
    [10.0, 20.0]
    """
    return survival_frame(
        opportunities,
        "cycle_time",
        window,
        lambda spells: _columns(spells, limit_days, window.level),
        by=by,
        measures=MEASURES,
    )


def _columns(spells: Spells, limit_days: float, level: float) -> Columns:
    curves = incidence(*spells, level=level)
    won = spells.exit[spells.cause == WON]
    naive = float(np.median(won)) if len(won) else np.nan
    found = (
        *quantiles(curves, (0.50, 0.25, 0.75), WON, given=True),
        restricted_mean(curves, limit_days, WON, given=True),
        quantile(curves, 0.50, cause=0),
        Estimate(naive, np.nan, np.nan),
    )
    value = np.array([one.value for one in found])
    return {
        "measure": np.array(MEASURES, dtype=object),
        "value": value,
        "low": np.array([one.low for one in found]),
        "high": np.array([one.high for one in found]),
        "n": np.where(np.array(MEASURES) == "to_any_end_median", len(spells.exit), len(won)),
        "mark": np.where(np.isnan(value) & (len(spells.exit) > 0), "not_reached", "").astype(
            object
        ),
    }
