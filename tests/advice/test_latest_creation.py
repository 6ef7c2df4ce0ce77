"""Whether what is opened now can still be won in the period."""

from __future__ import annotations

import pandas as pd
import pytest

from kit import advice
from kit.wording import worded

LEFT = 20
"""Days left of the period."""


def latest(median: float, quarter: float) -> pd.DataFrame:
    """So many days to the win of half and of a quarter, 20 days before the period ends."""
    rows = {"median": median, "p25": quarter}
    rows |= {f"{name}_left": LEFT - days for name, days in rows.items()}
    return pd.DataFrame({"measure": list(rows), "value": list(rows.values())})


@pytest.mark.parametrize(
    ("median", "quarter", "rule"),
    [
        (20.0, 9.0, "creation_in_time"),
        (20.5, 20.0, "creation_nearly_late"),
        (40.0, 20.5, "creation_too_late"),
    ],
)
def test_it_is_in_time_nearly_late_or_too_late(median: float, quarter: float, rule: str) -> None:
    (said,) = advice.latest_creation(latest(median, quarter))
    assert said.rule == rule


def test_no_number_of_days_is_below_zero() -> None:
    for days in ((9.0, 5.0), (30.0, 9.0), (40.0, 31.0)):
        found = worded(advice.latest_creation(latest(*days))[0])
        told = [found.text, found.action, *(value for _, value in found.evidence)]
        assert not any("-" in one or "−" in one for one in told)


def test_without_a_cycle_time_nothing_is_said() -> None:
    assert advice.latest_creation(latest(9.0, 5.0).assign(value=None)) == ()
    assert advice.latest_creation(latest(9.0, 5.0).head(1)) == ()
