"""Words of a card in the page's language, each date and text put into words once a batch."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
from babel.dates import get_month_names

from kit import language
from kit.charts.labels import clean
from kit.language import MISSING, N_
from kit.results import Cell

NOT_RECORDED = N_("not recorded")


class Speech:
    """How the cards of one batch say amounts, days and months.

    Parameters
    ----------
    currency
        Code of the currency that all amounts are in.

    Attributes
    ----------
    text, plural
        A message, and the form of one that goes with a number.
    money, day, month, days, clean
        An amount ("not recorded" for None), a day and a text (a dash for None), a month, a number
        of days.
    months
        Names of the months of the year, from 1 to 12.
    """

    def __init__(self, currency: str) -> None:
        self.words = language.current()
        self.months = dict(get_month_names("wide", "stand-alone", self.words.code))
        self._currency = currency
        self.text = cache(self.words.text)
        self.money = cache(self._money)
        self.plural = cache(self._plural)
        self.days = cache(self._days)
        self.day = cache(self._day)
        self.month = cache(self._month)
        self.clean = cache(self._clean)

    def amount(self, amount: float | None) -> Cell:
        """An amount in a table; a dash where there is none."""
        return Cell(self.money(amount), amount) if amount is not None else Cell(MISSING)

    def sortable_day(self, day: pd.Timestamp | None) -> Cell:
        """A day in a list that is sorted by it; a dash where there is none."""
        if day is None:
            return Cell(MISSING)
        return Cell(self.day(day), float(day.toordinal()))

    def _money(self, amount: float | None) -> str:
        if amount is None:
            return self.text(NOT_RECORDED)
        return self.words.money(amount, self._currency)

    def _plural(self, pair: tuple[str, str], n: int) -> str:
        return self.words.plural(*pair, n)

    def _days(self, days: float) -> str:
        return self.words.value(days, "days")

    def _day(self, day: pd.Timestamp | None) -> str:
        return MISSING if day is None else self.words.date(day.date(), "short")

    def _month(self, month: pd.Timestamp) -> str:
        return self.words.period(month.date(), "month")

    def _clean(self, value: Any) -> str:
        return MISSING if value is None else clean(value)
