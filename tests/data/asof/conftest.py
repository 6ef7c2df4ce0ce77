"""Opportunities that tests look at as known on a day."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas import DataFrame

from kit.data.frames import completed
from tests.data.asof.then import instants


@pytest.fixture
def opportunities() -> DataFrame:
    """Won early, won later, lost later, not started, created later."""
    frame = DataFrame(
        {
            "opportunity_id": ["a", "b", "c", "d", "e"],
            "created_at": instants(
                "2026-01-01T08:00Z",
                "2026-01-02T08:00Z",
                "2026-01-03T08:00Z",
                None,
                "2026-03-01T08:00Z",
            ),
            "stage": ["Won", "Won", "Lost", "New", "New"],
            "status": ["won", "won", "lost", "open", "open"],
            "closed_at": instants(
                "2026-01-20T08:00Z", "2026-02-20T08:00Z", "2026-02-21T08:00Z", None, None
            ),
            "amount": [100.0, 250.0, 0.0, 70.0, 80.0],
            "amount_before_close": [90.0, 200.0, None, None, None],
            "list_price": [None, 300.0, 300.0, None, None],
            "loss_reason": [None, None, "price", None, None],
            "expected_close_date": pd.to_datetime(["2026-05-01"] * 5),
        }
    )
    return completed(frame, "opportunities")
