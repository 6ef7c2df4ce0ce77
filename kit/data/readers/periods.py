"""Times that must fit within one table: ends after starts, periods counted once, rates that hold.

What cannot be true of a row sets it aside. What may be meant so, such as a target for the year
beside those for its months, is said and kept.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kit.data.asof import birth_column
from kit.data.quality import Inspection, Mask
from kit.data.times import by_end_of, is_instant, local_dates
from kit.errors import counted
from kit.schemas import BY_NAME, Schema
from kit.window import Calendar

JUMP = 3.0
"""Factor between two neighbouring rates of a currency from which on one of them is doubted."""

_FOLLOWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "opportunities": ("created_at", ("closed_at",)),
    "leads": ("created_at", ("qualified_at", "disqualified_at", "converted_at")),
    "activities": ("occurred_at", ("responded_at",)),
    "quotes": ("issued_at", ("decided_at",)),
    "contracts": ("start_date", ("end_date",)),
    "campaigns": ("started_at", ("ended_at",)),
    "cases": ("opened_at", ("first_response_at", "resolved_at", "closed_at")),
    "spend": ("period_start", ("period_end",)),
    "targets": ("period_start", ("period_end",)),
    "owners": ("valid_from", ("valid_to",)),
}
"""Column that something begins with, and those that cannot lie before it."""
_COUNTED = ("spend", "targets")


def check_times(
    frame: pd.DataFrame, schema: Schema, inspection: Inspection, calendar: Calendar, today: date
) -> None:
    """Inspect every rule of this file that `schema` falls under.

    Parameters
    ----------
    frame
        Typed canonical columns, one row for each that was read.
    calendar
        Names the zone in which instants become days, where one side is a day.
    today
        What is recorded for a later day has not happened yet.
    """
    _check_order(frame, schema, inspection, calendar)
    if schema.name in _COUNTED:
        start, end, *names = schema.key
        twice = overlapping(frame, names, start, end) & ~inspection.set_aside
        _warn_of_double_counting(frame, twice, inspection)
    if schema.name == "owners":
        _check_teams(frame, inspection)
    if schema.name == "fx_rates":
        _check_rates(frame, inspection)
    _name_the_future(frame, schema, inspection, calendar, today)


def overlapping(frame: pd.DataFrame, names: list[str], start: str, end: str) -> Mask:
    """Rows whose days another row of the same names, that begins earlier, holds already.

    Parameters
    ----------
    names
        Columns that say what a row is about; empty cells are the same.
    start, end
        First and last day, both inclusive; a row without an end overlaps nothing.

    Examples
    --------
    >>> rows = pd.DataFrame({"region": "EMEA",
    ...     "start": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-01-15"]),
    ...     "end": pd.to_datetime(["2026-01-31", "2026-02-28", "2026-02-10"])})
    >>> overlapping(rows, ["region"], "start", "end").tolist()
    [False, True, True]
    """
    about = frame.groupby(names, dropna=False, sort=False).ngroup()
    rows = pd.DataFrame({"about": about, "start": frame[start], "end": frame[end]})
    rows = rows.sort_values(["about", "start", "end"], kind="stable", na_position="first")
    taken = rows.groupby("about")["end"].cummax().groupby(rows["about"]).shift()
    again = rows["start"] <= taken
    mask: Mask = again.reindex(frame.index).to_numpy(dtype=bool)
    return mask


def lies_before(end: pd.Series, start: pd.Series, calendar: Calendar) -> pd.Series:
    """Which ends lie before their starts; as days where either column holds days."""
    if is_instant(end) and is_instant(start):
        return end < start
    return local_dates(end, calendar) < local_dates(start, calendar)


def _check_order(
    frame: pd.DataFrame, schema: Schema, inspection: Inspection, calendar: Calendar
) -> None:
    start, ends = _FOLLOWS.get(schema.name, ("", ()))
    for end in ends:
        wrong = lies_before(frame[end], frame[start], calendar).to_numpy(dtype=bool)
        wrong = wrong & ~inspection.set_aside
        if wrong.any():
            message = (
                "it was closed before it began."
                if schema.name == "opportunities"
                else f"it lies before `{inspection.headings.get(start, start)}`."
            )
            inspection.quarantine(wrong, end, message, frame[end].astype("str"))


def _warn_of_double_counting(frame: pd.DataFrame, twice: Mask, inspection: Inspection) -> None:
    if twice.any():
        first = frame[twice].iloc[0]
        days = f"{first['period_start'].date()} to {first['period_end'].date()}"
        inspection.warn(
            f"{counted(int(twice.sum()), 'row covers', 'rows cover')} days that another row of "
            f"the same kind covers too; these days count twice. The first: {days}.",
            "period_start",
            twice,
            fix="Keep either the longer or the shorter periods.",
        )


def _check_teams(frame: pd.DataFrame, inspection: Inspection) -> None:
    twice = overlapping(frame, ["owner"], "valid_from", "valid_to") & ~inspection.set_aside
    if twice.any():
        first = frame.loc[int(np.argmax(twice)), "owner"]
        inspection.warn(
            f"{counted(int(twice.sum()), 'row begins', 'rows begin')} while an earlier row of "
            f"the same owner is still valid; from then on the later one "
            f"counts. The first: `{first!s}`.",
            "valid_to",
            twice,
            fix="End the earlier row the day before, so that each day has one team.",
        )


def _check_rates(frame: pd.DataFrame, inspection: Inspection) -> None:
    wrong = (frame["rate"] <= 0).to_numpy(dtype=bool) & ~inspection.set_aside
    message = "a rate must be more than 0."
    inspection.quarantine(wrong, "rate", message, frame["rate"].astype("str"))
    usable = frame[~inspection.set_aside].sort_values(["currency", "date"], kind="stable")
    change = usable["rate"] / usable.groupby("currency")["rate"].shift()
    odd = (change >= JUMP) | (change <= 1 / JUMP)
    jumps = odd.reindex(frame.index, fill_value=False).to_numpy(dtype=bool)
    if jumps.any():
        first = frame.loc[change[odd].index[0]]
        inspection.warn(
            f"{counted(int(jumps.sum()), 'rate is', 'rates are')} at least {JUMP:g} times, or "
            f"at most 1/{JUMP:g} of, the one before. The first: "
            f"`{first['currency']!s}` on {first['date'].date()}, "
            f"{first['rate']:g}.",
            "rate",
            jumps,
            fix="Check the decimal sign, and that all rates say what 1 unit is worth.",
        )


def _name_the_future(
    frame: pd.DataFrame, schema: Schema, inspection: Inspection, calendar: Calendar, today: date
) -> None:
    """Plans have no birth column, and closings in the future are set aside elsewhere."""
    born = birth_column(schema.name)
    if not born or BY_NAME[schema.name][born].kind != "instant":
        return
    when = frame[born]
    ahead = (when.notna() & ~by_end_of(when, today, calendar)).to_numpy(dtype=bool)
    ahead = ahead & ~inspection.set_aside
    if ahead.any():
        count = int(ahead.sum())
        inspection.warn(
            f"{counted(count, 'row lies', 'rows lie')} in the future; each counts from its day on. "
            f"The first: {local_dates(when, calendar)[ahead].iloc[0].date()}.",
            born,
            ahead,
            fix="If they are plans, leave them out; if the format is wrong, declare `dates:`.",
        )
