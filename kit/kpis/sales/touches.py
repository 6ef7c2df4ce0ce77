"""Touches of customers: campaigns that reached them, and calls, visits and whatever else."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from kit.data.times import is_instant
from kit.kpis.known import known
from kit.kpis.touches import is_automatic, reached
from kit.window import Calendar, Window

LINKS = ["opportunity_id", "lead_id", "account_id"]
"""What names whom a touch reached."""
_TOLD = ("channel", "outcome", "is_automatic")
Axis = Literal["campaign", "channel"]


class Touches(NamedTuple):
    """Touches that may have led to a purchase, in the tables' order.

    Attributes
    ----------
    links
        opportunity_id, lead_id and account_id that each of them names, missing where it does not.
    second
        When, in seconds of UTC since 1970.
    label
        Position of its campaign or channel in `labels`, which are sorted.
    """

    links: pd.DataFrame
    second: np.ndarray
    label: np.ndarray
    labels: pd.Index


def touches_of(
    activities: pd.DataFrame,
    campaign_touches: pd.DataFrame,
    names: pd.Series,
    window: Window,
    unnamed: str = "",
) -> Touches:
    """All touches known on `as_of`.

    Activities count by channel, in either direction: what the customer began is a touch as well.
    Those of machines and those that reached nobody do not count.

    Parameters
    ----------
    names
        What the touches of each campaign are called, its id as index.
    unnamed
        What those of a campaign without a name are called; by default by its id.
    """
    done = known(activities, window, table="activities", read=(*LINKS, *_TOLD))
    done = done.loc[reached(done) & ~is_automatic(done), [*LINKS, "channel", "occurred_at"]]
    met = known(campaign_touches, window, table="campaign_touches", read=(*LINKS, "campaign_id"))
    called = met["campaign_id"].map(names).astype("str").fillna(unnamed or met["campaign_id"])
    links = [done[LINKS], met.assign(opportunity_id=pd.Series(dtype="str"))[LINKS]]
    label, labels = _labelled(done["channel"], called)
    second = [seconds(done["occurred_at"], window.calendar)]
    second.append(seconds(met["touched_at"], window.calendar))
    return Touches(pd.concat(links, ignore_index=True), np.concatenate(second), label, labels)


def _labelled(*columns: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Positions of the texts of all columns in the sorted labels, -1 where missing; the labels."""
    parts = [pd.factorize(one) for one in columns]
    texts = [pd.Series(labels).astype("str") for _, labels in parts]
    place, labels = pd.factorize(pd.concat(texts), sort=True)
    places = np.split(place, np.cumsum([len(one) for one in texts])[:-1])
    found = [np.append(at, -1)[codes] for at, (codes, _) in zip(places, parts, strict=True)]
    return np.concatenate(found), pd.Index(labels)


def campaign_labels(campaigns: pd.DataFrame, axis: Axis) -> pd.Series:
    """Name or channel of each campaign by id; campaigns of one name are told apart by their ids."""
    names = (
        campaigns.drop_duplicates("campaign_id")
        .set_index("campaign_id")["channel" if axis == "channel" else "name"]
        .astype("str")
    )
    if axis == "channel":
        return names
    ids = pd.Series(names.index, index=names.index)
    return names.mask(names.duplicated(keep=False), names + " (" + ids + ")")


def seconds(when: pd.Series, calendar: Calendar, *, end_of_day: bool = False) -> np.ndarray:
    """Seconds of UTC since 1970; a calendar day counts from its start, or up to its end."""
    if not is_instant(when):
        days = when.dt.normalize() + pd.Timedelta(days=int(end_of_day))
        zone = calendar.timezone
        when = days.dt.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
    return when.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[s]").astype(np.int64)
