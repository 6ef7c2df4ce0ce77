"""The open pipeline at the chances that the CRM gives its stages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Index, Series

from kit.data.positions import positions
from kit.data.times import by_end_of
from kit.kpis.frame import finish, first_day
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.pipeline.field_changes import last_by
from kit.kpis.pipeline.open_pipeline import NEEDED, OpenOnes, while_open
from kit.kpis.stacking import stacked
from kit.window import Window

_ENTRY = ("opportunity_id", "sequence", "stage")
MEASURES = ("value", "unweighted")


def stage_weighted_pipeline(
    opportunities: DataFrame,
    stages: DataFrame,
    stage_history: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> DataFrame:
    """Open amount times the chance that the CRM gives its stage, at the end of the period.

    The chances are those that someone wrote down per stage, as they stand today; nothing says that
    they come true. `unweighted` is the open amount in stages without such a chance, or whose
    stage is not known: it is in no way part of the value. Where no stage has a chance at all, both
    are NA. What each opportunity adds is rounded to the currency's minor unit, so that units add up
    to the company. Past periods take the stages from `stage_history` and the opportunities that had
    started; without a history they are NA, because stages of today would tell what came later.

    Unit: money
    Source: opportunities (status, created_at, closed_at, amount, stage, pipeline),
    stages (pipeline, stage, probability), stage_history (opportunity_id, entered_at, stage)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    stages
        One row per stage, and per pipeline where it is named.
    stage_history
        Which stage was entered when; may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `value` and `unweighted`; complete sums have no bounds. `n`
        counts the amounts.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": "open", "amount": [50.0, 20.0],
    ...     "created_at": pd.to_datetime(["2026-01-05", "2026-01-20"]),
    ...     "closed_at": pd.to_datetime([None, None]), "stage": ["Offer", "New"]})
    >>> chances = pd.DataFrame({"stage": ["Offer", "New"], "probability": [0.5, None]})
    >>> entered = pd.DataFrame({
    ...     "opportunity_id": ["a"], "entered_at": pd.to_datetime(["2026-01-05"]),
    ...     "sequence": [1], "stage": ["Offer"]})
    >>> window = Window(date(2026, 1, 31), periods=1)
    >>> stage_weighted_pipeline(table, chances, entered, window)["value"].tolist()
    [25.0, 20.0]
    """
    kept = (*NEEDED, "opportunity_id", "stage", "pipeline", *by)
    opportunities = opportunities.assign(while_open=while_open(opportunities))
    records = known(opportunities, window, by, read=kept)
    records = records[[name for name in dict.fromkeys(kept) if name in records]]
    records = records.reset_index(drop=True)
    history = _in_order(known(stage_history, window, table="stage_history", read=_ENTRY))
    chances = known(stages, window, table="stages").dropna(subset="probability")
    since = first_day(records["created_at"], window)
    zeros = MEASURES if len(chances) else ()
    how: dict[str, Any] = {"by": by, "measures": MEASURES, "zeros": zeros, "since": since}
    rows = _at_ends(records, chances, history, window, by, since)
    rows = rows if len(chances) else rows.iloc[:0]
    frame = finish(rows, "stage_weighted_pipeline", window, **how)
    if history.empty:
        frame.loc[frame["period"] < pd.Timestamp(window.current.start), "value"] = np.nan
    frame.attrs["is_stock"] = True
    return frame


def _in_order(history: DataFrame) -> DataFrame:
    """What is read of the history, the oldest first; sorting by one key at a time is quick."""
    keys = history[["entered_at", "sequence"]].reset_index(drop=True)
    order = keys.sort_values("sequence", kind="stable").sort_values("entered_at", kind="stable")
    history = history[["opportunity_id", "entered_at", "stage"]].iloc[order.index]
    return history.reset_index(drop=True)


def _at_ends(
    records: DataFrame,
    chances: DataFrame,
    history: DataFrame,
    window: Window,
    by: Sequence[str],
    since: pd.Timestamp,
) -> DataFrame:
    """Rows of each period whose stages are known."""
    days = [min(edge - timedelta(days=1), window.as_of) for edge in window.edges[1:]]
    codes = positions(history["opportunity_id"], records["opportunity_id"])
    names = np.append(history["stage"].astype(object).to_numpy(), np.nan)
    ones, stocks = OpenOnes.of(records, window), []
    for start, day in zip(window.starts, days, strict=True):
        is_past = day != window.as_of
        if is_past and (history.empty or pd.isna(since) or pd.Timestamp(day) < since):
            continue
        is_open = ones.on(day)
        stock = ones.before[is_open]
        amount = stock["amount"] if ones.has_amounts(is_open) else np.nan
        entered = by_end_of(history["entered_at"], day, window.calendar)
        told = names[last_by(codes, entered, len(records))[stock.index]]
        stage = Series(told, index=stock.index, dtype=object)
        recorded = stock["stage"].astype(object)
        # On `as_of` the recorded stage counts, where it is known.
        stage = stage if is_past else recorded.fillna(stage)
        stocks.append(stock.assign(stage=stage, amount=amount, period=np.datetime64(start, "us")))
    return _rows(pd.concat(stocks, ignore_index=True), chances, by, window.minor)


def _rows(stock: DataFrame, chances: DataFrame, by: Sequence[str], minor: int) -> DataFrame:
    """Rows of what was open at the end of each `period`."""
    chance = _chance(stock, chances)
    amount, is_weighted = stock["amount"], chance.notna()
    weighted = (amount * chance).round(minor)
    groups = group(stock, by, period=stock["period"])
    measures = {}
    for name, part in (("value", weighted), ("unweighted", amount.where(~is_weighted))):
        inside = is_weighted if name == "value" else ~is_weighted
        n, priced = groups.count(inside), groups.count(part.notna())
        total = np.where((n > 0) & (priced == 0), np.nan, groups.total(part))
        measures[name] = {"value": total, "n": priced}
    return stacked(groups.keys, measures)


def _chance(stock: DataFrame, chances: DataFrame) -> Series:
    """Of its stage in its own pipeline, else of a stage that is called so in one way only."""
    stage = stock["stage"].astype(object)
    alone = chances.drop_duplicates(["stage", "probability"])
    alone = alone.drop_duplicates("stage", keep=False)
    names = Index(alone["stage"].astype(object))
    anywhere = stage.map(Series(alone["probability"].to_numpy(float), names)).astype("float64")
    if "pipeline" not in chances or "pipeline" not in stock:
        return anywhere
    keys = ["pipeline", "stage"]
    own = chances.drop_duplicates(keys).set_index(keys)["probability"]
    own.index = pd.MultiIndex.from_frame(chances.drop_duplicates(keys)[keys].astype(object))
    pairs = pd.MultiIndex.from_arrays([stock["pipeline"].astype(object), stage])
    return Series(own.reindex(pairs).to_numpy(float), index=stock.index).fillna(anywhere)
