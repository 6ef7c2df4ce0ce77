"""What was booked by team and month: what forecasts are about, and all that simple methods see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.data.times import local_dates
from kit.estimates.intervals import Floats
from kit.kpis.quality.recording import first_day
from kit.units import Tree, Unit
from kit.window import Calendar


@dataclass(frozen=True)
class Bookings:
    """Amounts won by leaf (team, region without team, nobody) and full calendar month.

    Attributes
    ----------
    leaves
        Which leaf each row is, as (region, team); empty texts where there is none.
    first
        First month, in months since 1970.
    amounts
        Amounts, [leaf, month].
    """

    leaves: tuple[tuple[str, str], ...]
    first: int
    amounts: Floats

    @property
    def months(self) -> int:
        """Full months that are known."""
        return int(self.amounts.shape[1])

    @property
    def typical(self) -> float:
        """What a leaf books in a month, on average over those that book at all."""
        sums = np.abs(self.amounts).sum(axis=1)
        return float(sums[sums > 0].mean() / self.months) if (sums > 0).any() else 0.0

    def until(self, months: int) -> Bookings:
        """The first `months` months alone."""
        return Bookings(self.leaves, self.first, self.amounts[:, :months])


def monthly_bookings(
    opportunities: DataFrame,
    as_of: date,
    calendar: Calendar,
    leaves: tuple[tuple[str, str], ...],
) -> Bookings:
    """Book what was won into months, from that of the first close to the last full one.

    Parameters
    ----------
    opportunities
        As known on `as_of`. Won ones without an amount add nothing.
    leaves
        The rows of the result; opportunities of others do not count.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-02-20"]), "status": "won",
    ...     "amount": [5.0, 7.0], "region": "EMEA", "team": ["Iberia", "DACH"]})
    >>> leaves = leaves_of(table)
    >>> monthly_bookings(table, date(2026, 2, 28), Calendar(), leaves).amounts.tolist()
    [[0.0, 7.0], [5.0, 0.0]]
    """
    closed = local_dates(opportunities["closed_at"], calendar)
    begun = first_day(closed)
    stop = month_number(as_of + pd.Timedelta(days=1))
    first = stop if begun is None else min(month_number(begun), stop)
    won = opportunities["status"].eq("won").to_numpy() & closed.notna().to_numpy()
    rows = opportunities[won]
    month = closed[won].to_numpy().astype("datetime64[M]").astype(np.int64) - first
    place = place_of(rows, leaves)
    counts = (place >= 0) & (month >= 0) & (month < stop - first)
    amounts = np.zeros((len(leaves), stop - first))
    value = rows["amount"].fillna(0.0).to_numpy(float)
    np.add.at(amounts, (place[counts], month[counts]), value[counts])
    return Bookings(leaves, first, amounts)


def leaves_of(opportunities: DataFrame) -> tuple[tuple[str, str], ...]:
    """The leaves that opportunities belong to, sorted."""
    return tuple(sorted(set(_numbered(opportunities)[1])))


def units_of(leaves: tuple[tuple[str, str], ...]) -> tuple[Unit, ...]:
    """The company, its regions and teams."""
    return Tree.of(leaves).units


def membership(units: tuple[Unit, ...], leaves: tuple[tuple[str, str], ...]) -> Floats:
    """1 where a unit holds a leaf: an array [unit, leaf] to sum leaves with."""
    return np.array(
        [[float(unit.holds(Unit(*leaf))) for leaf in leaves] for unit in units]
    ).reshape(len(units), len(leaves))


def place_of(rows: DataFrame, leaves: tuple[tuple[str, str], ...]) -> np.ndarray:
    """Position of the leaf that each row belongs to; -1 where it is none of these."""
    number, found = _numbered(rows)
    place = {leaf: at for at, leaf in enumerate(leaves)}
    return np.array([place.get(key, -1) for key in found], dtype=np.int64)[number]


def month_number(day: date) -> int:
    """Months from January 1970 to that of `day`.

    >>> month_number(date(1971, 2, 3))
    13
    """
    return (day.year - 1970) * 12 + day.month - 1


def keys_of(rows: DataFrame) -> list[tuple[str, str]]:
    """Region and team of each row; empty texts where missing."""
    number, found = _numbered(rows)
    return [found[one] for one in number]


def _numbered(rows: DataFrame) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """Number of each row's region and team, and what the numbers stand for."""
    codes, names = zip(*(_texts(rows, name) for name in ("region", "team")), strict=True)
    number, pairs = pd.factorize(codes[0] * len(names[1]) + codes[1])
    return number, [
        (names[0][one // len(names[1])], names[1][one % len(names[1])]) for one in pairs
    ]


def _texts(rows: DataFrame, column: str) -> tuple[np.ndarray, list[str]]:
    """Codes of a column and its texts, the first of which is that of the missing."""
    if column not in rows:
        return np.zeros(len(rows), np.int64), [""]
    codes, found = pd.factorize(rows[column])
    return codes + 1, ["", *map(str, found)]
