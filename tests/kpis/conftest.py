"""Opportunities written out as lines of text, and a company big enough for promises."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

COLUMNS = ("created_at", "closed_at", "status", "owner", "amount", "list_price")
OWNERS = ("Ada", "Bo", "Cy")


@pytest.fixture(scope="session")
def opportunities_of() -> Callable[..., pd.DataFrame]:
    """Lines of `created closed status owner amount list_price`, ``-`` is missing; Cy has none."""

    def make(*lines: str) -> pd.DataFrame:
        rows = [line.split() for line in lines]
        frame = pd.DataFrame(rows, columns=COLUMNS, dtype="str")
        frame = frame.mask(frame.eq("-"))
        for name in ("created_at", "closed_at"):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        for name in ("amount", "list_price"):
            frame[name] = pd.to_numeric(frame[name]).astype("float64")
        owners = pd.CategoricalDtype(OWNERS)
        return frame.assign(owner=frame["owner"].astype(owners), amount_before_close=np.nan)

    return make


@pytest.fixture(scope="session")
def company() -> pd.DataFrame:
    """600 opportunities of a company in which Zoe and Umbrella have none, seen on 2026-06-20.

    Lost amounts are zeroed, 1 in 20 belongs to nobody, 1 in 30 open ones has not started.
    """
    draw = np.random.default_rng(20260620)
    n = 600
    start = pd.Timestamp("2025-01-01", tz="UTC")
    created = start + pd.to_timedelta(draw.uniform(0, 530 * 24 * 60, n).round(), unit="min")
    closed = created + pd.to_timedelta((draw.gamma(2, 30, n) * 24 * 60).round() + 60, unit="min")
    is_closed = (closed < pd.Timestamp("2026-06-20 12:00", tz="UTC")) & (draw.random(n) < 0.8)
    won = is_closed & (draw.random(n) < 0.4)
    price = draw.choice([480.0, 1200.0, 5300.0], n)
    amount = (price * draw.uniform(0.8, 1.1, n)).round(2)
    frame = pd.DataFrame(
        {
            "opportunity_id": [f"o{number:03}" for number in range(n)],
            "created_at": pd.Series(created).where(is_closed | (draw.random(n) > 1 / 30)),
            "stage": np.select([won, is_closed], ["Won", "Lost"], draw.choice(["New", "Offer"], n)),
            "status": np.select([won, is_closed], ["won", "lost"], "open"),
            "closed_at": pd.Series(closed).where(is_closed),
            "amount": np.where(is_closed & ~won, 0.0, amount),
            "owner": draw.choice(["Ada", "Bo", "Cy", "Dan"], n, p=[0.5, 0.3, 0.15, 0.05]),
            "product": draw.choice(["Basic", "Plus"], n),
            "source": draw.choice(["Web", "Fair"], n),
            "region": "EMEA",
            "loss_reason": np.where(is_closed & ~won, "Price", None),
            "list_price": price,
            "amount_before_close": np.where(is_closed, (amount * 1.05).round(2), np.nan),
        }
    )
    frame["team"] = frame["owner"].map({"Ada": "North", "Bo": "South", "Cy": "South"})
    for name in ("created_at", "closed_at"):
        frame[name] = frame[name].astype("datetime64[us, UTC]")
    members = {
        "owner": ["Ada", "Bo", "Cy", "Dan", "Zoe"],
        "team": ["North", "South", "Umbrella"],
        "stage": ["New", "Offer", "Won", "Lost"],
    }
    for name in ("owner", "team", "region", "product", "stage", "source", "loss_reason"):
        categories = members.get(name) or sorted(frame[name].dropna().unique())
        frame[name] = pd.Categorical(frame[name], categories=categories)
    return frame
