"""What became of the leads that were converted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Index, Series

from kit.data.positions import positions
from kit.data.times import is_instant, local_dates
from kit.estimates.intervals import wilson
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.leads.cohort import MATURE, distinct_leads
from kit.kpis.leads.crossed import Crossed
from kit.kpis.leads.links import opportunity_of
from kit.window import Window

MEASURES = ("share", "count")
OUTCOMES = ("won", "lost_at_once", "lost_later", "lost", "open", "no_opportunity", "not_found")
_ALWAYS = ("won", "lost_at_once", "lost_later", "open", "no_opportunity")
_SPLIT = ("lost_at_once", "lost_later")
_SALE = ("opportunity_id", "lead_id", "status", "stage")
_ENTRY = ("opportunity_id", "stage")
_UNSETTLED = ("open", "not_found")


def lead_outcome(
    leads: DataFrame,
    opportunities: DataFrame,
    stage_history: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> DataFrame:
    """How the converted ones of the leads created in the period ended, as shares of them.

    `won`; `lost_at_once`, within the first stage, which says that it was handed over too soon;
    `lost_later`; `open`; and `no_opportunity`, though converted. Where `stage_history` tells
    nothing of a lost one it is `lost`, and without any history the split is marked
    ``unattributed``. `not_found` became an opportunity that is not among the records at hand,
    such as one of another unit. While more than 10 % are open or not found, the shares are
    marked ``immature``.

    Unit: ratio
    Source: leads (lead_id, created_at, converted_at, opportunity_id, merged_into),
    opportunities (lead_id, status, stage, closed_at),
    stage_history (opportunity_id, entered_at, stage)

    Parameters
    ----------
    leads
        One row per lead.
    opportunities
        One row per opportunity.
    stage_history
        One row for each stage that an opportunity entered; may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Columns of leads to split by, such as source.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `outcome` and the measures `share` (Wilson's bounds; the shares of
        a cohort add up to 1, `n` counts its converted leads) and `count`.

    Examples
    --------
    >>> from datetime import date
    >>> leads = pd.DataFrame({
    ...     "lead_id": ["a", "b"], "created_at": pd.to_datetime(["2026-01-01", "2026-01-02"]),
    ...     "converted_at": pd.to_datetime(["2026-01-05", "2026-01-06"]),
    ...     "disqualified_at": pd.to_datetime([None, None]), "opportunity_id": ["1", None]})
    >>> opportunities = pd.DataFrame({
    ...     "opportunity_id": ["1"], "lead_id": ["a"], "status": ["lost"], "stage": ["Lost"],
    ...     "created_at": pd.to_datetime(["2026-01-05"]),
    ...     "closed_at": pd.to_datetime(["2026-01-20"])})
    >>> history = pd.DataFrame({
    ...     "opportunity_id": ["1", "1"], "stage": ["New", "Lost"],
    ...     "entered_at": pd.to_datetime(["2026-01-05", "2026-01-20"])})
    >>> frame = lead_outcome(
    ...     leads, opportunities, history, Window(date(2026, 1, 31), periods=1))
    >>> frame.query("value > 0")[["outcome", "value"]].values.tolist()
    [['lost_at_once', 0.5], ['no_opportunity', 0.5], ['lost_at_once', 1.0], ['no_opportunity', 1.0]]
    """
    records = distinct_leads(leads, window, by, read=["opportunity_id"])
    converted = records[records["converted_at"].notna()]
    history = known(stage_history, window, table="stage_history", read=_ENTRY)
    sales = known(opportunities, window, read=_SALE)
    outcome = _outcomes(converted, sales, history, window)
    groups = group(converted, by, period=in_periods(converted["created_at"], window))
    table = Crossed.of(groups, "outcome", outcome)
    rows = _rows(table, has_history=len(history) > 0, level=window.level)
    return finish(
        rows,
        "lead_outcome",
        window,
        by=by,
        axes=("outcome",),
        measures=MEASURES,
        rates=("share",),
        zeros=("count",),
        since=first_day(records["created_at"], window),
    )


def _rows(table: Crossed, *, has_history: bool, level: float) -> DataFrame:
    count, names = table.count(), np.asarray(table.members, dtype=object)
    n = count.sum(axis=1, keepdims=True)
    share, (low, high) = count / n, wilson(count, n, level)
    unsettled = count[:, np.isin(names, _UNSETTLED)].sum(axis=1, keepdims=True)
    is_young = np.broadcast_to(unsettled > (1 - MATURE) * n, table.shape)
    mark = np.where(is_young, "immature", "")
    value = count.astype(float)
    if not has_history:
        split = np.isin(names, _SPLIT) & (n > 0)
        share, low, high, value = (
            np.where(split, np.nan, one) for one in (share, low, high, value)
        )
        mark = np.where(split, "unattributed", mark)
    rows = [
        table.rows(measure="share", value=share, low=low, high=high, n=n, mark=mark),
        table.rows(measure="count", value=value, n=count, mark=np.where(np.isnan(value), mark, "")),
    ]
    return pd.concat(rows)


def _outcomes(
    converted: DataFrame, opportunities: DataFrame, history: DataFrame, window: Window
) -> Series:
    """The outcome of each converted lead; those that are rare are members only where they occur."""
    own = opportunity_of(converted, opportunities)
    by_id = opportunities.drop_duplicates("opportunity_id").reset_index(drop=True)
    place = positions(own, by_id["opportunity_id"])
    words = np.where(own.isna(), "no_opportunity", "not_found").astype(object)
    words[place >= 0] = _ends(by_id, history, window)[place[place >= 0]]
    members = [name for name in OUTCOMES if name in _ALWAYS or (words == name).any()]
    return Series(pd.Categorical(words, members), index=converted.index)


def _ends(opportunities: DataFrame, history: DataFrame, window: Window) -> np.ndarray:
    """How each opportunity ended, or that it has not."""
    status = opportunities["status"]
    lost = opportunities[status.eq("lost")].reset_index(drop=True)
    stages = np.full(len(opportunities), np.nan)
    stages[status.eq("lost")] = _stages_before_close(lost, history, window)
    return np.select(
        [status.eq("won"), status.eq("open"), stages <= 1, stages > 1],
        ["won", "open", "lost_at_once", "lost_later"],
        "lost",
    ).astype(object)


def _stages_before_close(lost: DataFrame, history: DataFrame, window: Window) -> np.ndarray:
    """In how many stages each lost one stood before it was closed; NaN without any history.

    Many systems write the close down as one more stage: what was entered at the close or later
    was not stood in, nor was on that day the stage which the opportunity bears since.
    """
    row = positions(history["opportunity_id"], lost["opportunity_id"])
    history, row = history[row >= 0], row[row >= 0]
    closing = lost[["closed_at", "stage"]].iloc[row].set_index(history.index)
    entered, closed = history["entered_at"], closing["closed_at"]
    if is_instant(entered) and is_instant(closed):
        too_late = entered >= closed
    else:
        too_late = pd.Series(False, index=history.index)
    days = [local_dates(one, window.calendar) for one in (entered, closed)]
    same = _is_same(history["stage"], closing["stage"])
    is_close = too_late | (days[0] > days[1]) | ((days[0] == days[1]) & same)
    stages = pd.factorize(history["stage"])[0]
    stood = DataFrame({"row": row, "stage": stages})[~is_close.to_numpy()].drop_duplicates()
    counts = np.bincount(stood["row"], minlength=len(lost)).astype(float)
    counts[np.bincount(row, minlength=len(lost)) == 0] = np.nan
    return counts


def _is_same(one: Series, other: Series) -> Series:
    """Where two columns of stages hold the same one, compared by their members."""
    pair = [pd.Categorical(column) for column in (one, other)]
    members = Index(pair[0].categories.astype("str"))
    codes = np.append(members.get_indexer(pair[1].categories.astype("str")), -1)[pair[1].codes]
    return Series((pair[0].codes == codes) & (codes >= 0), index=one.index)
