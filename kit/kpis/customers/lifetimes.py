"""What customers bring from their first purchase on: what they brought, then what is expected."""

from __future__ import annotations

import numpy as np

from kit.estimates.intervals import Floats
from kit.kpis.customers.expectations import WEEKS_A_MONTH, expected, is_under_contract
from kit.kpis.customers.histories import Histories
from kit.kpis.customers.parameters import Parameters


def brought_within(
    customers: Histories, parameters: Parameters, months: float, discount: float = 0.0
) -> Floats:
    """Revenue of each customer within `months` of its first purchase, that purchase included.

    What has been is taken as it was, less what is usually given back; the rest of the time is
    expected. An account with a running contract counts by that alone, at what it brings today.

    Parameters
    ----------
    discount
        Rate of interest a year at which later money counts less, back to the first purchase.
    """
    force = np.log1p(discount) / 12
    age = customers.seen / WEEKS_A_MONTH
    own = customers.day <= months * WEEKS_A_MONTH
    when = customers.day[own] / WEEKS_A_MONTH
    paid = customers.amount[own] * np.exp(-force * when)
    past = parameters.net * np.bincount(customers.customer[own], paid, len(age))
    if parameters.staying is not None:
        runs = is_under_contract(customers)
        held = np.minimum(customers.months[runs], months)
        # Paid evenly: the mean of e^(-force t) over the time held.
        worth = -np.expm1(-force * held) / force if force else held
        past[runs] = customers.monthly[runs] * worth
    left = np.maximum(months - age, 0.0)
    future = expected(customers, parameters, left, discount).revenue
    future = np.where(left > 0, future * np.exp(-force * age), 0.0)
    return np.asarray(past + future)
