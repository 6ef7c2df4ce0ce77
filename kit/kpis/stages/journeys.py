"""From lead to won: when each lead, or opportunity, came to each step, and when it was over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.data.positions import positions
from kit.kpis.known import known
from kit.kpis.stages.clock import MISSING, Moments, is_exact, on_one_clock
from kit.window import Window

STEPS = ("lead", "qualified", "opportunity", "quote", "won")
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Journeys:
    """One row per lead; where there are no leads, one per opportunity.

    Attributes
    ----------
    records
        The leads, or opportunities, as known on `as_of`.
    steps
        The steps that are recorded at all, in order.
    moments
        Moment at which each record (row) first came to each step (column), `MISSING` if it did not.
    over
        Moment at which it was disqualified, or the last of its opportunities lost; `MISSING` while
        it may come further, and for won ones.
    seen
        The end of `as_of`.
    is_exact
        Whether moments are instants; otherwise they are days.
    """

    records: pd.DataFrame
    steps: tuple[str, ...]
    moments: Moments
    over: Moments
    seen: int
    is_exact: bool

    def reached(self) -> NDArray[np.bool_]:
        """Whether each record came to each step or to a later one."""
        came = (self.moments != MISSING).T
        return np.logical_or.accumulate(came[::-1], axis=0)[::-1].T

    def first_from(self) -> Moments:
        """Moment at which each record first came to each step or to a later one, or `MISSING`."""
        first = np.minimum.accumulate(_or_never(self.moments.T)[::-1], axis=0)[::-1]
        return _or_missing(first).T

    def of_step(self, step: str) -> Moments:
        """Moments of one step."""
        return self.moments[:, self.steps.index(step)]


def journeys(
    leads: pd.DataFrame,
    opportunities: pd.DataFrame,
    quotes: pd.DataFrame,
    window: Window,
    by: Sequence[str] = (),
) -> Journeys:
    """Follow leads over their opportunities and quotes to the first win.

    A lead's opportunities are the one that it names and those that name it. Without any lead each
    opportunity is followed from its own creation. Steps that no record ever came to because
    nothing of the kind is recorded (qualification, quotes) are left out.
    """
    lead = known(leads, window, by, table="leads")
    sale = known(opportunities, window, () if len(leads) else by)
    quote = known(quotes, window, table="quotes")
    columns = [
        *(lead[name] for name in ("created_at", "qualified_at", "disqualified_at")),
        *(sale["created_at"], sale["closed_at"], quote["issued_at"]),
    ]
    times, seen = on_one_clock(window, *columns)
    created, qualified, disqualified, opened, closed, issued = times
    owner, sold = _links(lead, sale) if len(leads) else (np.arange(len(sale)),) * 2
    quoted = np.full(len(sale), _NEVER)
    place = positions(quote["opportunity_id"], sale["opportunity_id"])
    np.minimum.at(quoted, place[place >= 0], _or_never(issued[place >= 0]))
    won = np.where(sale["status"].eq("won"), closed, MISSING)
    size = len(lead) if len(leads) else len(sale)
    first = {
        "lead": created,
        "qualified": qualified,
        "opportunity": _first(size, owner, opened[sold]),
        "quote": _first(size, owner, _or_missing(quoted)[sold]),
        "won": _first(size, owner, won[sold]),
    }
    steps = _recorded(leads, quotes)
    # One step after the other in memory, because they are read step by step.
    at = np.array([first[step] for step in steps]).T
    lost = np.where(sale["status"].eq("open"), _NEVER, closed)[sold]
    over = _over(np.full(size, MISSING), owner, lost, disqualified if len(leads) else None)
    over = np.where(first["won"] == MISSING, over, MISSING)
    return Journeys(lead if len(leads) else sale, steps, at, over, seen, is_exact(columns))


def _recorded(leads: pd.DataFrame, quotes: pd.DataFrame) -> tuple[str, ...]:
    """The steps that records can come to."""
    has = {"lead": len(leads) > 0, "quote": len(quotes) > 0}
    has["qualified"] = bool(len(leads) and leads["qualified_at"].notna().any())
    return tuple(step for step in STEPS if has.get(step, True))


def _links(
    leads: pd.DataFrame, opportunities: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of leads and opportunities, by position; a pair may stand twice."""
    named = positions(opportunities["lead_id"], leads["lead_id"])
    naming = positions(leads["opportunity_id"], opportunities["opportunity_id"])
    lead = np.concatenate([named[named >= 0], np.flatnonzero(naming >= 0)])
    return lead, np.concatenate([np.flatnonzero(named >= 0), naming[naming >= 0]])


def _over(
    over: Moments, row: NDArray[np.int64], lost: Moments, disqualified: Moments | None
) -> Moments:
    """When each row's last opportunity was lost, or it was disqualified without having any."""
    np.maximum.at(over, row, lost)
    if disqualified is not None:
        over = np.where(over == MISSING, disqualified, over)
    return np.where(over == _NEVER, MISSING, over)


def _first(size: int, row: NDArray[np.int64], at: Moments) -> Moments:
    """Earliest of the moments of each row."""
    first = np.full(size, _NEVER)
    np.minimum.at(first, row, _or_never(at))
    return _or_missing(first)


def _or_never(at: Moments) -> Moments:
    return np.where(at == MISSING, _NEVER, at)


def _or_missing(at: Moments) -> Moments:
    return np.where(at == _NEVER, MISSING, at)
