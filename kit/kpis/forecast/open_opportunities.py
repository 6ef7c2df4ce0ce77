"""The open opportunities one by one: how likely each is to be won, why, and what has changed."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

from kit.kpis.forecast.chances import open_ones
from kit.kpis.pipeline.stale import judged
from kit.window import Window

COLUMNS = (
    *("opportunity_id", "name", "owner", "stage", "amount", "age_days"),
    *("within_30", "within_90", "low", "high", "eventually", "expected_amount"),
    *("weighted_amount", "period_amount", "reasons", "chance_change", "previous_as_of"),
    *("state", "basis"),
)
REASONS = 3
"""How many reasons an opportunity shows, the weightiest first."""
_BASE = "base"
_LEAST_POINTS = 0.005


def open_opportunities(
    opportunities: DataFrame,
    stage_history: DataFrame,
    window: Window,
    *,
    limit: int | None = None,
    win_probabilities: DataFrame | None = None,
    win_reasons: DataFrame | None = None,
    win_chances: DataFrame | None = None,
) -> DataFrame:
    """Open opportunities with their chance of being won, those that promise most first.

    Source: opportunities (opportunity_id, status, created_at, closed_at, stage, amount),
    stage_history (opportunity_id, entered_at, stage)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    stage_history
        Which stage was entered when; may be empty.
    window
        Its `as_of` counts.
    limit
        How many to list; all without it.
    win_probabilities, win_reasons
        Chances and what they rest on, as `kit.prepare` makes them; those of another day than
        `as_of` do not count, and without any there is no row.
    win_chances
        As `stale_share` takes them.

    Returns
    -------
    pandas.DataFrame
        A listing: opportunity_id, name, owner, stage, amount, age_days, within_30, within_90 (the
        chance to be won within so many days) with its bounds low and high, eventually,
        expected_amount (what a win would bring), weighted_amount (that times within_90),
        period_amount (that times the chance to be won before the first period ends that is not
        over), reasons
        (tuples of factor, member and points that this adds to within_90, at most `REASONS`, none
        where the basis is the company's rate),
        chance_change (of within_90 since the snapshot of previous_as_of), state (``stale``,
        ``cannot_tell``, else missing), basis (``model`` or ``pooled``).

    Examples
    --------
    >>> from datetime import date
    >>> import pandas as pd
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a"], "status": ["open"], "stage": ["New"], "amount": [100.0],
    ...     "created_at": pd.to_datetime(["2026-01-01"]), "closed_at": pd.to_datetime([None])})
    >>> chances = pd.DataFrame({
    ...     "opportunity_id": ["a"], "as_of": pd.to_datetime(["2026-01-31"]), "within_30": [0.1],
    ...     "within_90": [0.2], "eventually": [0.4], "low_90": [0.1], "high_90": [0.3],
    ...     "won_by_0": [0.0], "expected_amount": [90.0], "basis": ["model"],
    ...     "previous_90": [0.15], "previous_as_of": pd.to_datetime(["2026-01-24"])})
    >>> why = pd.DataFrame({
    ...     "opportunity_id": ["a", "a"], "rank": [0, 1], "factor": ["base", "age"],
    ...     "member": [None, None], "points": [0.25, -0.05]})
    >>> nothing = pd.DataFrame({
    ...     "opportunity_id": [], "entered_at": pd.to_datetime([]), "sequence": [], "stage": []})
    >>> listed = open_opportunities(
    ...     table, nothing, Window(date(2026, 1, 31)), win_probabilities=chances, win_reasons=why)
    >>> listed[["weighted_amount", "reasons", "chance_change"]].round(2).values.tolist()
    [[18.0, (('age', '', -0.05),), 0.05]]
    """
    stock = open_ones(opportunities, window, (), win_probabilities)
    if stock is None:
        return _listed(DataFrame(columns=list(COLUMNS)), window)
    stock = stock[stock["within_90"].notna()]
    verdicts = judged(opportunities, stage_history, window, (), win_chances)
    state = verdicts.set_index("opportunity_id")["state"].replace("alive", np.nan)
    ages = verdicts.set_index("opportunity_id")["age_days"]
    worth, ids = stock["expected_amount"], stock["opportunity_id"]
    stock = stock.assign(
        low=stock["low_90"],
        high=stock["high_90"],
        weighted_amount=(worth * stock["within_90"]).round(2),
        period_amount=(worth * stock["in_period"]).round(2),
        reasons=_reasons(ids.where(stock["basis"].eq("model")), win_reasons),
        chance_change=stock["within_90"] - stock["previous_90"],
        state=ids.map(state).astype("str"),
        age_days=ids.map(ages).astype("float64"),
    )
    stock = stock.assign(**{name: None for name in COLUMNS if name not in stock})
    order = ["weighted_amount", "within_90", "opportunity_id"]
    stock = stock.sort_values(order, ascending=[False, False, True])
    return _listed(stock[list(COLUMNS)].head(len(stock) if limit is None else limit), window)


def _listed(rows: DataFrame, window: Window) -> DataFrame:
    rows = rows.reset_index(drop=True)
    rows.attrs |= {"window": window, "listing": "open_opportunities"}
    return rows


def _reasons(ids: Series, win_reasons: DataFrame | None) -> Series:
    """What moves each chance away from the base rate, as (factor, member, points)."""
    if win_reasons is None or win_reasons.empty:
        return Series([()] * len(ids), index=ids.index, dtype=object)
    moved = win_reasons[
        win_reasons["factor"].ne(_BASE)
        & win_reasons["points"].abs().ge(_LEAST_POINTS)
        & win_reasons["opportunity_id"].isin(ids)
    ]
    moved = moved.assign(weight=moved["points"].abs()).sort_values(
        ["opportunity_id", "weight", "rank"], ascending=[True, False, True]
    )
    top = moved[moved.groupby("opportunity_id").cumcount() < REASONS]
    told = zip(top["factor"], top["member"].fillna(""), top["points"].astype(float), strict=True)
    by_id: dict[object, tuple[tuple[str, str, float], ...]] = {}
    for key, one in zip(top["opportunity_id"], told, strict=True):
        by_id[key] = (*by_id.get(key, ()), one)
    return Series([by_id.get(key, ()) for key in ids], index=ids.index, dtype=object)
