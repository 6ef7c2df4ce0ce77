"""A forecast: amounts won per team, month and path, from which all else is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.models.forecast.months import Ahead

Method = Literal["stacked", "bottom_up", "top_down"]
PARTS = ("won", "open", "new")
_MINOR = 100


class Samples(NamedTuple):
    """Amounts of units, [unit, month, path]; `units` names them, one row each."""

    units: DataFrame
    amounts: Floats


@dataclass(frozen=True)
class Forecast:
    """Bookings to come, by the month in which opportunities close.

    All amounts are whole cents, finite and never negative; paths of different teams belong
    together, so that sums over teams on the same path are paths of regions and the company.

    Attributes
    ----------
    ahead
        Months: the running one, and those after it.
    teams
        Columns region and team, one row per team; missing where opportunities have none.
    won
        Booked already in the running month, [team].
    from_open, from_new
        Bottom-up amounts of opportunities open on `as_of`, and of later ones, [team, month, path].
    from_totals
        Top-down amounts from now on, [team, month, path].
    is_top_down
        Which paths the stacked forecast takes from the top-down one.
    state
        "fitted"; "pooled": too few wins for effects of their own; "none": nothing ever closed, and
        there is no path.
    notes
        Columns note and value: what a reader should know of the records.
    """

    ahead: Ahead
    teams: DataFrame
    won: Floats
    from_open: Floats
    from_new: Floats
    from_totals: Floats
    is_top_down: np.ndarray
    state: str
    notes: DataFrame

    @property
    def months(self) -> pd.DatetimeIndex:
        """First days of the months."""
        return self.ahead.starts

    @property
    def bottom_up(self) -> Floats:
        """Amounts from now on by opportunities, [team, month, path]."""
        return cents(self.from_open + self.from_new)

    @property
    def top_down(self) -> Floats:
        """Amounts from now on by totals, [team, month, path]."""
        return self.from_totals

    @property
    def stacked(self) -> Floats:
        """Amounts from now on, some paths by opportunities and some by totals."""
        return cents(self.parts["open"] + self.parts["new"])

    @cached_property
    def parts(self) -> dict[str, Floats]:
        """The stacked amounts from now on by part, open and new, [team, month, path].

        A top-down path knows no parts: it is split as the opportunities expect.
        """
        totals = self.from_open.sum(axis=2) + self.from_new.sum(axis=2)
        share = np.divide(
            self.from_open.sum(axis=2), totals, out=np.zeros_like(totals), where=totals > 0
        )
        of_totals = cents(self.from_totals * share[:, :, None])
        rest = cents(self.from_totals - of_totals)
        return {
            "open": np.where(self.is_top_down, of_totals, self.from_open),
            "new": np.where(self.is_top_down, rest, self.from_new),
        }

    @cached_property
    def paths(self) -> DataFrame:
        """Columns region, team, as_of, month, part (won, open, new), path, amount: all paths.

        What is won already stands in the running month alone, what is to come in all months.
        """
        teams, _, paths = self.from_open.shape
        arrays = {"won": np.broadcast_to(self.won[:, None, None], (teams, 1, paths)), **self.parts}
        frames = [self._long(part, values) for part, values in arrays.items()]
        found = pd.concat(frames, ignore_index=True)
        return found.astype({"region": "str", "team": "str", "part": "str"})

    def samples(self, by: Sequence[str] = (), method: Method = "stacked") -> Samples:
        """Amounts by unit, what is won already in the running month included.

        Parameters
        ----------
        by
            What to split by: nothing, region, or region and team.
        method
            Whose amounts.

        Examples
        --------
        >>> from kit.models.forecast.result import nothing
        >>> from datetime import date
        >>> teams = DataFrame({"region": ["EMEA"], "team": ["Iberia"]})
        >>> nothing(Ahead(date(2026, 1, 31), 2), teams, "none").samples(["region"]).amounts.shape
        (1, 3, 0)
        """
        to_come = {"stacked": self.stacked, "bottom_up": self.bottom_up, "top_down": self.top_down}
        amounts = to_come[method].copy()
        amounts[:, 0] += self.won[:, None]
        if not by:
            return Samples(DataFrame(index=range(1)), cents(amounts.sum(axis=0, keepdims=True)))
        groups = self.teams.groupby(list(by), dropna=False, sort=False)
        summed = np.zeros((groups.ngroups, *amounts.shape[1:]))
        np.add.at(summed, groups.ngroup().to_numpy(), amounts)
        units = self.teams[list(by)].drop_duplicates().reset_index(drop=True)
        return Samples(units, cents(summed))

    def _long(self, part: str, values: Floats) -> DataFrame:
        teams, months, paths = values.shape
        each = months * paths
        return DataFrame(
            {
                "region": self.teams["region"].repeat(each).to_numpy(),
                "team": self.teams["team"].repeat(each).to_numpy(),
                "as_of": pd.Timestamp(self.ahead.as_of).as_unit("us"),
                "month": np.tile(np.repeat(self.months[:months], paths), teams),
                "part": part,
                "path": np.tile(np.arange(paths), teams * months),
                "amount": values.ravel(),
            }
        )


def nothing(ahead: Ahead, teams: DataFrame, state: str) -> Forecast:
    """A forecast without paths."""
    empty = np.zeros((len(teams), len(ahead.numbers), 0))
    notes = DataFrame({"note": [], "value": []}, dtype="str")
    is_top_down = np.zeros(0, dtype=bool)
    won = np.zeros(len(teams))
    return Forecast(ahead, teams, won, empty, empty, empty, is_top_down, state, notes)


def cents(amounts: Floats) -> Floats:
    """Amounts in whole cents: their sums are the same in any order."""
    return np.asarray(np.rint(amounts * _MINOR) / _MINOR)
