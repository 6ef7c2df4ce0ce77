"""What is followed by progress: touches against untouched records of the same age and step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.estimates.intervals import Bounds, Floats, mover, normal_quantile, wilson
from kit.kpis.activity.steps import Clock, Spells, spells
from kit.kpis.activity.untouched import (
    Hazards,
    chance_errors,
    exposure,
    spell_at,
    untouched_hazards,
)
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.kpis.marks import unfinished
from kit.kpis.touches import is_outbound, reached
from kit.window import Window

MEASURES = ("touched", "untouched", "ratio")
_READ = ("channel", "message")
_JUDGED = ("lead_id", "opportunity_id", "direction", "outcome", "is_automatic")
_SALE = ("opportunity_id", "status")
_ENTRY = ("opportunity_id", "stage")


def action_conversion(
    activities: pd.DataFrame,
    leads: pd.DataFrame,
    opportunities: pd.DataFrame,
    stage_history: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = ("channel", "message"),
    days: int = 14,
) -> pd.DataFrame:
    """Share of leads and opportunities that move to the next step within days of a touch.

    The next step of a lead is to be qualified or converted, that of an opportunity a stage that it
    had not been in, or being won. `untouched` is what records of the same kind, step and age did in
    as many days without a touch, all recorded time taken together, ends without a step competing;
    `ratio` is the one divided by the other. A record counts once for each step, channel and message
    in a period, from its first touch on. Touches whose `days` were not over on `as_of` are left
    out, as are those at an age at which nobody was ever untouched; a period in which the days of
    more than 10 % of its touches are not over is marked ``immature``.

    This is an association, not an effect: people touch those records that they expect to move.
    Age and step are made alike, nothing else is. Time counts as untouched only while it is, up to
    the very next touch, so that nobody gains by having lived long enough to be touched.

    A touch is outbound, made by a person, and reached somebody: it did not bounce, and was no call
    that nobody took.

    Unit: ratio
    Source: activities (occurred_at, channel, direction, opportunity_id, lead_id, message, outcome,
        is_automatic),
        leads (lead_id, created_at, qualified_at, converted_at, disqualified_at),
        opportunities (opportunity_id, created_at, status, closed_at),
        stage_history (opportunity_id, entered_at, stage)

    Parameters
    ----------
    activities, leads, opportunities, stage_history
        One row per record; all but the activities may be lacking.
    window
        Periods of the touches, and the day as of which they are seen.
    by
        Columns of the activities to split by.
    days
        Days after a touch within which the next step counts.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `touched` (Wilson's bounds), `untouched` (bounds from the
        number of steps behind it) and `ratio`; `n` counts the touched records.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> leads = completed(pd.DataFrame({
    ...     "lead_id": ["a", "b", "c"], "created_at": pd.to_datetime(["2026-01-01"] * 3),
    ...     "qualified_at": pd.to_datetime(["2026-01-05", "2026-01-04", None])}), "leads")
    >>> calls = completed(pd.DataFrame({
    ...     "activity_id": ["x"], "channel": "call", "lead_id": "a",
    ...     "occurred_at": pd.to_datetime(["2026-01-03"])}), "activities")
    >>> others = (empty("opportunities"), empty("stage_history"))
    >>> frame = action_conversion(calls, leads, *others, Window(date(2026, 1, 31), periods=1))
    >>> frame["value"].round(2).tolist()
    [1.0, 0.39, 2.54]
    """
    made = known(activities, window, by, table="activities", read=(*_READ, *_JUDGED))
    since = first_day(made["occurred_at"], window)
    counts = is_outbound(made) & reached(made)
    touches = made.loc[counts, list(dict.fromkeys(("occurred_at", *_READ, *by)))]
    tables = {
        "leads": known(leads, window, table="leads", read=["lead_id"]),
        "opportunities": known(opportunities, window, read=_SALE),
        "stage_history": known(stage_history, window, table="stage_history", read=_ENTRY),
    }
    own = positions(made["lead_id"], tables["leads"]["lead_id"])[counts]
    sale = positions(made["opportunity_id"], tables["opportunities"]["opportunity_id"])[counts]
    clock = Clock(_instants(touches, tables), window)
    whole = spells(tables["leads"], tables["opportunities"], tables["stage_history"], clock)
    at = clock.read(touches["occurred_at"])
    record = _records_of(own, sale, at, tables, clock)
    hazards = untouched_hazards(whole, *_sorted(record, at), days)
    cells = _cells(touches, record, at, whole, clock, window, by, days)
    chosen = touches.iloc[cells["touch"]]
    groups = group(chosen, by, period=cells["period"].set_axis(chosen.index))
    rows = _rows(groups, cells, hazards, days, window.level)
    period = in_periods(touches["occurred_at"], window)
    young = unfinished(period[record >= 0], (at + days <= clock.now)[record >= 0])
    rows["mark"] = np.where(rows["period"].isin(young), "immature", "")
    return finish(
        rows, "action_conversion", window, by=by, measures=MEASURES, rates=MEASURES, since=since
    )


def _instants(touches: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[pd.Series]:
    """Every column of times that is read."""
    names = {
        "leads": ("created_at", "qualified_at", "converted_at", "disqualified_at"),
        "opportunities": ("created_at", "closed_at"),
        "stage_history": ("entered_at",),
    }
    columns = [tables[table][name] for table, own in names.items() for name in own]
    return [touches["occurred_at"], *columns]


def _records_of(
    lead: np.ndarray, sale: np.ndarray, at: Floats, tables: dict[str, pd.DataFrame], clock: Clock
) -> np.ndarray:
    """Number of the record that each touch was for, -1 without one.

    The opportunity once it has begun, else the lead.
    """
    created = np.append(clock.read(tables["opportunities"]["created_at"]), np.nan)
    return np.where(at >= created[sale], sale + len(tables["leads"]), lead)


def _sorted(record: np.ndarray, at: Floats) -> tuple[np.ndarray, Floats]:
    """Touches of any record by record and time."""
    order = np.lexsort((at, record))
    order = order[record[order] >= 0]
    return record[order], at[order]


def _cells(
    touches: pd.DataFrame,
    record: np.ndarray,
    at: Floats,
    whole: Spells,
    clock: Clock,
    window: Window,
    by: Sequence[str],
    days: int,
) -> pd.DataFrame:
    """The first touch of each record in its step, by period, channel, message and group.

    Columns touch (position), period, step, age, and whether the record has moved within `days`.
    """
    spell = spell_at(whole, record, at)
    period = in_periods(touches["occurred_at"], window).to_numpy()
    counts = np.flatnonzero((spell >= 0) & (at + days <= clock.now) & ~np.isnat(period))
    counts = counts[np.argsort(at[counts], kind="stable")]
    spell, code = spell[counts], pd.factorize(period[counts])[0].astype(np.int64)
    columns = [pd.factorize(touches[name].iloc[counts]) for name in _split_by(by)]
    for codes, size in [(spell, len(whole.end)), *((one, len(of)) for one, of in columns)]:
        code = _packed(code, codes, size)
    first = np.flatnonzero(~pd.Series(code).duplicated().to_numpy())
    counts, spell = counts[first], spell[first]
    left = whole.end[spell] - at[counts]
    return pd.DataFrame(
        {
            "touch": counts,
            "period": period[counts],
            "step": whole.step[spell],
            "age": at[counts] - whole.created[spell],
            "moved": (whole.cause[spell] == 1) & (left <= days),
        }
    )


def _split_by(by: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(("channel", "message", *by)))


def _packed(code: np.ndarray, codes: np.ndarray, size: int) -> np.ndarray:
    """One number for each pair; what would not fit is numbered anew first."""
    if code.max(initial=0) >= np.iinfo(np.int64).max // (size + 1) - 1:
        code = pd.factorize(code)[0].astype(np.int64)
    return code * (size + 1) + codes + 1


def _rows(
    groups: Groups, cells: pd.DataFrame, hazards: Hazards, days: int, level: float
) -> pd.DataFrame:
    """Rows of all measures; touches that nothing can be compared with are left out."""
    step = cells["step"].to_numpy()
    chance, at_risk = exposure(hazards, step, cells["age"].to_numpy(), days)
    is_told = ~np.isnan(chance)
    codes = np.where(is_told, groups.codes, -1)
    told = Groups(groups.keys, codes)
    n, moved = told.count(), told.count(cells["moved"])
    per = np.where(n > 0, n, np.nan)
    expected = np.bincount(codes[is_told], chance[is_told], minlength=len(n)) / per
    error = chance_errors(codes, step, at_risk, hazards, len(n)) / per
    share, touched = moved / per, wilson(moved, n, level)
    spread = np.exp(normal_quantile(level) * error / np.where(expected > 0, expected, np.nan))
    untouched = expected / spread, np.minimum(expected * spread, 1.0)
    ratio = share / np.where(expected > 0, expected, np.nan)
    parts = [
        groups.rows(measure="touched", value=share, low=touched[0], high=touched[1], n=n),
        groups.rows(measure="untouched", value=expected, low=untouched[0], high=untouched[1], n=n),
    ]
    low, high = _ratio_bounds(share, touched, expected, untouched)
    parts.append(groups.rows(measure="ratio", value=ratio, low=low, high=high, n=n))
    return pd.concat(parts, ignore_index=True)


def _ratio_bounds(share: Floats, touched: Bounds, expected: Floats, untouched: Bounds) -> Bounds:
    """Bounds of the ratio from those of its sides, on the scale of logarithms (MOVER).

    Where no touched record moved, the upper bounds of that side alone say how far it may go.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        sides = [np.log(one) for one in (share, *touched, expected, *untouched)]
        low, high = (np.exp(one) for one in mover(*sides))
        none = share == 0
        least = touched[1] / expected
    return np.where(none, 0.0 * expected, low), np.where(none, least, high)
