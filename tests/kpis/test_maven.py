"""KPIs of the Maven CRM sample against figures worked out from its files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit import kpis
from kit.window import Window

pytestmark = pytest.mark.shared_data

YEAR = Window(date(2017, 12, 31), "year", 1)
QUARTER = Window(date(2017, 12, 31), "quarter", 1)


@pytest.fixture(scope="module")
def maven(shared: Path) -> pd.DataFrame:
    folder = shared / "data" / "maven_crm"
    sales = pd.read_csv(folder / "sales_pipeline.csv")
    teams = pd.read_csv(folder / "sales_teams.csv").set_index("sales_agent")
    prices = pd.read_csv(folder / "products.csv").set_index("product")["sales_price"]
    product = sales["product"].replace("GTXPro", "GTX Pro")
    return pd.DataFrame(
        {
            "opportunity_id": sales["opportunity_id"],
            "created_at": pd.to_datetime(sales["engage_date"]).astype("datetime64[us]"),
            "stage": sales["deal_stage"],
            "status": sales["deal_stage"].map({"Won": "won", "Lost": "lost"}).fillna("open"),
            "closed_at": pd.to_datetime(sales["close_date"]).astype("datetime64[us]"),
            "amount": sales["close_value"].astype("float64"),
            "owner": pd.Categorical(sales["sales_agent"], categories=sorted(teams.index)),
            "team": sales["sales_agent"].map(teams["manager"]),
            "region": sales["sales_agent"].map(teams["regional_office"]),
            "product": product,
            "list_price": product.map(prices).astype("float64"),
            "amount_before_close": np.nan,
        }
    )


def test_the_closed_win_rate_is_63_percent_everywhere(maven: pd.DataFrame) -> None:
    assert kpis.win_rate(maven, YEAR)["value"].round(4).tolist() == [0.6315]
    regions = kpis.win_rate(maven, YEAR, by=["region"]).set_index("region")["value"].round(4)
    assert regions.to_dict() == {"Central": 0.6256, "East": 0.6302, "West": 0.6394}


def test_the_fourth_quarter_won_1196_of_1985(maven: pd.DataFrame) -> None:
    assert kpis.win_rate(maven, QUARTER)["n"].tolist() == [1985]
    assert kpis.bookings(maven, QUARTER)["value"].tolist() == [2_802_496, 1196]


def test_bookings_of_the_year_are_those_of_all_teams(maven: pd.DataFrame) -> None:
    assert kpis.bookings(maven, YEAR)["value"].tolist() == [10_005_534, 4238]
    teams = kpis.bookings(maven, YEAR, by=["team"]).query("measure == 'amount'")
    assert teams["value"].sum() == 10_005_534


def test_zeroed_lost_amounts_make_list_prices_the_basis(maven: pd.DataFrame) -> None:
    assert kpis.amount_basis(maven, YEAR) == "list_price"
    assert kpis.win_rate_amount(maven, YEAR)["value"].between(0.60, 0.66).all()


def test_open_ones_are_2089_of_which_500_have_not_started_and_none_has_an_amount(
    maven: pd.DataFrame,
) -> None:
    stock = kpis.open_pipeline(maven, QUARTER).set_index("measure")["value"]
    assert stock.fillna(-1).to_dict() == {
        "count": 2089,
        "started": 1589,
        "amount": -1,
        "not_started": 500,
    }


def test_never_deciding_brings_the_win_rate_of_the_quarter_below_one_half(
    maven: pd.DataFrame,
) -> None:
    assert kpis.win_rate_with_no_decision(maven, QUARTER)["value"].iloc[0] < 0.5


def test_five_agents_without_a_deal_have_no_place_on_the_leaderboard(maven: pd.DataFrame) -> None:
    rank = kpis.leaderboard(maven, YEAR).query("measure == 'rank'").set_index("owner")["value"]
    assert len(rank) == 35
    assert set(rank.index[rank.isna()]) == {
        "Carl Lin",
        "Natalya Ivanova",
        "Elizabeth Anderson",
        "Carol Thompson",
        "Mei-Mei Johns",
    }
