"""Which touches came before which won opportunities."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.data.positions import entries_at, positions
from kit.kpis.sales.touches import Touches, seconds
from kit.window import Window

_SHIFT = 1 << 33
"""More seconds than any two instants are apart."""
_DAY = 86_400


class Pairs(NamedTuple):
    """Won opportunities with their touches, grouped by opportunity, the oldest touch first.

    Attributes
    ----------
    opportunity
        Position of the opportunity of each group.
    starts
        Position of each group's first pair.
    label, age_days
        Of each pair: what touched, and how long before the close.
    """

    opportunity: np.ndarray
    starts: np.ndarray
    label: np.ndarray
    age_days: np.ndarray


def touch_pairs(
    won: pd.DataFrame, leads: pd.DataFrame, touches: Touches, window: Window, lookback_days: int
) -> Pairs:
    """Pair each won opportunity with the touches in the days before its close.

    A touch that names an opportunity counts for that one alone; one that names a lead counts for
    what that lead became; any other counts for all opportunities of its account. Where only the
    day of the close is known, touches of that day count.

    Parameters
    ----------
    won
        Won opportunities.
    leads
        As known on `as_of`: which opportunity and account a lead became.
    """
    key_of_touch, keys = _keys(won, leads, touches.links)
    counts = key_of_touch >= 0
    key, second, label = key_of_touch[counts], touches.second[counts], touches.label[counts]
    epoch = second.min(initial=0)
    place = key * _SHIFT + (second - epoch)
    order = np.lexsort((label, place))
    place, second, label = place[order], second[order], label[order]
    closed = seconds(won["closed_at"], window.calendar, end_of_day=True)
    after = np.clip(closed - epoch, 0, _SHIFT - 1)
    before = np.clip(after - lookback_days * _DAY, 0, _SHIFT - 1)
    first, last = (
        np.searchsorted(place, np.where(keys < 0, -1, keys * _SHIFT + edge[:, None]))
        for edge in (before, after)
    )
    return _grouped(first, last, second, label, closed)


def _keys(
    won: pd.DataFrame, leads: pd.DataFrame, links: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """One key of each touch, and the three keys of each opportunity: own, lead's, account's."""
    size = len(won)
    lead_at = positions(links["lead_id"], leads["lead_id"])
    became = np.append(leads["opportunity_id"].notna().to_numpy(bool), False)[lead_at]
    lead = won["lead_id"].astype("str").fillna(_leads_of(won, leads))
    lead_code, lead_ids = pd.factorize(lead)
    account_code, account_ids = pd.factorize(won["account_id"].astype("str"))
    own = positions(links["opportunity_id"], won["opportunity_id"])
    of_lead = _through(links["lead_id"], leads["lead_id"], lead_at, lead_ids, lead_at < 0)
    has_own = links["account_id"].notna().to_numpy(bool)
    of_account = _through(links["account_id"], leads["account_id"], lead_at, account_ids, has_own)
    names_one = links["opportunity_id"].notna().to_numpy()
    # A lead that became an opportunity which was not won touched nothing that was.
    is_spent = (of_lead >= 0) | became
    shifted = np.where(of_account < 0, -1, size + len(lead_ids) + of_account)
    key = np.where(is_spent, np.where(of_lead < 0, -1, size + of_lead), shifted)
    keys = np.stack(
        [
            np.arange(size),
            np.where(lead_code < 0, -1, size + lead_code),
            np.where(account_code < 0, -1, size + len(lead_ids) + account_code),
        ],
        axis=1,
    )
    return np.where(names_one, own, key), keys


def _through(
    own: pd.Series, leads: pd.Series, lead_at: np.ndarray, ids: pd.Index, by_own: np.ndarray
) -> np.ndarray:
    """Position in `ids` of what each touch names itself, elsewhere of what its lead names.

    Leads are fewer than touches, so that each is looked up once.
    """
    found = np.append(positions(leads, pd.Series(ids)), -1)[lead_at]
    rows = np.flatnonzero(by_own)
    found[rows] = positions(own.iloc[rows], pd.Series(ids))
    return found


def _leads_of(won: pd.DataFrame, leads: pd.DataFrame) -> pd.Series:
    """The lead that names each opportunity, for those that name none."""
    place = positions(won["opportunity_id"], leads["opportunity_id"])
    return pd.Series(entries_at(leads["lead_id"], place).to_numpy(), index=won.index)


def _grouped(
    first: np.ndarray, last: np.ndarray, second: np.ndarray, label: np.ndarray, closed: np.ndarray
) -> Pairs:
    """Ranges of touches, three for each opportunity, as pairs in order."""
    found = (last - first).ravel()
    total = int(found.sum())
    touch = np.arange(total) + np.repeat(first.ravel() - np.cumsum(found) + found, found)
    opportunity = np.repeat(np.repeat(np.arange(len(closed)), 3), found)
    order = np.argsort(opportunity * _SHIFT + second[touch] - second.min(initial=0), kind="stable")
    touch, opportunity = touch[order], opportunity[order]
    starts = np.flatnonzero(np.diff(opportunity, prepend=-1))
    age = (closed[opportunity] - second[touch]) / _DAY
    return Pairs(opportunity[starts], starts, label[touch], age)
