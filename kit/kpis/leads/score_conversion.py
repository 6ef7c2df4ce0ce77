"""Whether the score foretells which leads convert."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.scores import BANDS
from kit.errors import ParamError
from kit.estimates.intervals import wilson
from kit.estimates.ranking import auc
from kit.kpis.frame import finish, in_periods
from kit.kpis.groups import Groups
from kit.kpis.leads.cohort import days_seen, days_until, distinct_leads, is_recorded
from kit.kpis.leads.crossed import Crossed, whole_groups
from kit.window import Window

WITHIN_DAYS = 90
MEASURES = ("rate", "auc")
MEMBERS = (*BANDS, "none", "all")
"""Bands, leads without a score at creation, and all that had one, on whom the area stands."""


def conversion_by_score(
    leads: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    within_days: float = WITHIN_DAYS,
) -> pd.DataFrame:
    """Share of leads converted within 90 days of creation (`within_days`), by band of the score.

    The score is the one at creation, as far as `changes` tell: many systems raise the score of
    those who convert. Bands are thirds of the company's scores at creation. Leads created in the
    window whose days are over count. `auc` says how well the score ranks: the chance that a
    converted lead had a higher score than one that was not, 0.5 for a coin. It stands on all
    leads with a score, in the member `all`; leads without one are `none`.

    Unit: ratio
    Source: leads (created_at, score_at_creation, score_band, converted_at, merged_into)

    Parameters
    ----------
    leads
        One row per lead.
    window
        Leads created in it count, as known on its `as_of`; rows stand in the current period.
    by
        Columns to split by.
    within_days
        Days after creation that a conversion may take.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `score_band` and the measures `rate` (Wilson's bounds) and `auc`
        (DeLong's); without any recorded conversion both are NA.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "converted_at": pd.to_datetime(["2026-01-11", None]),
    ...     "score_at_creation": [80.0, 30.0], "score_band": ["high", "low"]})
    >>> frame = conversion_by_score(table, Window(date(2026, 4, 30), periods=4))
    >>> frame["value"].tolist()
    [0.0, nan, 1.0, nan, 1.0]
    """
    if within_days <= 0:
        raise ParamError(f"`within_days` is {within_days:g}: give a number of days above 0.")
    if "score_band" in by:
        raise ParamError("`score_band` is the axis of this KPI already. Leave it out of `by`.")
    records = distinct_leads(leads, window, by, read=["score_at_creation", "score_band"])
    if not is_recorded(records, "converted_at"):
        records = records.iloc[:0]
    inside = in_periods(records["created_at"], window).notna()
    records = records[inside & days_seen(records, "converted_at", window).ge(within_days)]
    converted = days_until(records, "converted_at", window).le(within_days)
    groups = whole_groups(records, by)
    rows = pd.concat(
        [
            _rates(groups, records, converted, window.level),
            _areas(groups, records, converted, window.level),
        ]
    )
    axis = pd.Categorical(rows["score_band"].astype("str"), list(MEMBERS), ordered=True)
    rows = rows.assign(score_band=axis, period=pd.Timestamp(window.current.start))
    return finish(
        rows,
        "conversion_by_score",
        window,
        by=by,
        axes=("score_band",),
        measures=MEASURES,
        rates=MEASURES,
        now=True,
    )


def _rates(
    groups: Groups, records: pd.DataFrame, converted: pd.Series, level: float
) -> pd.DataFrame:
    band = records["score_band"].astype("str").fillna("none")
    band = pd.Series(pd.Categorical(band, list(MEMBERS[:-1])), index=records.index)
    table = Crossed.of(groups, "score_band", band)
    n, hits = table.count(), table.count(converted)
    low, high = wilson(hits, n, level)
    value = hits / np.where(n > 0, n, np.nan)
    return table.rows(measure="rate", value=value, low=low, high=high, n=n)


def _areas(
    groups: Groups, records: pd.DataFrame, converted: pd.Series, level: float
) -> pd.DataFrame:
    score = records["score_at_creation"].to_numpy(float)
    parts = groups.split(score, converted.to_numpy(bool))
    found = [auc(scores, hits, level) for scores, hits in parts]
    columns = {
        "value": [one.value for one in found],
        "low": [one.low for one in found],
        "high": [one.high for one in found],
        "n": [one.successes + one.failures for one in found],
    }
    return groups.rows(measure="auc", score_band="all", **columns)
