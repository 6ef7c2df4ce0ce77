"""Amounts in the project's currency, each at the rate of its own day.

Bookings are converted at the close date, orders at the order date, what is open at `as_of`,
targets and spend at the start of their period. A rate holds for a week.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.frames import empty
from kit.data.latest import latest_rows
from kit.data.money import minor_units
from kit.errors import Fault, counted

RATE_DAYS = 7
"""A rate older than this before the day it is needed for is a fault."""


@dataclass(frozen=True, eq=False)
class Rates:
    """Rates to the project's currency.

    Attributes
    ----------
    home
        The project's currency, an ISO code; a blank currency means this one.
    table
        ``fx_rates``: one unit of `currency` on `date` is worth `rate` units of `home`.
    """

    home: str
    table: DataFrame

    @classmethod
    def of(cls, home: str, table: DataFrame | None) -> Rates:
        """Rates from the table `fx_rates`, which a project may lack."""
        return cls(home, empty("fx_rates") if table is None else table)

    def factors(self, currencies: Series, days: Series) -> Series:
        """What one unit of each currency was worth on each day.

        Returns
        -------
        Series
            On the index of `currencies`; 1.0 for the project's own or a blank one, NaN where
            there is no rate on the day or in the `RATE_DAYS` days before.

        Examples
        --------
        >>> rates = Rates("EUR", DataFrame({"currency": ["USD"], "rate": [0.8],
        ...               "date": pd.to_datetime(["2026-01-02"])}))
        >>> days = pd.to_datetime(Series(["2026-01-04", "2026-01-10"]))
        >>> rates.factors(Series(["USD", "USD"]), days).tolist()
        [0.8, nan]
        """
        found = latest_rows(currencies, days, self.table["currency"], self.table["date"])
        is_home = currencies.isna() | currencies.eq(self.home)
        if not len(self.table):
            return Series(np.where(is_home, 1.0, np.nan), index=currencies.index)
        rate = self.table["rate"].to_numpy(dtype=float)[found]
        age = days - Series(self.table["date"].to_numpy()[found], index=days.index)
        usable = (found >= 0) & (age <= pd.Timedelta(days=RATE_DAYS))
        factors = Series(np.where(usable, rate, np.nan), index=currencies.index)
        return factors.mask(is_home, 1.0)

    def convert(self, amounts: Series, factors: Series) -> Series:
        """`amounts` times `factors`, rounded to the minor unit where something was converted."""
        converted = (amounts * factors).round(minor_units(self.home))
        return amounts.where(factors.eq(1.0), converted)

    def faults(self, table: str, currencies: Series, days: Series, needed: Series) -> list[Fault]:
        """One fault per currency of `table` that some needed row cannot be converted from."""
        lacking = needed & self.factors(currencies, days).isna()
        found = []
        for currency, group in days[lacking].groupby(currencies[lacking], observed=True):
            found.append(
                Fault(
                    "error",
                    f"{counted(len(group), 'amount')} in `{currency}` "
                    f"{'has' if len(group) == 1 else 'have'} no rate to `{self.home}` that is "
                    f"at most {RATE_DAYS} days old: the first is needed for "
                    f"{group.min().date()}, the last for {group.max().date()}.",
                    table=table,
                    column="currency",
                    value=str(currency),
                    fix=f"Add the rates to `fx_rates` as `{currency},{group.min().date()},…`, "
                    f"where the rate is what 1 {currency} is worth in {self.home}; or correct the "
                    "currency.",
                )
            )
        return found
