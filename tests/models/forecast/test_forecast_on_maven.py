"""The forecast on the Maven CRM sample: its traps are seen, and it knows nothing of the future."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit.data.asof import records_known_at
from kit.models.forecast import Forecast, forecast
from kit.window import Window

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def tables(shared: Path) -> dict[str, pd.DataFrame]:
    folder = shared / "data" / "maven_crm"
    sales = pd.read_csv(folder / "sales_pipeline.csv")
    teams = pd.read_csv(folder / "sales_teams.csv").set_index("sales_agent")
    prices = pd.read_csv(folder / "products.csv").set_index("product")["sales_price"]
    product = sales["product"].replace("GTXPro", "GTX Pro")
    frame = pd.DataFrame(
        {
            "opportunity_id": sales["opportunity_id"],
            "created_at": pd.to_datetime(sales["engage_date"]).astype("datetime64[us]"),
            "stage": sales["deal_stage"],
            "status": sales["deal_stage"].map({"Won": "won", "Lost": "lost"}).fillna("open"),
            "closed_at": pd.to_datetime(sales["close_date"]).astype("datetime64[us]"),
            "amount": sales["close_value"].astype("float64"),
            "team": sales["sales_agent"].map(teams["manager"]),
            "region": sales["sales_agent"].map(teams["regional_office"]),
            "product": product,
            "list_price": product.map(prices).astype("float64"),
        }
    )
    return {"opportunities": frame}


def made_on(tables: dict[str, pd.DataFrame], day: date) -> Forecast:
    window = Window(day)
    known = records_known_at(tables, day, window.calendar)
    return forecast(known, window, months=3, paths=300)


def test_its_traps_are_told(tables: dict[str, pd.DataFrame]) -> None:
    notes = made_on(tables, date(2017, 12, 31)).notes
    said = dict(zip(notes["note"], notes["value"], strict=True))
    assert said["closes_recorded_since"] == "2017-03-01"
    assert said["open_not_begun"] == "500"
    assert said["arrivals_thin_since"] == "2017-11-01"


def test_the_third_quarter_lies_within_what_was_forecast(
    tables: dict[str, pd.DataFrame],
) -> None:
    made = made_on(tables, date(2017, 6, 30))
    total = made.samples().amounts[0, 1:].sum(axis=0)
    low, high = np.quantile(total, [0.05, 0.95])
    assert low < 2_982_255 < high
    assert high < 2 * low
    assert len(made.teams) == 6
