from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pandas import DataFrame, Series
from pandas.testing import assert_frame_equal

from kit.data.categories import DIMENSIONS
from kit.data.frames import all_columns, completed
from kit.data.records import Records
from kit.data.store import Store
from kit.privacy import OwnerPolicy
from kit.schemas import BY_NAME
from kit.window import Calendar


@pytest.fixture
def tables() -> dict[str, DataFrame]:
    return {
        "opportunities": DataFrame(
            {
                "opportunity_id": ["a", "b"],
                "created_at": pd.to_datetime(["2026-01-01", "2026-02-01"]).astype("datetime64[us]"),
                "stage": ["Proposal", "Limbo"],
                "status": ["open", "open"],
                "owner": ["Ann Smith", "Ben Stone"],
                "team": ["Iberia", "Iberia"],
            }
        ),
        "owners": DataFrame({"owner": ["Ann Smith", "Abe Salt"], "team": ["Iberia", "DACH"]}),
        "stages": DataFrame(
            {
                "pipeline": ["sales", "sales", "renewal"],
                "stage": ["Proposal", "New", "Review"],
                "position": Series([2, 1, 1], dtype="Int64"),
            }
        ),
        "products": DataFrame({"product": ["p"]}),
    }


def members(records: Records, table: str, column: str) -> list[str]:
    return list(getattr(records, table)[column].cat.categories)


def test_every_canonical_table_is_an_attribute_with_all_its_columns(
    tables: dict[str, DataFrame],
) -> None:
    records = Records.of(tables)
    for name in BY_NAME:
        assert set(getattr(records, name)) == {column.name for column in all_columns(name)}
    assert set(BY_NAME) <= set(dir(records))


def test_an_absent_table_is_empty_and_called_missing(tables: dict[str, DataFrame]) -> None:
    records = Records.of(tables)
    assert len(records.leads) == 0
    assert "leads" in records.missing
    assert records.has("opportunities")
    assert not records.has("leads")
    assert not records.has("no such table")


def test_an_owner_without_a_record_is_still_a_member(tables: dict[str, DataFrame]) -> None:
    records = Records.of(tables)
    assert members(records, "opportunities", "owner") == ["Abe Salt", "Ann Smith", "Ben Stone"]
    assert members(records, "opportunities", "team") == ["DACH", "Iberia"]
    assert members(records, "opportunities", "product") == ["p"]


def test_records_cannot_be_changed_through_what_they_hand_out(
    tables: dict[str, DataFrame],
) -> None:
    records = Records.of(tables)
    opportunities = records.opportunities
    opportunities.loc[0, "status"] = "won"
    opportunities["extra"] = 1
    assert records.opportunities["status"].tolist() == ["open", "open"]
    assert "extra" not in records.opportunities
    with pytest.raises(FrozenInstanceError):
        records.missing = ()  # type: ignore[misc]


def test_an_unknown_table_is_refused_with_the_known_ones(tables: dict[str, DataFrame]) -> None:
    with pytest.raises(AttributeError, match=r"no table `deals`\. Tables: opportunities, "):
        _ = Records.of(tables).deals


def test_two_persons_of_the_same_initials_stay_apart(tables: dict[str, DataFrame]) -> None:
    records = Records.of(tables, owners_policy="initials")
    shown = members(records, "opportunities", "owner")
    assert len(shown) == 3
    assert not {"Ann Smith", "Abe Salt", "Ben Stone"} & set(shown)
    assert len(set(records.owners["owner"])) == 2


def test_no_full_name_is_left_under_another_policy(tables: dict[str, DataFrame]) -> None:
    tables["changes"] = DataFrame(
        {
            "table": ["opportunities", "opportunities"],
            "id": ["a", "a"],
            "field": ["owner", "stage"],
            "old": ["Ben Stone", "New"],
            "new": ["Ann Smith", "Proposal"],
            "by": ["Ann Smith", "Eve Third"],
        }
    )
    board = DataFrame({"owner": ["Abe Salt", "Zoe Far"], "amount": [1.0, 2.0]})
    records = Records.of(tables | {"board": board}, owners_policy="hashed")
    frames = [*records.tables.values(), records.derived("board")]
    text = "\n".join(frame.to_csv() for frame in frames)
    for name in ("Ann Smith", "Ben Stone", "Abe Salt", "Eve Third", "Zoe Far"):
        assert name not in text
    assert records.changes["old"].tolist()[1] == "New"
    assert records.changes["new"].tolist()[0] == records.opportunities["owner"].tolist()[0]


def test_derived_tables_go_by_name_and_add_no_members(tables: dict[str, DataFrame]) -> None:
    records = Records.of(tables | {"board": DataFrame({"owner": ["Zoe Far"]})})
    assert records.has("board")
    assert records.derived("board")["owner"].tolist() == ["Zoe Far"]
    assert "Zoe Far" not in members(records, "opportunities", "owner")
    with pytest.raises(KeyError, match=r"no derived table `effects`\. Derived tables: board"):
        records.derived("effects")


def test_records_of_an_earlier_day_keep_their_members(tables: dict[str, DataFrame]) -> None:
    records = Records.of(tables)
    earlier = records.known_at(date(2026, 1, 15), Calendar())
    assert earlier.opportunities["opportunity_id"].tolist() == ["a"]
    assert earlier.missing == records.missing
    owners = members(records, "opportunities", "owner")
    assert members(earlier, "opportunities", "owner") == owners


def test_an_earlier_day_knows_no_sums_of_a_month_that_still_ran(
    tables: dict[str, DataFrame],
) -> None:
    months = pd.to_datetime(["2025-12-01", "2026-01-01"])
    board = DataFrame({"month": months, "amount": [1.0, 2.0]})
    records = Records.of({**tables, "board": board})
    for day, known in ((30, [1.0]), (31, [1.0, 2.0])):
        earlier = records.known_at(date(2026, 1, day), Calendar())
        assert earlier.derived("board")["amount"].tolist() == known


def test_tables_that_models_made_are_handed_to_kpis_by_name(tables: dict[str, DataFrame]) -> None:
    records = Records.of({**tables, "win_chances": DataFrame({"stage": ["New"]})})
    made = records.made("win_chances", "forecast_paths")
    assert list(made) == ["win_chances", "forecast_paths"]
    assert made["forecast_paths"] is None
    found = made["win_chances"]
    assert found is not None
    assert found["stage"].tolist() == ["New"]


@pytest.mark.parametrize("policy", ["full", "initials", "hashed"])
def test_records_are_the_same_whether_words_are_read_as_categories_or_not(
    tmp_path: Path, policy: OwnerPolicy
) -> None:
    rows = {
        "opportunities": DataFrame(
            {
                "opportunity_id": ["a", "b", "c", "d"],
                "stage": ["Limbo", None, "New", "New"],
                "owner": ["Ann Smith", None, "Ben Stone", "Ann Smith"],
                "source": ["call jo@example.com", "call al@example.com", "Web", None],
                "region": ["EMEA", "EMEA", "EMEA", None],
                "team": ["Iberia", "Iberia", "DACH", None],
                "account_id": ["x", "x", "x", "x"],
            }
        ),
        "accounts": DataFrame({"account_id": ["x"], "owner": ["Zoe Poe"], "source": [None]}),
        "owners": DataFrame({"owner": ["Ann Smith", "Abe Salt"], "team": ["Iberia", None]}),
        "stages": DataFrame({"stage": ["Won", "New"], "position": Series([2, 1], dtype="Int64")}),
    }
    store = Store(tmp_path / "store")
    wide = {name: completed(frame, name) for name, frame in rows.items()}
    parts = store.write(wide, date(2026, 6, 30)).parts
    plain = Records.of(store.read(parts), policy)
    read = Records.of(store.read(parts, categories=DIMENSIONS), policy)
    for name in BY_NAME:
        assert_frame_equal(read.tables[name], plain.tables[name])
    assert members(read, "opportunities", "source") == ["Web", "call ***"]
