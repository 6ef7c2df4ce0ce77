"""Whether a quote says that a win is near."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.data.positions import positions
from kit.data.times import days_between, is_instant
from kit.estimates.intervals import Floats, normal_quantile, poisson_interval
from kit.kpis.durations import WON, Durations, durations
from kit.kpis.frame import finish
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.window import Window

MEASURES = ("ratio", "ratio_unadjusted", "before", "after")
BANDS = (0, 7, 14, 30, 45, 60, 90, 120, 180, 365)
_PER_DAYS = 100


def quotes_as_signal(
    opportunities: pd.DataFrame,
    quotes: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """How many times likelier a win becomes on a day after the first quote than on one before it.

    Each opportunity counts before its first quote until that, and after it from then on: wins by
    days open (`before` and `after`, wins per 100 days), compared within bands of age
    (Mantel–Haenszel), because older opportunities are both likelier quoted and likelier won;
    `ratio_unadjusted` leaves that out. Comparing opportunities that ever got a quote with others
    would credit quotes with having lived long enough to get one. An association: quotes go to those
    that are about to buy. A win at the very moment of the first quote counts before it.
    Without a win on either side there is no ratio.

    Unit: number
    Source: opportunities (status, created_at, closed_at), quotes (opportunity_id, issued_at)

    Parameters
    ----------
    opportunities, quotes
        Canonical tables.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Dimensions of opportunities.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts wins.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": "won", "amount": 1.0,
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-05", "2026-01-05"])})
    >>> quotes = pd.DataFrame({
    ...     "opportunity_id": ["a"], "issued_at": pd.to_datetime(["2026-01-03"]),
    ...     "decided_at": pd.NaT, "status": "sent"})
    >>> quotes_as_signal(table, quotes, Window(date(2026, 1, 31)))["value"].round(2).tolist()
    [3.0, 3.0, 16.67, 50.0]
    """
    spans = durations(opportunities, window, by, columns=["opportunity_id"])
    quoted = _age_at_quote(spans, quotes, window)
    groups = group(spans.opportunities, by)
    size = len(groups.keys)
    before, after = _exposure(spans, quoted, groups.codes, size)
    rows = [
        groups.rows(measure=name, **columns)
        for name, columns in _measures(before, after, window.level).items()
    ]
    return finish(
        pd.concat(rows, ignore_index=True).assign(period=pd.Timestamp(window.current.start)),
        "quotes_as_signal",
        window,
        by=by,
        measures=MEASURES,
        rates=MEASURES,
        now=True,
    )


class _Side(NamedTuple):
    """Wins and days at risk, by group (row) and band of age (column)."""

    wins: Floats
    days: Floats


def _age_at_quote(spans: Durations, quotes: pd.DataFrame, window: Window) -> Floats:
    """Age at the first quote, infinite where there is none."""
    issued = known(quotes, window, table="quotes", read=["opportunity_id"])
    row = positions(issued["opportunity_id"], spans.opportunities["opportunity_id"])
    issued, row = issued[row >= 0], row[row >= 0]
    created = pd.Series(spans.opportunities["created_at"].array[row], index=issued.index)
    age = days_between(created, issued["issued_at"], window.calendar).to_numpy(float)
    if not is_instant(issued["issued_at"]) and (spans.exit % 1).any():
        # A quote known by its day can only be told from a win that came on a later day.
        age = age + 1
    first = np.full(len(spans.exit), np.inf)
    np.fmin.at(first, row, age)
    return first


def _exposure(
    spans: Durations, quoted: Floats, code: NDArray[np.int64], size: int
) -> tuple[_Side, _Side]:
    edges = np.append(np.array(BANDS, dtype=float), np.inf)
    sides = []
    band = np.clip(np.searchsorted(edges, spans.exit, side="left") - 1, 0, len(BANDS) - 1)
    is_after = spans.exit > quoted
    for start, end, own in (
        (spans.entry, np.minimum(spans.exit, quoted), ~is_after),
        (np.maximum(spans.entry, quoted), spans.exit, is_after),
    ):
        wins = own & (spans.cause == WON)
        flat = np.bincount(code[wins] * len(BANDS) + band[wins], minlength=size * len(BANDS))
        inside = [
            np.bincount(code, np.maximum(np.minimum(end, high) - np.maximum(start, low), 0), size)
            for low, high in pairwise(edges)
        ]
        sides.append(
            _Side(
                flat.reshape(size, len(BANDS)).astype(float),
                np.array(inside, dtype=float).T.reshape(size, len(BANDS)),
            )
        )
    return sides[0], sides[1]


def _measures(before: _Side, after: _Side, level: float) -> dict[str, dict[str, np.ndarray]]:
    whole = [_Side(*(part.sum(axis=1, keepdims=True) for part in side)) for side in (before, after)]
    n = (before.wins + after.wins).sum(axis=1)
    found = {
        "ratio": _mantel_haenszel(before, after, level) | {"n": n},
        "ratio_unadjusted": _mantel_haenszel(whole[0], whole[1], level) | {"n": n},
    }
    for name, side in zip(("before", "after"), whole, strict=True):
        wins, at_risk = side.wins[:, 0], np.where(side.days > 0, side.days, np.nan)[:, 0]
        low, high = poisson_interval(wins, level)
        rates = (part * _PER_DAYS / at_risk for part in (wins, low, high))
        found[name] = dict(zip(("value", "low", "high"), rates, strict=True)) | {"n": wins}
    return found


def _mantel_haenszel(before: _Side, after: _Side, level: float) -> dict[str, np.ndarray]:
    """Ratio of rates over bands, with Greenland and Robins' interval of its logarithm."""
    both = before.days + after.days
    share = np.divide(1.0, both, out=np.zeros_like(both), where=both > 0)
    top = (after.wins * before.days * share).sum(axis=1)
    bottom = (before.wins * after.days * share).sum(axis=1)
    spread = ((after.wins + before.wins) * before.days * after.days * share**2).sum(axis=1)
    is_known = (top > 0) & (bottom > 0)
    ratio = np.divide(top, bottom, out=np.full_like(top, np.nan), where=is_known)
    error = np.sqrt(np.divide(spread, top * bottom, out=np.zeros_like(top), where=is_known))
    stretch = np.exp(normal_quantile(level) * error)
    return {"value": ratio, "low": ratio / stretch, "high": ratio * stretch}
