"""The figures of one account as the facts of its card."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kit.cards.gathering import Gathered, Row
from kit.cards.speech import NOT_RECORDED, Speech
from kit.language import N_, N_pair
from kit.results import Course, Fact

_REVENUE = (N_("Revenue, last 12 months"), N_("Revenue in all"), N_("Revenue by month"))
_WON = (N_("Won, last 12 months"), N_("Won in all"), N_("Won by month"))
_OPEN = N_pair("{n} opportunity", "{n} opportunities")
_UNPRICED = N_pair("{n} has no amount", "{n} have no amount")
_AGO = N_pair("{n} day ago", "{n} days ago")
_TOUCHES = N_pair("{n} touch", "{n} touches")
_QUOTES = N_pair("{n} quote", "{n} quotes")
_SHARE = 1 / 6
"""A month of the year is among the best from twice an even share of the revenue on."""
_LEAST, _BOUGHT, _DAYS = 3, 6, 730
"""Months with a purchase from which on a season is told; those, and days since the first purchase,
below which it is marked as thin."""


@dataclass(frozen=True, eq=False)
class Teller:
    """Says what is known of the accounts of one batch.

    Attributes
    ----------
    are_orders
        Whether purchases are orders, and not won opportunities that stand in for them.
    missing
        Tables that the project does not have; what they would tell is left out.
    """

    gathered: Gathered
    speech: Speech
    as_of: date
    are_orders: bool
    missing: Collection[str]

    @property
    def labels(self) -> tuple[str, str, str]:
        """What purchases are called: of a year, in all, by month."""
        year, whole, monthly = map(self.speech.text, _REVENUE if self.are_orders else _WON)
        return year, whole, monthly

    def about(self, account: Row) -> tuple[Fact, ...]:
        """Who the account is, as far as it is known."""
        labels = {"industry": N_("Industry"), "country": N_("Country"), "owner": N_("Owner")}
        return tuple(
            Fact(self.speech.text(label), self.speech.clean(account[name]))
            for name, label in labels.items()
            if account[name] is not None
        )

    def facts(self, summary: Row) -> Iterator[Fact]:
        """The figures of an account, the weightiest first."""
        year, whole, _ = self.labels
        unpriced = self.gathered.unpriced.get(summary["account_id"], 0)
        note = self.speech.plural(_UNPRICED, unpriced) if unpriced else ""
        yield self._open(summary)
        if "activities" not in self.missing:
            yield self._last_touch(summary["last_touch_on"])
        yield Fact(year, self.speech.money(summary["revenue_year"]))
        yield Fact(whole, self.speech.money(summary["revenue"]), note)
        yield from self._expected(summary)
        if "cases" not in self.missing:
            yield self._cases(summary)
        if summary["first_purchase_on"] is not None:
            first = self.speech.day(summary["first_purchase_on"])
            yield Fact(self.speech.text(N_("First purchase")), first)
        yield from self._cost(summary)
        yield from self._season(summary)

    def course(self, place: int) -> Course | None:
        """The bars of the account on line `place`; None where there is nothing to draw."""
        values = self.gathered.course[place]
        if not values.any():
            return None
        months, month = self.gathered.months, self.speech.month
        best = int(np.argmax(values))
        said = self.speech.words.text(
            N_("From {first} to {last}; the most in {best}: {amount}."),
            first=month(months[0]),
            last=month(months[-1]),
            best=month(months[best]),
            amount=self.speech.money(float(values[best])),
        )
        middle = len(months) // 2
        ticks = tuple((at, month(months[at])) for at in (0, middle, len(months) - 1))
        last_day = (months[-1] + pd.offsets.MonthEnd()).date()
        return Course(self.labels[2], tuple(map(float, values)), said, ticks, self.as_of < last_day)

    def _open(self, summary: Row) -> Fact:
        label, n = self.speech.text(N_("Open")), summary["open_count"]
        if not n:
            return Fact(label, self.speech.text(N_("nothing")))
        pending = self.gathered.opportunities.get(summary["account_id"], [])
        unpriced = sum(row["amount"] is None for row in pending)
        notes = [self.speech.plural(_OPEN, n)]
        if unpriced and unpriced < n:
            notes.append(self.speech.plural(_UNPRICED, unpriced))
        amount = None if unpriced == n else summary["open_amount"]
        return Fact(label, self.speech.money(amount), ", ".join(notes))

    def _expected(self, summary: Row) -> Iterator[Fact]:
        """What a model expects of the account; nothing where there is none."""
        found = self.gathered.expected.get(summary["account_id"])
        if found is not None:
            amount, is_bound = found
            by = N_("by its contract") if is_bound else N_("by what it bought so far")
            label = self.speech.text(N_("Expected in 12 months"))
            yield Fact(label, self.speech.money(amount), self.speech.text(by))

    def _last_touch(self, day: pd.Timestamp | None) -> Fact:
        label = self.speech.text(N_("Last touch"))
        if day is None:
            return Fact(label, self.speech.text(NOT_RECORDED))
        ago = (self.as_of - day.date()).days
        return Fact(label, self.speech.day(day), self.speech.plural(_AGO, ago))

    def _cases(self, summary: Row) -> Fact:
        label, n = self.speech.text(N_("Open cases")), summary["open_cases"]
        oldest = self.gathered.oldest_case.get(summary["account_id"])
        if not n or oldest is None:
            return Fact(label, self.speech.words.number(n))
        since = self.speech.text(N_("the oldest since {day}"), day=self.speech.day(oldest))
        return Fact(label, self.speech.words.number(n), since)

    def _cost(self, summary: Row) -> Iterator[Fact]:
        """What the account took until its first purchase, as far as it was noted."""
        for row in self.gathered.costs.get(summary["account_id"], ()):
            parts = []
            if row["cost"] is not None:
                parts.append(self.speech.money(row["cost"]))
            if row["touches"]:
                parts.append(self.speech.plural(_TOUCHES, row["touches"]))
            if row["hours"] is not None:
                parts.append(self.speech.words.value(row["hours"], "hours"))
            if row["quotes"]:
                parts.append(self.speech.plural(_QUOTES, row["quotes"]))
            label = N_("Cost to win") if parts else N_("Time to win")
            if row["days"] is not None:
                parts.append(self.speech.days(row["days"]))
            if parts:
                yield Fact(self.speech.text(label), parts[0], ", ".join(parts[1:]))

    def _season(self, summary: Row) -> Iterator[Fact]:
        """The months of the year in which the account spends most."""
        shares = self.gathered.seasons.get(summary["account_id"], ())
        best = [row for row in shares if row["share"] >= _SHARE][:3]
        bought = self.gathered.bought.get(summary["account_id"], 0)
        if not best or bought < _LEAST:
            return
        words = self.speech.words
        named = [
            self.speech.text(
                N_("{month} {share}"),
                month=self.speech.months[row["of_year"]],
                share=words.percent(row["share"], 0),
            )
            for row in best
        ]
        first = summary["first_purchase_on"]
        seen = 0 if first is None else (self.as_of - first.date()).days
        is_thin = seen < _DAYS or bought < _BOUGHT
        label = self.speech.text(N_("Best months"))
        yield Fact(label, named[0], ", ".join(named[1:]), "thin" if is_thin else "")
