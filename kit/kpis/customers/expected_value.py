"""What customers are expected to bring from now on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from kit.estimates.intervals import Floats
from kit.kpis.customers.expectations import expected
from kit.kpis.customers.histories import Histories, histories
from kit.kpis.customers.parameters import Parameters, read_parameters, relative_bounds
from kit.kpis.frame import finish
from kit.kpis.groups import Groups, group
from kit.window import Window

MEASURES = ("value", "margin", "orders", "total")
HORIZONS = (12, 24, 36)


def expected_customer_value(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    contracts: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    horizons: Sequence[int] = HORIZONS,
    discount: float = 0.10,
    customer_parameters: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Revenue that a customer is expected to bring in the next 12, 24 and 36 months, discounted.

    Mean over all who ever bought, gone ones included: each is told from how often, how lately and
    for how much it bought (BG/NBD times Gamma-Gamma), less what is usually given back; those with
    a running contract from that and the retention curve of contracts. Horizons end: nobody knows
    what a customer buys in ten years, so that nothing is added up to infinity. `margin` is the part
    of it that the company keeps, at the mean margin of its orders; NA where no margin is
    recorded: revenue is not profit. `orders` are the purchases expected, contracts aside, `total`
    the value of all customers together.

    What customers have in common was fitted on the whole company. The bounds are those of that
    fit; a few customers together may be luckier or unluckier. Where too few have bought again to
    tell, rows are ``pooled``. NA for a day before that of the fit, and where nothing was fitted.

    Unit: money
    Source: opportunities (status, closed_at, amount, account_id),
        orders (account_id, ordered_at, amount, kind, opportunity_id),
        contracts (account_id, start_date, end_date, cancelled_at, amount_per_period, period)

    Parameters
    ----------
    opportunities, orders, contracts
        One row per record; any may be lacking.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns of the opportunities, as they were at the first purchase.
    horizons
        Months to look ahead.
    discount
        Rate of interest a year at which later money counts less.
    customer_parameters
        Fitted parameters, as `kit.prepare` makes them.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `horizon_months`; `n` counts the customers.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> orders = completed(pd.DataFrame({
    ...     "order_id": ["x", "y"], "account_id": ["a", "a"], "kind": "sale", "amount": 50.0,
    ...     "ordered_at": pd.to_datetime(["2025-01-31", "2025-09-30"])}), "orders")
    >>> fitted = pd.DataFrame({
    ...     "name": ["r", "alpha", "a", "b", "p", "q", "gamma"],
    ...     "value": [0.8, 27.0, 0.8, 2.8, 6.0, 4.0, 25.0], "draw": 0, "state": "fitted",
    ...     "as_of": pd.Timestamp("2026-01-31")})
    >>> frame = expected_customer_value(empty("opportunities"), orders, empty("contracts"),
    ...     Window(date(2026, 1, 31)), horizons=[12], customer_parameters=fitted)
    >>> frame["value"].round(2).tolist()
    [34.13, nan, 0.71, 34.13]
    """
    customers = histories(opportunities, orders, contracts, window, by)
    parameters = read_parameters(customer_parameters, window)
    groups = group(customers.first, by)
    parts = [_rows(customers, groups, parameters, months, discount, window) for months in horizons]
    rows = pd.concat(parts, ignore_index=True).astype({"horizon_months": "Int64"})
    if not len(groups.keys) and not by:
        rows = _nobodys(horizons)
    rows = rows.assign(period=pd.Timestamp(window.current.start))
    axes = ("horizon_months",)
    zeros = ("total",) if parameters is not None else ()
    return finish(
        rows,
        "expected_customer_value",
        window,
        by=by,
        axes=axes,
        measures=MEASURES,
        zeros=zeros,
        now=True,
    )


def _rows(
    customers: Histories,
    groups: Groups,
    parameters: Parameters | None,
    months: int,
    discount: float,
    window: Window,
) -> pd.DataFrame:
    """Rows of one horizon."""
    n = groups.count()
    found = dict.fromkeys(MEASURES, (np.full(len(n), np.nan),) * 3)
    mark = ""
    if parameters is not None:
        found = _values(customers, groups, parameters, months, discount, window.level)
        mark = "pooled" if parameters.pooled else ""
    parts = [
        groups.rows(measure=name, value=value, low=low, high=high, n=n, mark=mark)
        for name, (value, low, high) in found.items()
    ]
    return pd.concat(parts, ignore_index=True).assign(horizon_months=months)


def _values(
    customers: Histories,
    groups: Groups,
    parameters: Parameters,
    months: int,
    discount: float,
    level: float,
) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Value and bounds of each measure by group."""
    n = groups.count()
    future = expected(customers, parameters, months, discount)
    total, orders = summed(groups, future.revenue), summed(groups, future.orders)

    def both(one: Parameters) -> Floats:
        # Discounting moves the bounds as it moves the value: it is left out of their factors.
        plain = expected(customers, one, months)
        return np.stack([summed(groups, plain.revenue), summed(groups, plain.orders)])

    low, high = relative_bounds(both, parameters, level)
    sides = {
        "value": (total / n, 0),
        "margin": (parameters.margin * total / n, 0),
        "orders": (orders / n, 1),
        "total": (total, 0),
    }
    return {
        name: (value, value * low[kind], value * high[kind])
        for name, (value, kind) in sides.items()
    }


def summed(groups: Groups, values: ArrayLike) -> Floats:
    """Sum of each group; NaN where any is unknown."""
    inside = groups.codes >= 0
    each = np.asarray(values, dtype=float)[inside]
    sums = np.bincount(groups.codes[inside], each, minlength=len(groups.keys))
    return np.asarray(sums, dtype=float)


def _nobodys(horizons: Sequence[int]) -> pd.DataFrame:
    """Rows of a company without a customer, so that the axis has its steps."""
    months = pd.array(np.tile(horizons, len(MEASURES)), dtype="Int64")
    nothing = pd.DataFrame({"measure": np.repeat(MEASURES, len(horizons)), "n": 0})
    return nothing.assign(horizon_months=months, value=np.nan)
