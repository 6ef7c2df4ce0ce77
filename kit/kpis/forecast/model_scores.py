"""Whether the chances of winning came true, beside simpler ways to say them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.kpis.forecast.derived import joint_groups, of_day
from kit.kpis.frame import finish
from kit.kpis.known import known
from kit.window import Window

SCORES = ("brier", "log_loss", "auc")
OWN = "kit"
METHODS = (OWN, "stage_weighted", "km_win_rate", "base_rate")
DAYS = 90
"""Days within which a win counts, for scores and reliability."""


def win_probability_accuracy(
    opportunities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    days: int = DAYS,
    win_scores: DataFrame | None = None,
) -> DataFrame:
    """How good chances of winning were that were made again for past days, beside simpler ones.

    For several past days everything was forgotten that came later, the chances were made, and
    what was won in the following days was held against them. `brier` is the mean squared
    distance between chance and outcome, `log_loss` punishes sure errors most: for both less is
    better. `auc` is the chance that one that was won had been given more than one that was not:
    0.5 is a coin toss. Days whose outcome was not known on `as_of` do not count. The scores are
    the company's: `by` is marked ``unattributed``.

    Unit: number
    Source: opportunities (opportunity_id)

    Parameters
    ----------
    opportunities
        Names the members of what is split by.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns to split by.
    days
        Days within which a win counted.
    win_scores
        Scores by method and day, as `kit.prepare` makes them.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `method`; `n` counts the opportunities scored, over all days.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> scores = pd.DataFrame({
    ...     "method": "kit", "origin": pd.to_datetime(["2025-09-30", "2025-10-31"]),
    ...     "horizon_days": 90, "n": [100, 300], "log_loss": [0.5, 0.5], "brier": [0.1, 0.2],
    ...     "auc": [0.7, 0.8]})
    >>> frame = win_probability_accuracy(empty("opportunities"), Window(date(2026, 3, 31)),
    ...     win_scores=scores)
    >>> frame["value"].round(3).tolist()
    [0.175, 0.5, 0.775]
    """
    records = known(opportunities, window, by, read=())
    scores = _settled(win_scores, window, days)
    if by or scores is None or scores.empty:
        return _finished(_nothing(records, SCORES, by, method=OWN), window, by)
    parts = []
    for method, rows in scores.groupby("method", sort=True):
        for score in SCORES:
            own = rows[rows[score].notna()]
            n = own["n"].astype("float64")
            value = (own[score] * n).sum() / n.sum() if n.sum() > 0 else np.nan
            parts.append({"measure": score, "method": method, "value": value, "n": int(n.sum())})
    return _finished(DataFrame(parts), window, by)


def reliability(
    opportunities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    days: int = DAYS,
    reliability: DataFrame | None = None,
    model_states: DataFrame | None = None,
) -> DataFrame:
    """Of opportunities that were given about the same chance of winning, the share that was won.

    Chances made again for past days are sorted and cut into groups of about as many opportunities.
    `observed` is the share of each that was won in time, with Wilson's interval; `predicted` is the
    mean chance that it had been given. Chances that can be believed have the one inside the
    interval of the other. The groups are the company's: `by` is marked ``unattributed``.

    Unit: ratio
    Source: opportunities (opportunity_id)

    Parameters
    ----------
    opportunities, window, by, days
        As `win_probability_accuracy` takes them.
    reliability
        Groups by method, as `kit.prepare` makes them.
    model_states
        Says for which day models were fitted: on an earlier one the groups do not count.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `bin`, from the smallest chances up; `n` counts the opportunities.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> groups = pd.DataFrame({
    ...     "method": "kit", "horizon_days": 90, "bin": [0, 1], "predicted": [0.1, 0.4],
    ...     "observed": [0.12, 0.35], "low": [0.08, 0.3], "high": [0.17, 0.41], "n": [200, 200]})
    >>> frame = reliability(
    ...     empty("opportunities"), Window(date(2026, 3, 31)), reliability=groups)
    >>> frame["value"].tolist()
    [0.12, 0.35, 0.1, 0.4]
    """
    records = known(opportunities, window, by, read=())
    is_later = model_states is not None and of_day(model_states, window) is None
    rows = None if is_later else reliability
    if rows is not None:
        rows = rows[rows["method"].eq(OWN) & rows["horizon_days"].eq(days)]
    if by or rows is None or rows.empty:
        found = _nothing(records, ("observed", "predicted"), by, bin=0)
    else:
        shared = {"bin": rows["bin"], "n": rows["n"]}
        observed = {"value": rows["observed"], "low": rows["low"], "high": rows["high"]}
        found = pd.concat(
            [
                DataFrame({"measure": "observed", **shared, **observed}),
                DataFrame({"measure": "predicted", **shared, "value": rows["predicted"]}),
            ]
        )
    found = found.assign(period=pd.Timestamp(window.current.start))
    how = {"axes": ("bin",), "measures": ("observed", "predicted"), "now": True}
    return finish(found, "reliability", window, by=by, **how)  # type: ignore[arg-type]


def _settled(scores: DataFrame | None, window: Window, days: int) -> DataFrame | None:
    """Scores of days whose outcome was known on `as_of`."""
    if scores is None:
        return None
    over = scores["origin"] + pd.to_timedelta(scores["horizon_days"], unit="D")
    return scores[scores["horizon_days"].eq(days) & (over <= pd.Timestamp(window.as_of))]


def _nothing(
    records: DataFrame, measures: Sequence[str], by: Sequence[str], **axis: object
) -> DataFrame:
    """A row of each measure for each member, without a value."""
    _, (groups,) = joint_groups([records], by)
    mark = "unattributed" if by else ""
    rows = [groups.rows(measure=name, value=np.nan, n=0, mark=mark, **axis) for name in measures]
    return pd.concat(rows, ignore_index=True)


def _finished(rows: DataFrame, window: Window, by: Sequence[str]) -> DataFrame:
    others = sorted(set(rows["method"]) - set(METHODS))
    order = pd.CategoricalDtype([*METHODS, *others])
    period = pd.Timestamp(window.current.start)
    rows = rows.assign(method=rows["method"].astype(order), period=period)
    how = {"axes": ("method",), "measures": SCORES, "now": True}
    frame = finish(rows, "win_probability_accuracy", window, by=by, **how)  # type: ignore[arg-type]
    return frame.astype({"method": "str"})
