"""Who was under observation at which age, and who ended: the table under every curve.

Ages are any unit of time since a record's start; the kit uses days. A record is under
observation after its `entry` age up to and including its `exit` age. An entry of 0 means from
the very start, so that an end at age 0 counts. A later entry (delayed entry, left truncation)
belongs to records which had to reach that age before anybody wrote ends down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kit.estimates.intervals import Floats

MINIMUM_AT_RISK = 10
"""Records under observation that a curve with delayed entries asks for before it starts."""


@dataclass(frozen=True)
class RiskTable:
    """Ages with ends, and the numbers at risk.

    Attributes
    ----------
    time
        Ages after `start` at which at least one record ended, ascending.
    at_risk
        Records under observation right before each `time`.
    ends
        Records that ended at each `time`, one row per cause.
    start
        Age at which the table begins; 0 unless early risk sets were too small.
    until
        Greatest age under observation; NaN without records.
    entries, exits
        Sorted ages of entry (−inf for from the start) and exit.
    """

    time: Floats
    at_risk: Floats
    ends: Floats
    start: float
    until: float
    entries: Floats
    exits: Floats

    def under_observation(self, ages: ArrayLike) -> Floats:
        """Count who is at risk right before each age: entered earlier, not gone before."""
        points = np.asarray(ages, dtype=float)
        entered = np.searchsorted(self.entries, points, side="left")
        return (entered - np.searchsorted(self.exits, points, side="left")).astype(float)

    def still_open(self, age: float) -> int:
        """Count who is open right after `age`; at age 0 all that came from the start."""
        after = -np.inf if age <= 0 else age
        entered = np.searchsorted(self.entries, after, side="right")
        return int(entered - np.searchsorted(self.exits, after, side="right"))

    def average_at_risk(self, ages: ArrayLike) -> Floats:
        """Average the number under observation from `start` to each age: exposure ÷ time."""
        points = np.asarray(ages, dtype=float)
        entered = _time_since(np.maximum(self.entries, self.start), points)
        left = _time_since(np.maximum(self.exits, self.start), points)
        width = points - self.start
        moving = width > 0
        mean = (entered - left) / np.where(moving, width, 1.0)
        return np.where(moving, mean, self.under_observation(points))

    def after(self, age: float, until: float) -> RiskTable:
        """Cut out the part of the table that lies after `age` and not after `until`."""
        inside = (self.time > age) | (age <= 0)
        inside &= self.time <= until
        return RiskTable(
            time=self.time[inside],
            at_risk=self.at_risk[inside],
            ends=self.ends[:, inside],
            start=max(age, 0.0),
            until=min(self.until, until),
            entries=self.entries,
            exits=self.exits,
        )


def risk_table(
    entry: ArrayLike,
    exit: ArrayLike,
    cause: ArrayLike,
    causes: int = 1,
    minimum_at_risk: int = MINIMUM_AT_RISK,
) -> RiskTable:
    """Count who was at risk and who ended at each age.

    Parameters
    ----------
    entry, exit
        Ages at which observation of each record began and ended.
    cause
        Why it ended: 0 still open, 1 to `causes` the kinds of end.
    minimum_at_risk
        With delayed entries the first risk sets can be tiny, and one end among two records would
        halve the curve for good. The table therefore starts after the last age, before most
        records are under observation, at which fewer than this were.

    Examples
    --------
    >>> table = risk_table([0, 0, 0], [2, 3, 5], [1, 0, 1])
    >>> table.time.tolist(), table.at_risk.tolist()
    ([2.0, 5.0], [3.0, 1.0])
    """
    entries, exits = np.asarray(entry, dtype=float), np.asarray(exit, dtype=float)
    reasons = np.asarray(cause, dtype=np.int64)
    entries = np.where(entries <= 0, -np.inf, entries)
    if np.any(entries > exits):
        raise ValueError("no record can leave observation before it enters")
    time, place = np.unique(exits[reasons > 0], return_inverse=True)
    flat = np.bincount((reasons[reasons > 0] - 1) * len(time) + place, minlength=causes * len(time))
    entries, exits = np.sort(entries), np.sort(exits)
    start = _start(entries, exits, minimum_at_risk)
    table = RiskTable(
        time=time,
        at_risk=np.empty(0),
        ends=flat.reshape(causes, len(time)).astype(float),
        start=start,
        until=float(exits[-1]) if len(exits) else np.nan,
        entries=entries,
        exits=exits,
    )
    return _from_start(table)


def _from_start(table: RiskTable) -> RiskTable:
    kept = (table.time > table.start) | (table.start == 0)
    return RiskTable(
        time=table.time[kept],
        at_risk=table.under_observation(table.time[kept]),
        ends=table.ends[:, kept],
        start=table.start,
        until=table.until,
        entries=table.entries,
        exits=table.exits,
    )


def _start(entries: Floats, exits: Floats, minimum: int) -> float:
    """First age from which the risk sets, up to the largest one, are never too small."""
    if not len(entries) or np.isneginf(entries[-1]):
        return 0.0
    points = np.unique(np.concatenate([[-np.inf], entries, exits]))
    sets = np.searchsorted(entries, points, side="right")
    sets = sets - np.searchsorted(exits, points, side="right")
    peak = int(np.argmax(sets))
    small = np.flatnonzero(sets[:peak] < minimum)
    return float(points[small[-1] + 1]) if len(small) else 0.0


def _time_since(sorted_ages: Floats, points: Floats) -> Floats:
    """Sum over all records of the time from their age to each point, where it has come."""
    passed = np.searchsorted(sorted_ages, points, side="right")
    summed = np.concatenate([[0.0], np.cumsum(sorted_ages)])
    return points * passed - summed[passed]
