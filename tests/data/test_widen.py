from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pandas import DataFrame, Series
from pandas.testing import assert_frame_equal

from kit.data.frames import all_columns, empty
from kit.data.widen import widen
from kit.errors import DataError
from kit.params import Settings
from kit.schemas import BY_NAME

AS_OF = date(2026, 6, 30)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path, currency="EUR")


def days(*values: str | None) -> Series:
    return pd.to_datetime(Series(values, dtype="str")).astype("datetime64[us]")


@pytest.fixture
def opportunities() -> DataFrame:
    return DataFrame(
        {
            "opportunity_id": ["a", "b", "c"],
            "created_at": days("2026-01-01", "2026-01-01", "2026-01-01"),
            "stage": ["Won", "New", "New"],
            "status": ["won", "open", "open"],
            "closed_at": days("2026-02-01", None, None),
            "amount": [100.0, 100.0, 100.0],
            "currency": ["USD", "USD", None],
            "lead_id": ["l", "l", None],
            "product": ["p", "q", "p"],
            "source": [None, "Fair", None],
        }
    )


@pytest.fixture
def rates() -> DataFrame:
    return DataFrame(
        {"currency": ["USD", "USD"], "date": days("2026-02-01", "2026-06-28"), "rate": [0.8, 0.9]}
    )


def test_every_declared_column_is_there_afterwards(
    settings: Settings, opportunities: DataFrame, rates: DataFrame
) -> None:
    wide = widen({"opportunities": opportunities, "fx_rates": rates}, settings, AS_OF)
    for table, frame in wide.items():
        assert list(frame) == [column.name for column in all_columns(table)]


def test_closed_ones_convert_at_the_close_date_and_open_ones_on_as_of(
    settings: Settings, opportunities: DataFrame, rates: DataFrame
) -> None:
    wide = widen({"opportunities": opportunities, "fx_rates": rates}, settings, AS_OF)
    assert wide["opportunities"]["amount"].tolist() == [80.0, 90.0, 100.0]
    assert wide["opportunities"]["amount_original"].tolist() == [100.0, 100.0, 100.0]
    assert wide["opportunities"]["currency"].tolist()[:2] == ["USD", "USD"]


def test_all_amounts_that_cannot_be_converted_are_reported_at_once(
    settings: Settings, opportunities: DataFrame
) -> None:
    orders = DataFrame(
        {
            "order_id": ["x"],
            "account_id": ["k"],
            "ordered_at": days("2026-01-01"),
            "amount": [5.0],
            "kind": ["sale"],
            "currency": ["CHF"],
        }
    )
    with pytest.raises(DataError, match="Some amounts cannot be converted") as caught:
        widen({"orders": orders, "opportunities": opportunities}, settings, AS_OF)
    assert [(fault.table, fault.value) for fault in caught.value.faults] == [
        ("opportunities", "USD"),
        ("orders", "CHF"),
    ]


def test_a_target_of_the_future_converts_at_the_rate_of_as_of(
    settings: Settings, rates: DataFrame
) -> None:
    targets = DataFrame(
        {
            "period_start": days("2026-12-01"),
            "period_end": days("2026-12-31"),
            "measure": ["bookings"],
            "amount": [1000.0],
            "currency": ["USD"],
        }
    )
    wide = widen({"targets": targets, "fx_rates": rates}, settings, AS_OF)
    assert wide["targets"]["amount"].tolist() == [900.0]


def test_lines_convert_like_their_opportunity(
    settings: Settings, opportunities: DataFrame, rates: DataFrame
) -> None:
    lines = DataFrame(
        {
            "opportunity_id": ["a", "c", "gone"],
            "line": Series([1, 1, 1], dtype="Int64"),
            "product": ["p", "p", "p"],
            "quantity": [1.0, 1.0, 1.0],
            "amount": [50.0, 50.0, 50.0],
        }
    )
    tables = {"opportunities": opportunities, "opportunity_lines": lines, "fx_rates": rates}
    wide = widen(tables, settings, AS_OF)
    assert wide["opportunity_lines"]["amount"].tolist() == [40.0, 50.0, 50.0]


def test_the_product_comes_from_the_lines_where_all_of_them_name_the_same(
    settings: Settings, opportunities: DataFrame, rates: DataFrame
) -> None:
    ids = opportunities["opportunity_id"].tolist()
    lines = DataFrame(
        {
            "opportunity_id": [ids[0], ids[0], ids[1], ids[1]],
            "line": Series([1, 2, 1, 2], dtype="Int64"),
            "product": ["p", "p", "p", "q"],
            "quantity": 1.0,
            "amount": 5.0,
        }
    )
    without = opportunities.drop(columns="product", errors="ignore")
    tables = {"opportunities": without, "opportunity_lines": lines, "fx_rates": rates}
    wide = widen(tables, settings, AS_OF)["opportunities"]
    assert wide["product"].fillna("-").tolist() == ["p", *["-"] * (len(ids) - 1)]


def test_the_list_price_comes_from_the_product_where_the_row_has_none(
    settings: Settings, opportunities: DataFrame, rates: DataFrame
) -> None:
    products = DataFrame(
        {"product": ["p", "q"], "list_price": [200.0, 300.0], "currency": ["USD", None]}
    )
    priced = opportunities.assign(list_price=[None, None, 150.0]).astype({"list_price": "float64"})
    tables = {"opportunities": priced, "products": products, "fx_rates": rates}
    wide = widen(tables, settings, AS_OF)
    assert wide["opportunities"]["list_price"].tolist() == [160.0, 300.0, 150.0]


def test_source_and_campaign_come_from_the_lead_where_the_row_has_none(
    settings: Settings, opportunities: DataFrame, rates: DataFrame
) -> None:
    leads = DataFrame(
        {
            "lead_id": ["l"],
            "created_at": days("2026-01-01"),
            "status": ["converted"],
            "source": ["Web"],
            "campaign_id": ["7"],
        }
    )
    tables = {"opportunities": opportunities, "leads": leads, "fx_rates": rates}
    wide = widen(tables, settings, AS_OF)["opportunities"]
    assert wide["source"].fillna("-").tolist() == ["Web", "Fair", "-"]
    assert wide["campaign_id"].fillna("-").tolist() == ["7", "7", "-"]


def test_the_amount_before_closing_is_converted_like_the_amount(
    settings: Settings, opportunities: DataFrame, rates: DataFrame
) -> None:
    changes = DataFrame(
        {
            "table": ["opportunities"],
            "id": ["a"],
            "changed_at": days("2026-02-01"),
            "sequence": Series([1], dtype="Int64"),
            "field": ["amount"],
            "old": ["50"],
            "new": ["100"],
        }
    )
    tables = {"opportunities": opportunities, "changes": changes, "fx_rates": rates}
    before = widen(tables, settings, AS_OF)["opportunities"]["amount_before_close"]
    assert before.iloc[0] == 40.0
    assert before.iloc[1:].isna().all()


def test_widening_leaves_its_input_alone_and_adds_no_table(
    settings: Settings, opportunities: DataFrame, rates: DataFrame
) -> None:
    before = opportunities.copy(deep=True)
    wide = widen({"opportunities": opportunities, "fx_rates": rates}, settings, AS_OF)
    assert list(wide) == ["opportunities", "fx_rates"]
    assert_frame_equal(opportunities, before)


def test_empty_tables_widen_to_empty_tables(settings: Settings) -> None:

    wide = widen({name: empty(name) for name in BY_NAME}, settings, AS_OF)
    assert all(len(frame) == 0 for frame in wide.values())


def test_leads_get_the_score_that_they_had_at_creation_and_its_band(settings: Settings) -> None:
    leads = DataFrame(
        {
            "lead_id": ["a", "b", "c"],
            "created_at": days("2026-01-01", "2026-01-01", "2026-01-01"),
            "status": "new",
            "score": [90.0, 60.0, 50.0],
        }
    )
    changes = DataFrame(
        {
            "table": ["leads"],
            "id": ["a"],
            "changed_at": days("2026-02-01"),
            "sequence": [1],
            "field": ["score"],
            "old": Series(["10"], dtype="str"),
            "new": Series(["90"], dtype="str"),
        }
    )
    wide = widen({"leads": leads, "changes": changes}, settings, AS_OF)["leads"]
    assert wide["score"].tolist() == [90.0, 60.0, 50.0]
    assert wide["score_at_creation"].tolist() == [10.0, 60.0, 50.0]
    assert wide["score_band"].tolist() == ["low", "high", "middle"]
