"""Why opportunities are lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.estimates.intervals import wilson
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.kpis.outcomes.weights import WEIGHTS, closing_weights
from kit.kpis.stages.axis_rows import axis_rows, counted
from kit.window import Window

MEASURES = ("count", "share", "amount", "share_amount")


def loss_reasons(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Opportunities lost in the period by the reason that was recorded.

    Losses without a reason stand as nobody's and are part of every share. Amounts are those that
    `win_rate_amount` weighs by: as they stood before closing, else as they are, else list prices;
    losses without one are left out of amounts, and where none has any the amounts are NA
    and marked ``unattributed``. A period without losses has counts and amounts of 0 and no shares.

    Unit: count
    Source: opportunities (status, closed_at, loss_reason, amount, amount_before_close, list_price)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `reason`; shares are of all losses of their group, with Wilson's
        bounds where they are of counts.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01"] * 3), "amount": [90.0, 30.0, 10.0],
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31", "2026-01-31"]),
    ...     "status": "lost", "loss_reason": ["Price", "Price", None]})
    >>> frame = loss_reasons(table, Window(date(2026, 1, 31), periods=1))
    >>> frame.loc[frame["measure"].isin(["count", "amount"]), "value"].tolist()
    [2.0, 1.0, 120.0, 10.0]
    """
    records = known(opportunities, window, by, read=["status", "loss_reason", *WEIGHTS])
    closed = records[records["status"].ne("open")]
    is_lost = closed["status"].eq("lost")
    reason = closed["loss_reason"].astype("category")
    nobody = bool((is_lost & reason.isna()).any())
    table = _Table(
        group(closed, by, period=in_periods(closed["closed_at"], window)),
        reason.cat.categories,
        [is_lost & reason.cat.codes.eq(code) for code in _codes(reason, nobody)],
        nobody,
    )
    return finish(
        pd.concat(
            [*_counts(table, window), *_amounts(table, closing_weights(closed))], ignore_index=True
        ),
        "loss_reasons",
        window,
        by=by,
        axes=("reason",),
        measures=MEASURES,
        rates=("share", "share_amount"),
        zeros=("count", "amount"),
        since=first_day(closed["closed_at"], window),
    )


class _Table(NamedTuple):
    """Groups of closed opportunities, and which of them were lost for each reason."""

    groups: Groups
    reasons: pd.Index
    lost: list[pd.Series]
    nobody: bool

    def rows(self, measure: str, value: np.ndarray, **columns: np.ndarray) -> pd.DataFrame:
        return axis_rows(
            self.groups, "reason", self.reasons, measure, value, nobody=self.nobody, **columns
        )


def _codes(reason: pd.Series, nobody: bool) -> list[int]:
    return [*range(len(reason.cat.categories)), *([-1] if nobody else [])]


def _counts(table: _Table, window: Window) -> list[pd.DataFrame]:
    n = counted(table.groups, [one.to_numpy(bool) for one in table.lost])
    every = np.broadcast_to(n.sum(axis=1, keepdims=True), n.shape)
    base = np.where(every > 0, every, np.nan)
    low, high = wilson(n, base, window.level)
    return [
        table.rows("count", n.astype(float), n=n),
        table.rows("share", n / base, low=low, high=high, n=every),
    ]


def _amounts(table: _Table, weight: pd.Series) -> list[pd.DataFrame]:
    is_known = weight.notna()
    count = counted(table.groups, [one.to_numpy(bool) for one in table.lost])
    n = counted(table.groups, [(one & is_known).to_numpy(bool) for one in table.lost])
    sums = [table.groups.total(weight.where(one)) for one in table.lost]
    amount = np.array(sums).T.reshape(n.shape)
    every = np.broadcast_to(n.sum(axis=1, keepdims=True), n.shape)
    is_lost = pd.Series(np.logical_or.reduce([*table.lost, is_known & False]), weight.index)
    total = table.groups.total(weight.where(is_lost))[:, None]
    unknown = (count > 0) & (n == 0)
    return [
        table.rows(
            "amount",
            np.where(unknown, np.nan, amount),
            n=n,
            mark=np.where(unknown, "unattributed", ""),
        ),
        table.rows(
            "share_amount",
            np.where(every > 0, amount, np.nan) / np.where(every > 0, total, 1.0),
            n=every,
            mark=np.where(
                (count.sum(axis=1, keepdims=True) > 0) & (every == 0), "unattributed", ""
            ),
        ),
    ]
