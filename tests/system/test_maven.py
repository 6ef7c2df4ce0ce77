"""The main job on real files: facts worked out apart from the kit, met exactly on the pages."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path
from typing import Any

import pytest

from tests.system.project import Project

pytestmark = [pytest.mark.shared_data, pytest.mark.xdist_group("maven")]

REGIONS = {"Central": 3_346_293, "East": 3_090_594, "West": 3_568_647}
MANAGERS = {
    ("Central", "Dustin Brinkmann"), ("Central", "Melvin Marxen"), ("East", "Cara Losch"),
    ("East", "Rocco Neubert"), ("West", "Celia Rouche"), ("West", "Summer Sewald"),
}  # fmt: skip
ALL_OF_IT = ("--period", "year", "--periods", "3")


def total(rows: list[dict[str, Any]], measure: str) -> float:
    return sum(row["value"] or 0 for row in rows if row["measure"] == measure)


def of(rows: list[dict[str, Any]], measure: str, **where: object) -> dict[str, Any]:
    found = [
        row
        for row in rows
        if row["measure"] == measure and all(row[name] == value for name, value in where.items())
    ]
    assert len(found) == 1, found
    return found[0]


def test_every_unit_is_published(maven: Project) -> None:
    units = {unit["unit"]: unit["state"] for unit in maven.ask("status")["units"]}
    expected = {"", *REGIONS, *("/".join(manager) for manager in MANAGERS)}
    assert units == dict.fromkeys(expected, "fresh")
    for unit in ("company", "central", "east", "west"):
        assert (maven.site / unit / "overview.html").is_file()


def test_the_load_keeps_every_row_and_says_so(maven: Project) -> None:
    loaded = maven.ask("load")
    assert loaded["changed"] is False
    assert loaded["as_of"] == "2017-12-31"
    assert loaded["tables"]["opportunities"]["kept"] == 8_800
    assert loaded["tables"]["opportunities"]["quarantined"] == 0


def test_counts_by_status(maven: Project) -> None:
    board = maven.rows("win_rate", *ALL_OF_IT)
    closed = sum(row["n"] for row in board)
    won = sum(row["n"] * row["value"] for row in board if row["n"])
    assert (closed, round(won)) == (4_238 + 2_473, 4_238)
    pipeline = maven.rows("open_pipeline")
    newest = max(row["period"] for row in pipeline)
    assert of(pipeline, "count", period=newest)["value"] == 2_089
    assert of(pipeline, "not_started", period=newest)["value"] == 500


def test_bookings_of_the_company_and_its_regions(maven: Project) -> None:
    assert total(maven.rows("bookings", *ALL_OF_IT), "amount") == 10_005_534
    for region, amount in REGIONS.items():
        rows = maven.rows("bookings", "--region", region, *ALL_OF_IT)
        assert total(rows, "amount") == amount
    marxen = maven.rows("bookings", "--region", "Central", "--team", "Melvin Marxen", *ALL_OF_IT)
    assert total(marxen, "amount") == 2_251_930


def test_closed_win_rates(maven: Project) -> None:
    def rate(*unit: str) -> float:
        rows = maven.rows("win_rate", *unit, "--period", "year", "--periods", "1")
        return round(100 * rows[0]["value"], 2)

    assert rate() == 63.15
    assert rate("--region", "Central") == 62.56
    assert rate("--region", "East") == 63.02
    assert rate("--region", "West") == 63.94


def test_the_last_quarter(maven: Project) -> None:
    quarter = ("--period", "quarter", "--periods", "1")
    row = maven.rows("win_rate", *quarter)[0]
    assert (round(row["value"] * row["n"]), row["n"]) == (1_196, 1_985)
    bookings = maven.rows("bookings", *quarter)
    assert total(bookings, "amount") == 2_802_496
    assert total(bookings, "count") == 1_196


def test_the_misspelt_product_is_mended_by_the_declared_value(maven: Project) -> None:
    products = {row["product"] for row in maven.rows("bookings", "--by", "product", *ALL_OF_IT)}
    assert "GTX Pro" in products
    assert "GTXPro" not in products


def test_owners_without_an_opportunity_have_no_rate(maven: Project) -> None:
    rows = maven.rows("win_rate", "--by", "owner", "--period", "year", "--periods", "1")
    assert len(rows) == 35
    idle = {row["owner"] for row in rows if row["value"] is None}
    assert idle == {
        "Carl Lin", "Natalya Ivanova", "Elizabeth Anderson", "Carol Thompson", "Mei-Mei Johns"
    }  # fmt: skip


def test_lost_amounts_of_zero_do_not_make_every_amount_won(maven: Project) -> None:
    rate = maven.rows("win_rate_amount", "--period", "year", "--periods", "1")[0]["value"]
    assert 0.6 < rate < 0.66
    assert abs(rate - weighed_by_list_price(maven.folder / "exports")) < 1e-9


def weighed_by_list_price(exports: Path) -> float:
    """The same rate from the raw files, with nothing of the kit."""
    prices = {row["product"]: float(row["sales_price"]) for row in raw(exports / "products.csv")}
    prices["GTXPro"] = prices["GTX Pro"]
    weight = dict.fromkeys(("Won", "Lost", "Engaging", "Prospecting"), 0.0)
    for row in raw(exports / "sales_pipeline.csv"):
        weight[row["deal_stage"]] += prices[row["product"]]
    return weight["Won"] / (weight["Won"] + weight["Lost"])


def raw(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_the_pages_say_what_the_records_cannot(maven: Project) -> None:
    text = words(maven.page("company/overview.html"))
    assert "Closes are recorded only from 1 March 2017" in text
    assert "1,291 of the 1,589 dated open opportunities (81.2%) are older than any" in text
    assert "500 open opportunities have no start date" in text
    assert "weighs won and lost ones by list price" in text


def test_the_figures_on_the_pages_are_those_that_compute_gives(maven: Project) -> None:
    company = words(maven.page("company/overview.html"))
    assert "$2,802,496" in company
    row = maven.rows("win_rate", "--period", "quarter", "--periods", "8")[-1]
    assert f"{100 * row['value']:.1f}%" in company
    page = words(maven.page("east/cara-losch/sales.html"))
    unit = ("--region", "East", "--team", "Cara Losch")
    for row in maven.rows("bookings", *unit, "--by", "product", *ALL_OF_IT):
        if row["measure"] == "amount" and row["value"]:
            assert f"{row['product']}" in page


def words(page: str) -> str:
    """The page's text as a reader sees it."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))
