"""Sales KPIs on published files, against sums taken from the files themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis import (
    average_amount,
    bookings,
    bookings_by_customer,
    new_customers,
    revenue,
    revenue_growth,
    revenue_seasonality,
)
from kit.window import Window

pytestmark = pytest.mark.shared_data
CDNOW = Window(date(1998, 6, 30), periods=18)
MAVEN = Window(date(2017, 12, 31), "quarter", 4)


@pytest.fixture(scope="module")
def cdnow(shared: Path) -> pd.DataFrame:
    """Orders of a music shop whose customers all bought first in the first quarter of 1997."""
    names = ["customer", "day", "discs", "amount"]
    file = shared / "data/cdnow/CDNOW_master.txt"
    rows = pd.read_csv(file, sep=r"\s+", names=names, dtype={"customer": "str"}, engine="c")
    rows = rows[pd.to_numeric(rows["amount"], errors="coerce").notna()]
    frame = pd.DataFrame(
        {
            "order_id": [f"r{number}" for number in range(len(rows))],
            "account_id": rows["customer"].to_numpy(),
            "ordered_at": pd.to_datetime(rows["day"].astype(str)).astype("datetime64[us]"),
            "amount": rows["amount"].astype(float),
            "kind": "sale",
        }
    )
    return completed(frame, "orders")


@pytest.fixture(scope="module")
def maven(shared: Path) -> pd.DataFrame:
    dates = ["engage_date", "close_date"]
    rows = pd.read_csv(shared / "data/maven_crm/sales_pipeline.csv", parse_dates=dates)
    frame = pd.DataFrame(
        {
            "opportunity_id": rows["opportunity_id"].astype("str"),
            "account_id": rows["account"].astype("str"),
            "created_at": rows["engage_date"].astype("datetime64[us]"),
            "closed_at": rows["close_date"].astype("datetime64[us]"),
            "status": rows["deal_stage"].map({"Won": "won", "Lost": "lost"}).fillna("open"),
            "amount": rows["close_value"].astype(float),
        }
    )
    return completed(frame, "opportunities")


def test_all_customers_of_the_music_shop_are_new_in_its_first_quarter(
    cdnow: pd.DataFrame,
) -> None:
    frame = new_customers(empty("opportunities"), cdnow, CDNOW)
    count = frame[frame["measure"] == "count"].set_index("period")
    assert count["value"].sum() == 23_570
    assert count.loc["1997-04":, "value"].eq(0).all()
    assert count.loc[:"1997-12", "mark"].eq("immature").all()


def test_revenue_of_the_music_shop_is_that_of_the_file(cdnow: pd.DataFrame) -> None:
    frame = revenue(cdnow, CDNOW)
    amount = frame[frame["measure"] == "amount"]
    assert amount["n"].sum() == len(cdnow)
    cents = np.rint(cdnow["amount"] * 100).astype(int)
    month = cdnow["ordered_at"].dt.to_period("M")
    assert (amount["value"] * 100).round().tolist() == cents.groupby(month).sum().tolist()


def test_a_single_cohort_shrinks_and_18_months_tell_no_season(cdnow: pd.DataFrame) -> None:
    growth = revenue_growth(cdnow, CDNOW).set_index("period")["value"]
    assert growth[:"1997-12"].isna().all()
    assert (growth["1998-01":"1998-03"] < -0.5).all()
    assert revenue_seasonality(cdnow, CDNOW)["value"].isna().all()


def test_bookings_of_the_hardware_shop_are_10_million_on_4238_wins(maven: pd.DataFrame) -> None:
    frame = bookings(maven, MAVEN).groupby("measure")["value"].sum()
    won = maven[maven["status"] == "won"]
    assert frame["count"] == 4238
    assert frame["amount"] == won["amount"].sum()
    assert round(frame["amount"] / 1e6, 1) == 10.0
    mean = average_amount(maven, MAVEN.as_one).set_index("measure")
    assert mean.loc["mean", "value"] == pytest.approx(won["amount"].mean())
    assert mean.loc["median", "value"] == won["amount"].median()


def test_85_accounts_are_new_once_and_all_else_is_repeat_business(maven: pd.DataFrame) -> None:
    new = new_customers(maven, empty("orders"), MAVEN)
    assert new.loc[new["measure"] == "count", "value"].sum() == 85
    parts = bookings_by_customer(maven, empty("orders"), MAVEN)
    count = parts[parts["measure"] == "count"].groupby("customer", observed=True)["value"].sum()
    assert count.sum() == 4238
    assert 85 <= count["new"] < 150
    assert parts["mark"].isin(["immature"]).all()
