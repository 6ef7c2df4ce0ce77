"""What became of the open pipeline between snapshots: a start, the steps, an end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.comparing import no_changes
from kit.kpis.frame import finish, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.kpis.pipeline.pipeline_steps import FLOWS, PER_UNIT, STEPS, in_units, steps
from kit.window import Window

MEASURES = ("amount", "count")
_UNIT = ("region", "team")
_STEP = pd.CategoricalDtype(list(STEPS), ordered=True)
_FLOWS = [STEPS.index(step) for step in FLOWS]
_START, _END = STEPS.index("start"), STEPS.index("end")


def pipeline_movement(
    opportunities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    observed_changes: DataFrame | None = None,
    observed_start: DataFrame | None = None,
    observed_days: DataFrame | None = None,
) -> DataFrame:
    """What the open pipeline gained and lost between snapshots, step by step, to the last cent.

    `start` is the open amount at the snapshot before the first one that ends in the period, `end`
    at the last one that does; the steps between them add up to the difference exactly, in every
    unit and in the company, whose steps are the sums of its units'. A period in which no later
    snapshot ends is NA: between two loads nobody knows.

    Each change of an opportunity is one step, by this precedence:

    1. ``moved`` to another unit or away from one, at the amount it had before; in the company it
       comes to 0. What else happened to it counts in the unit that it came to.
    2. ``merged`` into another one, or ``removed`` from the records, at the amount it had.
    3. ``created`` (seen for the first time) or ``reopened``, at the amount it has.
    4. ``won`` or ``lost``, at the amount it stood at.
    5. What stayed open: ``rate`` is what its former amount gained by the exchange rate, ``grown``
       or ``shrunk`` the rest. With another currency all of it is the rest.

    Three further steps change no sum and stand beside: ``won_difference`` is by how much more or
    less than they had stood at opportunities were won; ``pulled_in`` and ``pushed_out`` are open
    ones whose expected close moved across the end of the period. The whole open pipeline is
    followed, not what should close in the period: undated ones would be in none. What was never
    open in a snapshot is not in it. Another stage, owner or pipeline moves nothing.

    Unit: money
    Source: opportunities (status, amount, currency, expected_close_date, region, team)

    Parameters
    ----------
    opportunities
        One row per opportunity; names the members of `by`.
    window
        Periods, and the day as of which they are seen: later snapshots count for nothing.
    by
        Columns to split by. Region and team are those that held the opportunity then; any other
        is the one that it has as known on `as_of`, missing where it is not there any more.
    observed_changes, observed_start, observed_days
        What changed between snapshots, what was open at the first one, and the last days of them
        all, as `kit.prepare` makes them. Without them nothing is known.

    Returns
    -------
    DataFrame
        Tidy frame with the axis `step` and the measures `amount` and `count` (open ones, and by
        how many more or less; beside, how many). `n` counts what stands behind: for a step each
        opportunity once per pair of snapshots. Complete sums have no bounds. Without any amount,
        amounts are NA.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a"], "status": ["open"],
    ...     "created_at": pd.to_datetime(["2026-01-05"]), "closed_at": pd.to_datetime([None])})
    >>> days = pd.DataFrame({
    ...     "as_of": pd.to_datetime(["2026-01-31", "2026-02-28"]), "is_first": [True, False]})
    >>> start = pd.DataFrame({
    ...     "opportunity_id": ["a"], "region": [None], "team": [None], "amount": [50.0]})
    >>> frame = pipeline_movement(
    ...     table, Window(date(2026, 2, 28), periods=1), observed_changes=no_changes(),
    ...     observed_start=start, observed_days=days)
    >>> frame.loc[frame["step"].isin(["start", "lost", "end"]), "value"].tolist()
    [50.0, 0.0, 50.0, 1.0, 0.0, 1.0]
    """
    records = known(opportunities, window, by, read=["opportunity_id"])
    if observed_changes is None or observed_start is None or observed_days is None:
        observed_changes, observed_start, observed_days = _nothing_observed()
    changes = observed_changes[observed_changes["to_as_of"] < pd.Timestamp(window.end)]
    days = observed_days[observed_days["as_of"] < pd.Timestamp(window.end)]
    moves = _moves(changes, observed_start, window)
    groups = _grouped(moves, records, by)
    rows = _tidy(groups.keys, _totals(groups, moves, window), window)
    ended = in_periods(days.loc[~days["is_first"], "as_of"], window)
    is_known = rows["period"].isin(ended)
    if len(moves) and not _has_amounts(changes, observed_start):
        is_known &= rows["measure"].ne("amount")
    rows = rows.assign(value=rows["value"].where(is_known), n=rows["n"].where(is_known, 0))
    since, axes = days["as_of"].min(), ["step"]
    return finish(
        rows, "pipeline_movement", window, by=by, axes=axes, measures=MEASURES, since=since
    )


def _nothing_observed() -> tuple[DataFrame, DataFrame, DataFrame]:
    days = DataFrame({"as_of": Series(dtype="datetime64[us]"), "is_first": Series(dtype="bool")})
    start = {name: Series(dtype="str") for name in ("opportunity_id", *_UNIT)}
    return no_changes(), DataFrame(start | {"amount": Series(dtype="float64")}), days


def _moves(changes: DataFrame, start: DataFrame, window: Window) -> DataFrame:
    """What was open at first, and every step since: unit, slot, step, amount, count and n."""
    edges = np.array(window.edges, dtype="datetime64[us]")
    slot = np.searchsorted(edges[:-1], changes["to_as_of"].to_numpy("datetime64[us]"), "right")
    later = steps(changes.assign(slot=slot, period_end=edges[slot]))
    first = start.assign(amount=in_units(start["amount"]), slot=0, step="start", count=1)
    names = ["opportunity_id", *_UNIT, "slot", "step", "amount", "count"]
    moves = pd.concat([first[names], later[names]], ignore_index=True)
    return moves.assign(n=1)


def _has_amounts(changes: DataFrame, start: DataFrame) -> bool:
    amounts = (start["amount"], changes["amount_before"], changes["amount_after"])
    return any(bool(one.notna().any()) for one in amounts)


def _grouped(moves: DataFrame, records: DataFrame, by: Sequence[str]) -> Groups:
    """The member of each move, among all members that there are."""
    if not by:
        return Groups(DataFrame(index=range(1)), np.zeros(len(moves), dtype=np.int64))
    everyone = records[list(by)].drop_duplicates()
    columns = {}
    for name in by:
        members = records[name].cat.categories
        if name in _UNIT:
            own = moves[name]
            members = members.append(pd.Index(own.dropna().unique()).difference(members))
        else:
            own = records.set_index("opportunity_id")[name].reindex(moves["opportunity_id"])
        rest = Series(members if len(by) == 1 else members[:0], dtype=object)
        every = pd.concat([one.astype(object) for one in (own, everyone[name], rest)])
        columns[name] = pd.Categorical(every, categories=members)
    found = group(DataFrame(columns), by)
    return Groups(found.keys, found.codes[: len(moves)])


def _totals(groups: Groups, moves: DataFrame, window: Window) -> dict[str, np.ndarray]:
    """Amount, count and n added up by member, slot and step, with the levels they lead between.

    Slot 0 is the time before the window.
    """
    shape = (len(groups.keys), len(window.starts) + 1, len(STEPS))
    step = pd.Categorical(moves["step"], dtype=_STEP).codes
    totals = {}
    for name in (*MEASURES, "n"):
        total = np.zeros(shape, dtype=np.int64)
        np.add.at(total, (groups.codes, moves["slot"].to_numpy(), step), moves[name].to_numpy())
        totals[name] = total
    for name in MEASURES:
        total = totals[name]
        level = total[..., [_START, *_FLOWS]].sum(axis=2).cumsum(axis=1)
        total[:, 1:, _START], total[:, 1:, _END] = level[:, :-1], level[:, 1:]
    for place in (_START, _END):
        totals["n"][..., place] = totals["count"][..., place]
    return totals


def _tidy(keys: DataFrame, totals: dict[str, np.ndarray], window: Window) -> DataFrame:
    """A row for each measure, member, period and step."""
    shape = (len(keys), len(window.starts), len(STEPS))
    member, period, step = (place.ravel() for place in np.indices(shape))
    columns = {
        "period": np.array(window.starts, dtype="datetime64[us]")[period],
        "step": pd.Categorical.from_codes(step, dtype=_STEP),
        "n": totals["n"][:, 1:].ravel(),
    }
    rows = keys.iloc[member].reset_index(drop=True).assign(**columns)
    amount, count = (totals[name][:, 1:].ravel() for name in MEASURES)
    parts = [
        rows.assign(measure="amount", value=amount / PER_UNIT),
        rows.assign(measure="count", value=count.astype(float)),
    ]
    return pd.concat(parts, ignore_index=True)
