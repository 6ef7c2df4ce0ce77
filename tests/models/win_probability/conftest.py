"""Opportunities of known workings, written out or drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.window import Window

AS_OF = date(2025, 12, 31)

Simulate = Callable[..., pd.DataFrame]


@pytest.fixture
def window() -> Window:
    return Window(AS_OF)


@pytest.fixture(scope="session")
def simulate() -> Simulate:
    """Opportunities of 18 months: two regions of two teams, closes after 20 to 100 days."""

    def rows(
        n: int = 400, seed: int = 1, start: str = "2024-07-01", months: int = 18, open_share=0.3
    ) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        created = pd.to_datetime(start) + pd.to_timedelta(rng.integers(0, months * 30, n), "D")
        closed = created + pd.to_timedelta(rng.integers(20, 100, n), "D")
        is_open = (closed > pd.Timestamp(AS_OF)) | (rng.random(n) < open_share)
        return pd.DataFrame(
            {
                "opportunity_id": [f"o{number}" for number in range(n)],
                "created_at": pd.Series(created).astype("datetime64[us]"),
                "closed_at": pd.Series(closed).mask(is_open).astype("datetime64[us]"),
                "status": np.where(is_open, "open", np.where(rng.random(n) < 0.4, "won", "lost")),
                "stage": "New",
                "amount": rng.lognormal(6, 0.8, n).round(2),
                "region": rng.choice(["East", "West"], n),
                "team": rng.choice(["One", "Two"], n),
                "product": rng.choice(["Desk", "Lamp"], n),
                "source": rng.choice(["Web", "Fair"], n),
            }
        )

    return rows


@pytest.fixture(scope="session")
def stages_of() -> Callable[[pd.DataFrame, np.ndarray], pd.DataFrame]:
    """A stage history: all start at New; some come to Offer on their tenth day."""

    def rows(opportunities: pd.DataFrame, has_offer: np.ndarray) -> pd.DataFrame:
        first = pd.DataFrame(
            {
                "opportunity_id": opportunities["opportunity_id"],
                "entered_at": opportunities["created_at"],
                "sequence": 1,
                "stage": "New",
            }
        )
        later = first[has_offer].assign(sequence=2, stage="Offer")
        later["entered_at"] += pd.Timedelta(days=10)
        both = pd.concat([first, later], ignore_index=True)
        return both.astype({"sequence": "Int64"}).dropna(subset="entered_at")

    return rows
