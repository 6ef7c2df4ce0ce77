"""Problems planted in a team: what is wrong there, how much, and from which day on.

A world without problems draws the very same CRM as before; a problem only bends chances and
spans that are drawn anyway, so that the rest of the company stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal[
    "poor_source",
    "few_leads",
    "faded_interest",
    "late_answers",
    "effort_stops",
    "early_handover",
    "early_losses",
    "middle_losses",
    "late_losses",
    "optimistic_closes",
    "thin_pipeline",
    "rising_category",
    "slower_resolution",
    "costly_source",
]


@dataclass(frozen=True)
class Problem:
    """One problem of one team.

    Attributes
    ----------
    size
        How much of it, above 0. ``poor_source``, ``faded_interest``: taken off the logit of
        converting. ``late_answers``, ``slower_resolution``, ``rising_category``: added to the log
        of the delay, of the time to resolve, of the category's weight. ``few_leads``,
        ``effort_stops``, ``early_handover``, ``optimistic_closes`` and the three of losses: the
        share that goes missing, that is not tried again, that is handed over too early, by which
        plans are too short, of the losses that move to that phase. ``thin_pipeline``: what the
        running target is above the usual one. ``costly_source``: spend on top, as a multiple of
        the source's usual spend.
    member
        The source or the category that it is about; empty for all.
    since
        First day of it; None for all along.
    """

    team: str
    kind: Kind
    size: float
    member: str = ""
    since: date | None = None
