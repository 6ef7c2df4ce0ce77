"""Open opportunities that are hardly ever won from where they stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy
from pandas import DataFrame, Index, Series

from kit.data.times import local_dates
from kit.estimates.intervals import Floats
from kit.kpis.durations import durations
from kit.kpis.frame import finish
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.pipeline.field_changes import date_changes
from kit.kpis.pipeline.win_chances import win_chances as chances_of
from kit.window import Window

MEASURES = ("stale", "cannot_tell", "stale_amount", "cannot_tell_amount")
LEAST_CHANCE = 0.05
"""Chance of being won in the next 90 days below which an opportunity is stale."""
LEAST_FOLLOWED = 30
"""Opportunities that must have been followed from an age on before it says anything."""
_COLUMNS = (
    *("opportunity_id", "name", "owner", "stage", "age_days", "amount", "expected_close_date"),
    *("overdue_days", "times_pushed", "chance_high", "basis", "state"),
)


def stale_share(
    opportunities: DataFrame,
    stage_history: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    win_chances: DataFrame | None = None,
) -> DataFrame:
    """Share of the open opportunities that have next to no chance of being won within 90 days.

    Stale is one for which even the upper bound of that chance is below 5 %, judged by what became
    of opportunities that were at the same stage at the same age (`win_chances`); the bound is
    exact and one-sided, at the report's level. Fewer than 30 followed from there say nothing, and
    neither do more where the bound reaches 5 % and the chance itself does not; then those at any
    stage are taken, and where they say no more, it is one of `cannot_tell`. `…_amount` weighs by
    open amount. Silence, pushes and overdue dates play no part. Opportunities that have not started
    are left out.

    Unit: ratio
    Source: opportunities (status, created_at, closed_at, stage, amount),
    stage_history (opportunity_id, entered_at, stage)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    stage_history
        Which stage was entered when; may be empty, and stages then play no part.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns to split by.
    win_chances
        The chances in the whole company, as `kit.prepare` makes them, so that small units are
        judged alike; those of another day than `as_of` are not used. Without it the opportunities
        at hand are all there is.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; all open ones are counted, so nothing has bounds. `n` counts the open ones, for
        `…_amount` those with an amount.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a"], "status": ["open"], "amount": [5.0], "stage": ["New"],
    ...     "created_at": pd.to_datetime(["2026-01-01"]), "closed_at": pd.to_datetime([None])})
    >>> nothing = pd.DataFrame({
    ...     "opportunity_id": [], "entered_at": pd.to_datetime([]), "sequence": [], "stage": []})
    >>> stale_share(table, nothing, Window(date(2026, 1, 10)))["value"].tolist()
    [0.0, 1.0, 0.0, 1.0]
    """
    stock = judged(opportunities, stage_history, window, by, win_chances)
    groups = group(stock, by)
    n, priced = groups.count(), groups.count(stock["amount"].notna())
    whole = groups.total(stock["amount"])
    parts = []
    for state in ("stale", "cannot_tell"):
        is_so = stock["state"].eq(state)
        amount = groups.total(stock["amount"].where(is_so)) / np.where(whole > 0, whole, np.nan)
        parts.append(groups.rows(measure=state, value=groups.count(is_so) / n, n=n))
        parts.append(groups.rows(measure=f"{state}_amount", value=amount, n=priced))
    rows = pd.concat(parts, ignore_index=True).assign(period=pd.Timestamp(window.current.start))
    return finish(rows, "stale_share", window, by=by, measures=MEASURES, rates=MEASURES, now=True)


def stale_opportunities(
    opportunities: DataFrame,
    stage_history: DataFrame,
    changes: DataFrame,
    window: Window,
    *,
    limit: int | None = None,
    win_chances: DataFrame | None = None,
    observed_changes: DataFrame | None = None,
) -> DataFrame:
    """Open opportunities that are stale, or old beyond telling, the largest amount first.

    Source: opportunities (status, created_at, closed_at, stage, amount, expected_close_date),
    stage_history (opportunity_id, entered_at, stage), changes (table, id, changed_at, field)

    Parameters
    ----------
    opportunities, stage_history, window, win_chances
        As `stale_share` takes them.
    changes, observed_changes
        As `close_date_slippage` takes them; both may be without a change.
    limit
        How many to list; all without it.

    Returns
    -------
    pandas.DataFrame
        A listing: opportunity_id, name, owner, stage, age_days, amount, expected_close_date,
        overdue_days (days since then, missing where it lies ahead), times_pushed (missing where no
        change of such a date is recorded), chance_high (upper bound of the chance to be won
        within 90 days), basis (``stage`` or ``all`` stages), state (``stale`` or ``cannot_tell``).

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a"], "status": ["open"], "amount": [5.0], "stage": ["New"],
    ...     "created_at": pd.to_datetime(["2026-01-01"]), "closed_at": pd.to_datetime([None])})
    >>> entered = pd.DataFrame({
    ...     "opportunity_id": [], "entered_at": pd.to_datetime([]), "sequence": [], "stage": []})
    >>> log = pd.DataFrame({
    ...     "table": [], "id": [], "changed_at": pd.to_datetime([]), "sequence": [], "field": [],
    ...     "old": [], "new": []})
    >>> listed = stale_opportunities(table, entered, log, Window(date(2026, 1, 10)))
    >>> listed[["opportunity_id", "age_days", "state"]].values.tolist()
    [['a', 9.0, 'cannot_tell']]
    """
    stock = judged(opportunities, stage_history, window, (), win_chances)
    stock = stock[stock["state"].ne("alive")]
    log = date_changes(known(changes, window, table="changes"), window, observed_changes)
    absent = [name for name in _COLUMNS if name not in stock]
    stock = stock.assign(**dict.fromkeys(absent))
    due = local_dates(pd.to_datetime(stock["expected_close_date"]), window.calendar)
    overdue = (pd.Timestamp(window.as_of) - due).dt.days
    stock = stock.assign(
        expected_close_date=due,
        overdue_days=overdue.where(overdue > 0),
        times_pushed=_times_pushed(stock, log),
    )
    stock = stock.sort_values(["amount", "opportunity_id"], ascending=[False, True])
    listed = stock[list(_COLUMNS)].head(len(stock) if limit is None else limit)
    listed = listed.astype({"overdue_days": "Int64"}).reset_index(drop=True)
    listed.attrs["window"] = window
    return listed


def judged(
    opportunities: DataFrame,
    stage_history: DataFrame,
    window: Window,
    by: Sequence[str],
    win_chances: DataFrame | None,
) -> DataFrame:
    """Open opportunities that have started, each with what is to be said of it.

    The parameters are those of `stale_share`. Added are age_days, chance_high (bound of the chance
    to be won within 90 days), basis (``stage`` or ``all``) and state (``stale``, ``alive`` or
    ``cannot_tell``).
    """
    spans = durations(opportunities, window, by)
    is_open = spans.cause == 0
    stock = spans.opportunities[is_open].assign(age_days=spans.exit[is_open])
    if win_chances is None or not win_chances["as_of"].eq(pd.Timestamp(window.as_of)).any():
        win_chances = chances_of(opportunities, stage_history, window)
    own, every = (
        _verdicts(_looked_up(win_chances, stock, of_stage=one), window.level)
        for one in (True, False)
    )
    is_own = own["state"] != "cannot_tell"
    found = {name: np.where(is_own, own[name], every[name]) for name in own}
    return stock.assign(basis=np.where(is_own, "stage", "all"), **found)


def _verdicts(held: Floats, level: float) -> dict[str, np.ndarray]:
    """Upper bound of the chance where enough were followed, and what it says."""
    followed, won, chance = held
    is_enough = followed >= LEAST_FOLLOWED
    high = np.where(is_enough, upper_bound(won, followed, level), np.nan)
    is_alive = is_enough & (chance >= LEAST_CHANCE)
    state = np.select([high < LEAST_CHANCE, is_alive], ["stale", "alive"], "cannot_tell")
    return {"chance_high": high, "state": state.astype(object)}


def upper_bound(won: Floats, followed: Floats, level: float) -> Floats:
    """One-sided exact bound (Clopper–Pearson) of a share, also of effective numbers.

    >>> float(upper_bound(np.array([0.0]), np.array([59.0]), 0.95).round(3)[0])
    0.05
    """
    rest = np.maximum(followed - won, 1e-9)
    return np.asarray(scipy.stats.beta.ppf(level, won + 1, rest))


def _looked_up(chances: DataFrame, stock: DataFrame, *, of_stage: bool) -> Floats:
    """Followed, won and chance at the last age looked at that each has reached; 0 without any."""
    rows = chances[chances["stage"].notna() if of_stage else chances["stage"].isna()]
    ages = np.unique(rows["age_days"].to_numpy(float))
    place = np.searchsorted(ages, stock["age_days"], side="right") - 1
    stages = Index(rows["stage"].astype(object).unique())
    stage = stages.get_indexer(Index(stock["stage"].astype(object))) if of_stage else 0 * place
    held = np.zeros((3, len(stages) + 1, len(ages) + 1))
    row = stages.get_indexer(Index(rows["stage"].astype(object)))
    column = np.searchsorted(ages, rows["age_days"])
    for number, name in enumerate(("followed", "won", "chance")):
        held[number, row, column] = rows[name]
    return np.asarray(held[:, stage, place])


def _times_pushed(stock: DataFrame, log: DataFrame) -> Series:
    """How often each expected close date was put off; missing where no log tells."""
    later = log.loc[log["new"] > log["old"], "id"].value_counts()
    times = stock["opportunity_id"].map(later.to_dict()).astype("Float64").astype("Int64")
    return times.fillna(0) if len(log) else times
