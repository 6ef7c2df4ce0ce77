"""Why a chance is what it is: points from the base rate to it, by what is known.

The base is the mean chance of all who are open, going by age alone. Age and then the months ahead
come first, because everything else works on what they leave. What team, product, source, stage and
recalibration add depends on the order in which they are looked at, so each gets its mean over all
orders (Shapley's value). The points of a record add up to its chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from math import comb

import numpy as np
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.models.hazards import HazardDraws
from kit.models.hazards.members import distinct
from kit.models.win_probability.odds import moved
from kit.models.win_probability.open_ones import OpenChances

_SHIFTS = ("stage", "recalibration")
_NOTHING = 1e-12


def points(chances: OpenChances, days: float) -> dict[str, Floats]:
    """Points of each factor, per record; with `base` they add up to the chance.

    Parameters
    ----------
    chances
        Of those that are open.
    days
        Horizon of the chance that is explained.

    Returns
    -------
    dict
        `base`, `age`, `month`, one per factor of the hazards, `stage`, `recalibration`.
    """
    bare = _by_age(chances, days)
    base = np.full(len(bare), bare.mean() if len(bare) else 0.0)
    players = [*_factors(chances), *_SHIFTS]
    value = _values(chances, days, players)
    nothing: frozenset[str] = frozenset()
    parts = {"base": base, "age": bare - base, "month": value[nothing] - bare}
    for player in players:
        parts[player] = _shapley(player, players, value)
    return parts


def reasons(chances: OpenChances, days: float) -> DataFrame:
    """Points of each open opportunity, those that move it most first.

    Returns
    -------
    DataFrame
        opportunity_id, region, team, rank (0 the base), factor, member (its team, product, source,
        stage; whole days for the age; "" else), points. Factors without any are left out.
    """
    parts, records = points(chances, days), chances.standing.records
    names = list(parts)
    table = np.column_stack([parts[name] for name in names])
    size = np.abs(table)
    size[:, names.index("base")] = np.inf
    order = np.argsort(-size, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(len(names))[None, :], axis=1)
    row, column = np.nonzero(size > _NOTHING)
    members = {name: _members(chances, name) for name in names}
    frame = DataFrame(
        {
            "opportunity_id": records["opportunity_id"].to_numpy()[row],
            "region": records["region"].to_numpy()[row] if "region" in records else None,
            "team": records["team"].to_numpy()[row] if "team" in records else None,
            "rank": rank[row, column],
            "factor": np.array(names, dtype=object)[column],
            "member": np.column_stack([members[name] for name in names])[row, column],
            "points": table[row, column],
        }
    )
    texts = ("opportunity_id", "region", "team", "factor", "member")
    frame = frame.astype({**dict.fromkeys(texts, "str"), "rank": "int64"})
    return frame.sort_values(["opportunity_id", "rank"], kind="stable", ignore_index=True)


def _factors(chances: OpenChances) -> list[str]:
    """Factors of the hazards with more members than one."""
    known = chances.hazards.members
    return [name for name in chances.hazards.factors if len(known.get(name, ())) > 1]


def _by_age(chances: OpenChances, days: float) -> Floats:
    """Chance by age alone, in months like any other."""
    point = chances.hazards.point
    plain = replace(point, calendar=np.zeros_like(point.calendar))
    return moved(_won(_keeping(plain, ()), chances, days), chances.shifts["age"])


def _values(
    chances: OpenChances, days: float, players: Sequence[str]
) -> dict[frozenset[str], Floats]:
    """Chance of each record when these things are known, beside age and month."""
    factors = [name for name in players if name not in _SHIFTS]
    single = tuple(name for name in chances.hazards.factors if name not in factors)
    values = {}
    for some in _subsets(factors):
        drawn = _keeping(chances.hazards.point, (*some, *single))
        chance = moved(_won(drawn, chances, days), chances.shifts["age"])
        for shifts in _subsets(_SHIFTS):
            shift = np.sum([chances.shifts[name] for name in shifts], axis=0)
            values[frozenset(some + shifts)] = moved(chance, shift)
    return values


def _keeping(point: HazardDraws, factors: Sequence[str]) -> HazardDraws:
    """The hazards without the effects of all other factors."""
    kept = {
        name: values if name in factors else np.zeros_like(values)
        for name, values in point.coefficients.items()
    }
    return replace(point, coefficients=kept)


def _won(drawn: HazardDraws, chances: OpenChances, days: float) -> Floats:
    at = chances.standing
    return np.asarray(drawn.wins(at.records, at.age, [days])[0, :, 0], dtype=float)


def _subsets(names: Sequence[str]) -> list[tuple[str, ...]]:
    return [some for size in range(len(names) + 1) for some in combinations(names, size)]


def _shapley(player: str, players: Sequence[str], value: dict[frozenset[str], Floats]) -> Floats:
    """What `player` adds to what is known already, on average over all orders of `players`."""
    others = [name for name in players if name != player]
    added: Floats = np.zeros_like(value[frozenset()])
    for some in _subsets(others):
        weight = 1 / (len(players) * comb(len(others), len(some)))
        added += weight * (value[frozenset((*some, player))] - value[frozenset(some)])
    return added


def _members(chances: OpenChances, name: str) -> np.ndarray:
    """Text of each record's member of a factor."""
    records = chances.standing.records
    if name == "age":
        age, known = chances.standing.age, chances.standing.is_dated
        return np.where(known, age.astype(np.int64).astype(str).astype(object), "")
    if name == "stage":
        return chances.stage["stage"].astype(object).fillna("").to_numpy()
    if name in chances.hazards.factors:
        codes, found = distinct(records, name)
        return np.array(found, dtype=object)[codes]
    return np.full(len(records), "", dtype=object)
