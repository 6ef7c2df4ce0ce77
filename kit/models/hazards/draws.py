"""Hazards as numbers to compute with: one set of coefficients, or many draws of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.models.hazards.lines import ended, lines
from kit.models.hazards.members import Members

_AT_ONCE = 10_000
"""Records that are computed at a time, so that memory stays bounded."""
_FINE_UNTIL, _FINE = 14.0, 4.0


@dataclass(frozen=True)
class HazardDraws:
    """Coefficients of both hazards, n times over; index 0 of `cause` is won, 1 lost.

    Attributes
    ----------
    edges
        First ages of the bins, in days under observation (see `first_day`).
    young_until
        First of the ages that are old.
    first_day
        1 where ages are whole days: an opportunity of age 0 has been through its first day.
    ahead
        Days from the end of `as_of` to the end of its month, of the next month, and so on.
    log_baseline
        Log hazard a day by draw, cause and bin, of the average member.
    calendar
        Log factor by draw, cause, month from now (0 the running one) and young (0) or old (1);
        the months of a draw have the same shocks for all records.
    coefficients
        Log factor by draw, cause and member, of each factor; one more at the end, 0, for
        members that are not known.
    members
        Names of the members.
    """

    edges: Floats
    young_until: float
    first_day: float
    ahead: Floats
    log_baseline: Floats
    calendar: Floats
    coefficients: dict[str, Floats]
    members: Members

    def __len__(self) -> int:
        return len(self.log_baseline)

    def effects(self, records: DataFrame) -> Floats:
        """Sum of the factors' effects on the log hazards: draws × 2 × records."""
        return self._effects(self.members.codes(records))

    def factor_effects(self, records: DataFrame) -> dict[str, Floats]:
        """Effect of each factor on the log hazards: draws × 2 × records."""
        codes = self.members.codes(records)
        return {
            factor: values[:, :, codes[:, column]]
            for column, (factor, values) in enumerate(self.coefficients.items())
        }

    def chances(self, records: DataFrame, ages: ArrayLike, horizons: ArrayLike) -> Floats:
        """Chance to be won, and to be lost, within each horizon.

        Parameters
        ----------
        records
            Columns of the factors (`region` and `team` for teams); unknown members and missing
            columns have no effect.
        ages
            Age of each at the end of `as_of`, in days as `durations` gives them. A negative one
            belongs to an opportunity that will be created so many days later.
        horizons
            Days from the end of `as_of`, finite.

        Returns
        -------
        numpy.ndarray
            Draws × 2 (won, lost) × records × horizons.
        """
        return self._chances(records, ages, horizons, 2)

    def wins(self, records: DataFrame, ages: ArrayLike, horizons: ArrayLike) -> Floats:
        """Chance to be won within each horizon, at less cost than `chances`.

        Returns
        -------
        numpy.ndarray
            Draws × records × horizons.
        """
        return self._chances(records, ages, horizons, 1)[:, 0]

    def _chances(
        self, records: DataFrame, ages: ArrayLike, horizons: ArrayLike, causes: int
    ) -> Floats:
        until = np.asarray(horizons, dtype=float).reshape(-1)
        observed = np.asarray(ages, dtype=float).reshape(-1) + self.first_day
        codes = self.members.codes(records)
        keys = np.column_stack([_rounded(observed), codes])
        alike, row = np.unique(keys, axis=0, return_inverse=True)
        starts, place = np.unique(alike[:, 0], return_inverse=True)
        way = lines(starts, until, self.edges, self.young_until, self.ahead)
        effects = self._effects(alike[:, 1:].astype(np.int64))
        found = [
            ended(
                way,
                place[first : first + _AT_ONCE],
                self.log_baseline,
                self.calendar,
                effects[:, :, first : first + _AT_ONCE],
                causes,
            )
            for first in range(0, max(len(alike), 1), _AT_ONCE)
        ]
        shares = found[0] if len(found) == 1 else np.concatenate(found, axis=2)
        return np.take(shares, row, axis=2)

    def _effects(self, codes: np.ndarray) -> Floats:
        total = np.zeros((*self.log_baseline.shape[:2], len(codes)), self.log_baseline.dtype)
        for column, values in enumerate(self.coefficients.values()):
            total += values[:, :, codes[:, column]]
        return total


def _rounded(ages: Floats) -> Floats:
    """Ages to whole days, young ones to quarters of a day, so that many are alike."""
    return np.where(ages < _FINE_UNTIL, np.round(ages * _FINE) / _FINE, np.round(ages))
