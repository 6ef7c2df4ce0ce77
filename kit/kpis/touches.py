"""What counts as a touch, whom it reached, and whether it was answered: one notion for all KPIs.

A touch is an activity of a person. KPIs ask more of it by what they judge, and each says so in its
definition: how fast leads are answered needs an attempt (`is_attempt`), what contact brings needs
somebody reached (`is_outbound` and `reached`), how busy people are needs `is_outbound` alone; what
came before a purchase, and whether anybody still works on an opportunity or account, counts in
either direction (not `is_automatic`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.data.times import days_between
from kit.window import Window

NOT_REACHED = ("bounced", "no_answer")
ANSWERED = ("answered", "meeting_booked")
_NO_ANSWER = (*NOT_REACHED, "auto_reply")
RECIPIENTS = ("contact_id", "lead_id", "account_id")
"""Whom touches reach, in this order."""


def is_outbound(activities: pd.DataFrame) -> np.ndarray:
    """Which activities a person directed at somebody.

    Inbound and automatic ones are none. Those without a direction count, also where others have
    one: `inbound` says that the other side began it and has to be recorded to be so, while systems
    that know the direction of calls have none for the meetings, visits and tasks of their people.
    """
    return ~activities["direction"].eq("inbound").to_numpy(bool) & ~is_automatic(activities)


def is_attempt(activities: pd.DataFrame) -> np.ndarray:
    """Which outbound activities were delivered: all that did not bounce.

    One that reached nobody counts, and so does one that a machine on the other side answered:
    whoever did it had acted.
    """
    return is_outbound(activities) & ~activities["outcome"].eq("bounced").to_numpy(bool)


def is_inbound(activities: pd.DataFrame) -> np.ndarray:
    """Which activities a person on the other side began."""
    return activities["direction"].eq("inbound").to_numpy(bool) & ~is_automatic(activities)


def is_automatic(activities: pd.DataFrame) -> np.ndarray:
    """Which activities no person did."""
    return activities["is_automatic"].astype("boolean").fillna(False).to_numpy(bool)


def reached(touches: pd.DataFrame) -> np.ndarray:
    """Which touches came to their recipient: neither bounced nor a call that nobody took."""
    return ~touches["outcome"].isin(NOT_REACHED).to_numpy(bool)


def answered(touches: pd.DataFrame) -> np.ndarray:
    """Which touches were answered by a person; automatic replies are no answers."""
    responded = touches["responded_at"].notna() & ~touches["outcome"].isin(_NO_ANSWER)
    return (touches["outcome"].isin(ANSWERED) | responded).to_numpy(bool)


def answer_days(touches: pd.DataFrame, window: Window) -> np.ndarray:
    """Days until each touch was answered, NaN where it was not.

    An answer without a time of its own came at once, as in a call.
    """
    days = days_between(touches["occurred_at"], touches["responded_at"], window.calendar)
    return np.where(answered(touches), days.fillna(0.0), np.nan)


def recipients(touches: pd.DataFrame) -> np.ndarray:
    """A number for each touch's recipient, -1 without one: its contact, else lead, else account."""
    codes, base = np.full(len(touches), -1, dtype=np.int64), 0
    for name in RECIPIENTS:
        left = np.flatnonzero(codes < 0)
        found, members = pd.factorize(touches[name].iloc[left])
        codes[left] = np.where(found < 0, -1, found + base)
        base += len(members)
    return codes
