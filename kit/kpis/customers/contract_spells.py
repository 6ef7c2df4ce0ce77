"""How long accounts have been under contract, and what their contracts bring."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.estimates.intervals import Floats
from kit.kpis.sales.monthly_revenue import DIGITS, contract_days
from kit.window import Window

_DAYS_A_MONTH = 365.25 / 12


class Spells(NamedTuple):
    """One element per account; see `contract_spells`."""

    monthly: Floats
    months: Floats
    has_left: np.ndarray


def contract_spells(contracts: pd.DataFrame, accounts: pd.Series, window: Window) -> Spells:
    """Time under contract of each of `accounts`, as known on `as_of`.

    The time runs from the first contract's start to `as_of`, or to the end of the last contract
    where none runs any more; gaps between contracts count as well, since the customer came back.

    Returns
    -------
    Spells
        `monthly`: what the running contracts bring in a month, 0 where none runs. `months`: months
        under contract, the one begun counted in full, NaN for accounts that never had any.
        `has_left`: whether all contracts have ended.
    """
    found = contract_days(contracts, window)
    place = positions(found.account_id, accounts)
    after = np.datetime64(window.as_of, "D") + 1
    own = (place >= 0) & (found.start < after) & (found.start < found.stop)
    place, size = place[own], len(accounts)
    start, stop = found.start[own].astype(np.int64), found.stop[own].astype(np.int64)
    runs = stop >= after.astype(np.int64)
    monthly = np.bincount(place[runs], found.monthly[own][runs], size) / 10**DIGITS
    first, last = np.full(size, np.iinfo(np.int64).max), np.full(size, np.iinfo(np.int64).min)
    np.minimum.at(first, place, start)
    np.maximum.at(last, place, np.minimum(stop, after.astype(np.int64)))
    is_known = np.bincount(place, minlength=size) > 0
    days = np.where(is_known, last - first, 0)
    months = np.where(is_known, np.ceil(days / _DAYS_A_MONTH - 1e-9), np.nan)
    still = np.bincount(place[runs], minlength=size) > 0
    return Spells(monthly, months, is_known & ~still)
