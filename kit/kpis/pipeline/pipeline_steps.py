"""What each change between two snapshots did to the open amount: which step it belongs to.

Everything is counted in whole 1/10,000, the finest minor unit of any currency, so that the steps
of an opportunity add up to its movement exactly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.estimates.intervals import Floats

FLOWS = (
    *("created", "reopened", "moved", "rate", "grown"),
    *("shrunk", "won", "lost", "merged", "removed"),
)
"""Steps that lead from the start to the end."""
BESIDE = ("pulled_in", "pushed_out", "won_difference")
"""Steps that are told beside them and do not change the open amount."""
STEPS = ("start", *FLOWS, "end", *BESIDE)
"""All of them, in the order in which they are read."""

PER_UNIT = 10_000
_GRAINS = (10_000, 1_000, 100, 10)
_SIDES = ("status", "amount", "original", "currency")
_ONCE = ["opportunity_id", "region", "team", "to_taken_at"]


class _Sides(NamedTuple):
    """What opportunities were and are; one element each, missing where they were not there."""

    was: DataFrame
    now: DataFrame

    @property
    def stayed_open(self) -> Series:
        """Open before and after, in the same unit or after coming to it."""
        return self.was["status"].eq("open") & self.now["status"].eq("open")


def steps(changes: DataFrame) -> DataFrame:
    """The steps that the changes of opportunities make.

    Parameters
    ----------
    changes
        As `kit.data.comparing.compared` gives them, each with the first day after its period as
        `period_end`.

    Returns
    -------
    DataFrame
        The columns of `changes` with step, amount (whole 1/10,000, signed; that of `BESIDE` as
        counted there) and count (by how many more were open; for `BESIDE`, how many). At least
        one row for each opportunity, unit and pair of snapshots that changed the open amount or
        number.
    """
    once = changes.drop_duplicates(_ONCE, ignore_index=True)
    crossed = _crossings(changes)
    parts = [*_arrivals_and_ends(once), *_revaluations(once), _won_differences(once), crossed]
    return pd.concat(parts, ignore_index=True)


def in_units(amount: Series) -> Series:
    """Amounts as whole 1/10,000; missing ones count as 0."""
    return (amount.fillna(0.0) * PER_UNIT).round().astype("int64")


def _sides(once: DataFrame) -> _Sides:
    came = once["status_came"].notna()
    was = {name: once[f"{name}_before"].where(~came, once[f"{name}_came"]) for name in _SIDES}
    return _Sides(DataFrame(was), DataFrame({name: once[f"{name}_after"] for name in _SIDES}))


def _arrivals_and_ends(once: DataFrame) -> list[DataFrame]:
    """Whatever makes one open, or open no more; at the amount it had while it was open."""
    was, now = _sides(once)
    field, came = once["field"], once["status_came"].notna()
    was_open, is_open = was["status"].eq("open"), now["status"].eq("open")
    is_gone = field.isin(["merged", "removed"])
    has_left = now["status"].isna() & ~is_gone
    before, after = in_units(was["amount"]), in_units(now["amount"])
    was_closed = was["status"].notna() & ~was_open
    return [
        _rows(once, "created", field.eq("added") & is_open, after, 1),
        _rows(once, "reopened", was_closed & is_open, after, 1),
        _rows(once, "moved", came & was_open, before, 1),
        _rows(once, "moved", has_left & was_open, -before, -1),
        _rows(once, "won", was_open & now["status"].eq("won"), -before, -1),
        _rows(once, "lost", was_open & now["status"].eq("lost"), -before, -1),
        _rows(once, "merged", field.eq("merged") & was_open, -before, -1),
        _rows(once, "removed", field.eq("removed") & was_open, -before, -1),
    ]


def _revaluations(once: DataFrame) -> list[DataFrame]:
    """Of those that stayed open, what the exchange rate did, and what their own amount did."""
    sides = _sides(once)
    stays = sides.stayed_open
    before, after = in_units(sides.was["amount"]), in_units(sides.now["amount"])
    by_rate = _by_rate(sides, before, after)
    own = after - before - by_rate
    return [
        _rows(once, "rate", stays & by_rate.ne(0), by_rate, 0),
        _rows(once, "grown", stays & own.gt(0), own, 0),
        _rows(once, "shrunk", stays & own.lt(0), own, 0),
    ]


def _by_rate(sides: _Sides, before: Series, after: Series) -> Series:
    """What the amount as it stood would have gained by the new rate; 0 where no rate is known.

    As amounts are rounded, two rates are told apart only where no one rate can explain both.
    """
    was, now = sides
    old, new = (side["original"].to_numpy(float) for side in sides)
    is_same = was["currency"].eq(now["currency"]) | (
        was["currency"].isna() & now["currency"].isna()
    )
    rated = is_same.to_numpy(dtype=bool) & (old != 0) & (new != 0)
    rated &= np.isfinite(old) & np.isfinite(new)
    grain = _grain(before, after)
    first, second = before.to_numpy(float), after.to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.abs(first / old - second / new)
        moved = (old == new) | (gap > grain / 2 * (1 / np.abs(old) + 1 / np.abs(new)))
        then = np.rint(old * (second / new) / grain) * grain
    gained = np.where(rated & moved, then - first, 0.0)
    return Series(np.nan_to_num(gained, posinf=0, neginf=0), before.index).astype("int64")


def _grain(before: Series, after: Series) -> Floats:
    """The minor unit that both amounts are whole numbers of."""
    finest = np.gcd(before.to_numpy(), after.to_numpy())
    choices = [finest % grain == 0 for grain in _GRAINS]
    return np.select(choices, _GRAINS, 1).astype(float)


def _won_differences(once: DataFrame) -> DataFrame:
    """By how much more, or less, those were won than they had stood at."""
    was, now = _sides(once)
    won = was["status"].eq("open") & now["status"].eq("won") & now["amount"].notna()
    more = in_units(now["amount"]) - in_units(was["amount"])
    return _rows(once, "won_difference", won & more.ne(0), more, 1)


def _crossings(changes: DataFrame) -> DataFrame:
    """Expected close dates of open ones that crossed the end of the period, either way."""
    dated = changes[changes["field"].eq("expected_close_date")]
    dated = dated[_sides(dated).stayed_open]
    old, new = (pd.to_datetime(dated[side], format="%Y-%m-%d") for side in ("old", "new"))
    end, after = dated["period_end"], in_units(dated["amount_after"])
    parts = [
        _rows(dated, "pulled_in", (new < end) & (old >= end), after, 1),
        _rows(dated, "pushed_out", (old < end) & (new >= end), after, 1),
    ]
    return pd.concat(parts)


def _rows(changes: DataFrame, step: str, where: Series, amount: Series, count: int) -> DataFrame:
    chosen = where.to_numpy(dtype=bool)
    return changes[chosen].assign(step=step, amount=amount.to_numpy()[chosen], count=count)
