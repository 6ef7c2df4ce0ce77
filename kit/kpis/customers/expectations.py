"""What customers are expected to buy, told from their histories."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kit.estimates.buying import active_chance, expected_purchases, expected_spend
from kit.estimates.intervals import Floats
from kit.estimates.staying import expected_months, kept
from kit.kpis.customers.histories import Histories
from kit.kpis.customers.parameters import Parameters

WEEKS_A_MONTH = 365.25 / 7 / 12


class Expected(NamedTuple):
    """Of each customer: purchases, and what they or the contract bring, less what is given back."""

    orders: Floats
    revenue: Floats


def expected(
    customers: Histories, parameters: Parameters, months: ArrayLike, discount: float = 0.0
) -> Expected:
    """Expected purchases and revenue in the next `months` months.

    An account with a running contract is expected to bring what that brings for as long as such
    contracts are kept. Others are told from their purchases. Never both: what a contract brings
    may also be recorded as orders.

    Parameters
    ----------
    months
        Of each customer, or one for all.
    discount
        Rate of interest per year at which later money counts less.
    """
    size = len(customers.first)
    ahead = np.broadcast_to(np.asarray(months, dtype=float), (size,))
    force = np.log1p(discount) / 12
    orders, revenue = np.full(size, np.nan), np.full(size, np.nan)
    if parameters.buying is not None:
        past = (customers.repeats, customers.last, customers.seen, ahead * WEEKS_A_MONTH)
        orders = expected_purchases(parameters.buying, *past)
        if parameters.spending is not None:
            paid = expected_purchases(parameters.buying, *past, force / WEEKS_A_MONTH)
            revenue = paid * expected_spend(parameters.spending, customers.priced, customers.spend)
            revenue = parameters.net * revenue
    if parameters.staying is not None:
        runs = is_under_contract(customers)
        stays = expected_months(parameters.staying, customers.months[runs], ahead[runs], force)
        revenue[runs] = customers.monthly[runs] * stays
    return Expected(orders, revenue)


def still_active(customers: Histories, parameters: Parameters) -> Floats:
    """Chance that each customer still is one; of those under contract, that it is kept a month."""
    chance = np.full(len(customers.first), np.nan)
    if parameters.buying is not None:
        past = (customers.repeats, customers.last, customers.seen)
        chance = active_chance(parameters.buying, *past)
    if parameters.staying is not None:
        runs = is_under_contract(customers)
        chance[runs] = kept(parameters.staying, customers.months[runs], 1)
    return chance


def is_under_contract(customers: Histories) -> np.ndarray:
    """Which accounts have a running contract."""
    return customers.monthly > 0
