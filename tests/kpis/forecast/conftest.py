"""Records and derived tables written out row by row, for KPIs of what is to come."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from pandas import DataFrame

from kit.data.frames import empty

Made = Callable[..., DataFrame]

_QUANTILES = ("q05", "q10", "q25", "q50", "q75", "q90", "q95")


@pytest.fixture
def opportunities() -> Made:
    """Lines of `id status amount closed region team owner`; ``-`` is missing."""

    def make(*lines: str) -> DataFrame:
        names = ["opportunity_id", "status", "amount", "closed_at", "region", "team", "owner"]
        frame = DataFrame([line.split() for line in lines], columns=names, dtype="str")
        frame = frame.mask(frame.eq("-"))
        return frame.assign(
            amount=pd.to_numeric(frame["amount"]).astype("float64"),
            closed_at=pd.to_datetime(frame["closed_at"]).astype("datetime64[us]"),
            created_at=pd.Timestamp("2026-01-01").as_unit("us"),
            stage="New",
            list_price=float("nan"),
            amount_before_close=float("nan"),
        )

    return make


@pytest.fixture
def targets() -> Made:
    """Lines of `start end region team amount`, for bookings."""

    def make(*lines: str) -> DataFrame:
        names = ["period_start", "period_end", "region", "team", "amount"]
        frame = DataFrame([line.split() for line in lines], columns=names, dtype="str")
        frame = frame.mask(frame.eq("-"))
        days = {name: pd.to_datetime(frame[name]) for name in names[:2]}
        amount = pd.to_numeric(frame["amount"]).astype("float64")
        return frame.assign(**days, amount=amount, measure="bookings", owner=None, product=None)

    return make


@pytest.fixture
def no_targets() -> DataFrame:
    return empty("targets")


@pytest.fixture
def chances() -> Made:
    """Lines of `id within_90 eventually won_by_0 worth previous basis`, as of 2026-03-10."""

    def make(*lines: str, as_of: str = "2026-03-10") -> DataFrame:
        names = ["opportunity_id", "within_90", "eventually", "won_by_0", "expected_amount"]
        names += ["previous_90", "basis"]
        frame = DataFrame([line.split() for line in lines], columns=names, dtype="str")
        frame = frame.mask(frame.eq("-"))
        numbers = {name: pd.to_numeric(frame[name]).astype("float64") for name in names[1:6]}
        return frame.assign(
            **numbers,
            within_30=numbers["within_90"] / 2,
            low_90=numbers["within_90"] / 2,
            high_90=(1 + numbers["within_90"]) / 2,
            as_of=pd.Timestamp(as_of).as_unit("us"),
            previous_as_of=pd.Timestamp("2026-03-03").as_unit("us"),
        )

    return make


@pytest.fixture
def paths() -> Made:
    """Lines of `region team month part amounts…`, one amount for each path, as of 2026-03-10."""

    def make(*lines: str, as_of: str = "2026-03-10") -> DataFrame:
        rows = []
        for line in lines:
            region, team, month, part, *amounts = line.split()
            rows += [
                (region, team, month, part, number, float(amount))
                for number, amount in enumerate(amounts)
            ]
        names = ["region", "team", "month", "part", "path", "amount"]
        frame = DataFrame(rows, columns=names).replace("-", None)
        texts = {"region": "str", "team": "str", "month": "datetime64[us]"}
        return frame.assign(as_of=pd.Timestamp(as_of).as_unit("us")).astype(texts)

    return make


@pytest.fixture
def tried() -> Made:
    """Lines of `unit method origin start end q05 q50 q95 actual`; the other quantiles lie between.

    q10 and q25 lie with q05 and halfway to q50, q75 and q90 alike; the mean is q50.
    """

    def make(*lines: str, horizon: str = "month") -> DataFrame:
        rows = []
        for line in lines:
            unit, method, origin, start, end, *numbers = line.split()
            low, middle, high, actual = map(float, numbers)
            values = (low, low, (low + middle) / 2, middle, (middle + high) / 2, high, high)
            region, _, team = unit.replace("-", "").partition("/")
            rows.append(
                {
                    "unit": unit.replace("-", ""),
                    "region": region or None,
                    "team": team or None,
                    "method": method,
                    "origin": origin,
                    "target_start": start,
                    "target_end": end,
                    "horizon": horizon,
                    **dict(zip(_QUANTILES, values, strict=True)),
                    "mean": middle,
                    "actual": actual,
                }
            )
        days = dict.fromkeys(("origin", "target_start", "target_end"), "datetime64[us]")
        return DataFrame(rows).astype({**days, "region": "str", "team": "str"})

    return make
