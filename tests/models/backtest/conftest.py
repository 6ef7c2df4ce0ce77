from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed
from kit.models.backtest.bookings import Bookings

LEAVES = (("EMEA", "DACH"), ("EMEA", "Iberia"), ("US", ""))


@pytest.fixture
def booked() -> Callable[..., Bookings]:
    """Bookings of leaves by month from rows of numbers."""

    def make(*rows: list[float], first: int = 600) -> Bookings:
        return Bookings(LEAVES[: len(rows)], first, np.array(rows, dtype=float))

    return make


@pytest.fixture
def opportunities() -> Callable[..., pd.DataFrame]:
    """A canonical table from (created, closed, status, amount, region, team)."""

    def make(*rows: tuple) -> pd.DataFrame:
        columns = ["created_at", "closed_at", "status", "amount", "region", "team"]
        frame = pd.DataFrame(rows, columns=columns)
        for name in ("created_at", "closed_at"):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        texts = {name: frame[name].astype("str") for name in ("status", "region", "team")}
        frame = frame.assign(**texts, opportunity_id=[f"o{n}" for n in range(len(frame))])
        return completed(frame.astype({"amount": "float64"}), "opportunities")

    return make
