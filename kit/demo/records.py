"""What the subjects of one chunk hand to each other: arrays of leads and of opportunities."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np

from kit.demo.columns import MISSING, Flags, Real, Whole

OPEN, WON, LOST = 0, 1, 2
STATUSES = ("open", "won", "lost")


@dataclass(frozen=True)
class Arrays:
    """Arrays of equal length, one entry per record."""

    def take(self, rows: Any) -> Self:
        """The records at `rows` (positions or a mask), in that order."""
        return replace(self, **{item.name: getattr(self, item.name)[rows] for item in fields(self)})

    def joined(self, other: Self) -> Self:
        """These records, then those of `other`."""
        names = [item.name for item in fields(self)]
        return replace(
            self, **{name: np.r_[getattr(self, name), getattr(other, name)] for name in names}
        )

    def changed(self, **arrays: Any) -> Self:
        """The same records with some arrays replaced."""
        return replace(self, **arrays)

    @property
    def size(self) -> int:
        """Number of records."""
        return int(getattr(self, fields(self)[0].name).size)


@dataclass(frozen=True)
class Leads(Arrays):
    """Leads of one chunk.

    Attributes
    ----------
    hours
        Hours from creation to the first human answer; NaN where nobody answered by the end.
    opportunity
        Number of the opportunity that came of it, 0 if none did.
    """

    number: Whole
    created: Whole
    team: Whole
    owner: Whole
    source: Whole
    campaign: Whole
    product: Whole
    score: Real
    responded: Whole
    hours: Real
    qualified: Whole
    disqualified: Whole
    reason: Whole
    converted: Whole
    opportunity: Whole


@dataclass(frozen=True)
class Opportunities(Arrays):
    """Opportunities of one chunk.

    Attributes
    ----------
    number, lead, account
        Record numbers; 0 where there is none.
    source
        Position in `source_names`.
    first_owner, owner_changed
        Who had it before, and when it changed hands.
    response
        Hours until its lead was answered; NaN without such a lead.
    stale
        Whether it never ends.
    worked_until
        Last moment at which somebody works on it.
    offered
        Amount before closing; `amount` is the one that stands at the end. Both in its currency.
    """

    number: Whole
    created: Whole
    team: Whole
    owner: Whole
    first_owner: Whole
    owner_changed: Whole
    source: Whole
    campaign: Whole
    product: Whole
    lead: Whole
    account: Whole
    response: Real
    stale: Whole
    status: Whole
    closed: Whole
    worked_until: Whole
    currency: Whole
    first_amount: Real
    offered: Real
    amount: Real
    stage: Whole


@dataclass(frozen=True)
class Touches(Arrays):
    """Activities before they are numbered; `due` is a day, `message` a position in `messages`."""

    at: Whole
    channel: Whole
    inbound: Flags
    owner: Whole
    lead: Whole
    opportunity: Whole
    account: Whole
    message: Whole
    outcome: Whole
    responded: Whole
    due: Whole
    automatic: Flags


def untouched(at: Whole, owner: Whole) -> Touches:
    """Outbound e-mails at these moments that concern nothing yet."""
    none, nobody = np.zeros(at.size, np.int64), np.full(at.size, -1)
    never, no = np.full(at.size, MISSING), np.zeros(at.size, bool)
    return Touches(
        at=at,
        channel=none,
        inbound=no,
        owner=owner,
        lead=none,
        opportunity=none,
        account=none,
        message=nobody,
        outcome=none,
        responded=never,
        due=never,
        automatic=no,
    )
