"""Why the sales velocity changed: how much of it each factor of the equation did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.kpis.frame import finish
from kit.kpis.pipeline.sales_velocity import FACTORS, LIMIT_DAYS, sales_velocity
from kit.window import Window

STEPS = ("start", "open", "win_share", "amount", "days", "end")
_FACTOR = pd.CategoricalDtype(list(STEPS), ordered=True)


def velocity_bridge(
    opportunities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    limit_days: float = LIMIT_DAYS,
    digits: int = 2,
) -> DataFrame:
    """Change of the sales velocity since the last period, split over its four factors.

    `start` is the velocity of the period before, `end` that of the period, and between them stand
    the parts of the change that belong to how many were `open`, the `win_share`, the mean won
    `amount` and the `days` open. Each part is the mean of what the factor does in every order in
    which the four can change one after the other (Shapley), so no order is preferred and nothing is
    left over. Rounded to the minor unit, the parts still add up: what rounding leaves goes to the
    largest one. Where the velocity of either period is not known, everything is NA.

    Unit: money
    Source: opportunities (status, created_at, closed_at, amount)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen; one long period has none before it.
    by
        Columns to split by.
    limit_days
        As `sales_velocity` takes it.
    digits
        Digits after the decimal point of the currency's minor unit.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `factor`; `n` counts those won in the period.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01"] * 10 + ["2026-02-01"] * 10),
    ...     "closed_at": pd.to_datetime(["2026-01-11"] * 10 + ["2026-02-11"] * 10),
    ...     "status": "won", "amount": [31.0] * 10 + [56.0] * 10})
    >>> frame = velocity_bridge(table, Window(date(2026, 2, 28), periods=1))
    >>> frame["value"].tolist()
    [10.0, 1.5, 0.0, 8.5, 0.0, 20.0]
    """
    before = replace(window, periods=window.periods + 1) if window.start is None else window
    frame = sales_velocity(opportunities, before, by=by, limit_days=limit_days)
    keys = ["period", *by]
    wide = _wide(frame, keys)
    periods = wide["period"].to_numpy()
    earlier = _earlier(wide, keys, before)
    values = _bars(earlier, wide[[*FACTORS]].to_numpy(float), digits)
    members = np.repeat(np.arange(len(wide)), len(STEPS))
    rows = wide.loc[members, keys].reset_index(drop=True)
    rows = rows.assign(
        measure="value",
        factor=pd.Categorical.from_codes(np.tile(np.arange(len(STEPS)), len(wide)), dtype=_FACTOR),
        value=values.ravel(),
        n=wide["n"].to_numpy()[members],
    )
    rows = rows[np.isin(periods[members], np.array(window.starts, dtype="datetime64[us]"))]
    return finish(rows, "velocity_bridge", window, by=by, axes=["factor"], measures=("value",))


def _wide(frame: DataFrame, keys: list[str]) -> DataFrame:
    """A row for each period and member, a column for each factor, and n of those won."""
    rows = frame[frame["measure"].eq(FACTORS[0])][keys].reset_index(drop=True)
    columns = {name: frame.loc[frame["measure"].eq(name), "value"].to_numpy() for name in FACTORS}
    n = frame.loc[frame["measure"].eq("velocity"), "n"].to_numpy()
    return rows.assign(**columns, n=n)


def _earlier(wide: DataFrame, keys: list[str], window: Window) -> Floats:
    """The factors of the period before, row by row; NaN where there is none."""
    following = {pd.Timestamp(one): pd.Timestamp(two) for one, two in pairwise(window.starts)}
    then = wide.assign(period=wide["period"].map(following).astype("datetime64[us]"))
    found = wide[keys].merge(then.dropna(subset="period"), how="left", on=keys)
    return found[[*FACTORS]].to_numpy(float)


def _bars(before: Floats, now: Floats, digits: int) -> Floats:
    """Start, parts and end of each row as whole minor units that add up, in money again."""
    parts = shapley(before, now)
    start, end = (_velocity(one) for one in (before, now))
    unit = 10.0**digits
    whole = np.rint(np.column_stack([start, parts, end]) * unit)
    left = whole[:, -1] - whole[:, :-1].sum(axis=1)
    largest = 1 + np.abs(np.nan_to_num(parts)).argmax(axis=1)
    whole[np.arange(len(whole)), largest] += left
    whole[np.isnan(whole).any(axis=1)] = np.nan
    return np.asarray(whole / unit)


def shapley(before: Floats, now: Floats) -> Floats:
    """Part of each factor in the change of velocity; rows of four factors each.

    >>> shapley(np.array([[2.0, 1, 1, 1]]), np.array([[4.0, 1, 1, 1]])).tolist()
    [[2.0, 0.0, 0.0, 0.0]]
    """
    parts = np.zeros_like(now)
    orders = list(permutations(range(now.shape[1])))
    for order in orders:
        factors = before.copy()
        level = _velocity(factors)
        for place in order:
            factors[:, place] = now[:, place]
            changed = _velocity(factors)
            parts[:, place] += changed - level
            level = changed
    return np.asarray(parts / len(orders))


def _velocity(factors: Floats) -> Floats:
    is_known = factors[:, 3] > 0
    return factors[:, :3].prod(axis=1) / np.where(is_known, factors[:, 3], np.nan)
