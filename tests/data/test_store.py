from __future__ import annotations

import stat
import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame, Series
from pandas.testing import assert_frame_equal

from kit.data.frames import completed, empty
from kit.data.store import Store
from kit.errors import DataError
from kit.schemas import BY_NAME
from kit.units import Unit

AS_OF = date(2026, 6, 30)
IBERIA = Unit("EMEA", "Iberia")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def tables() -> dict[str, DataFrame]:
    opportunities = DataFrame(
        {
            "opportunity_id": ["b", "a", "c"],
            "created_at": pd.to_datetime(
                ["2026-01-01T10:00:00.000001Z", None, "2026-01-02T10:00Z"], format="ISO8601"
            ),
            "stage": ["New", None, "Won"],
            "status": ["open", "open", "won"],
            "closed_at": pd.to_datetime([None, None, "2026-02-01"]),
            "amount": [0.1, None, 3.0],
            "team": ["Iberia", "DACH", "Iberia"],
            "region": ["EMEA", "EMEA", "EMEA"],
            "account_id": ["x", "x", "x"],
        }
    )
    stages = DataFrame({"stage": ["New"], "position": Series([1], dtype="Int64")})
    return {
        "opportunities": completed(opportunities, "opportunities").astype(
            {"created_at": "datetime64[us, UTC]", "closed_at": "datetime64[us]"}
        ),
        "accounts": completed(DataFrame({"account_id": ["x"]}), "accounts"),
        "stages": completed(stages, "stages"),
        "leads": empty("leads"),
    }


def test_what_was_written_is_read_back_sorted_by_key_in_its_dtypes(
    store: Store, tables: dict[str, DataFrame]
) -> None:
    snapshot = store.write(tables, AS_OF)
    read = store.read(snapshot.parts_for(IBERIA))
    expected = tables["opportunities"].iloc[[0, 2]].reset_index(drop=True)
    assert_frame_equal(read["opportunities"], expected)
    assert_frame_equal(read["stages"], tables["stages"])


def test_a_table_without_rows_for_a_unit_is_there_and_empty(
    store: Store, tables: dict[str, DataFrame]
) -> None:
    snapshot = store.write(tables, AS_OF)
    read = store.read(snapshot.parts_for(Unit("EMEA", "Nordics")))
    assert sorted(read) == ["accounts", "leads", "opportunities", "stages"]
    assert_frame_equal(read["opportunities"], tables["opportunities"].iloc[:0])


@pytest.mark.parametrize("name", BY_NAME)
def test_every_table_keeps_its_dtypes_even_without_rows(store: Store, name: str) -> None:
    snapshot = store.write({name: empty(name)}, AS_OF)
    assert_frame_equal(store.read(snapshot.parts)[name], empty(name))


def test_an_account_of_several_units_is_read_once(
    store: Store, tables: dict[str, DataFrame]
) -> None:
    snapshot = store.write(tables, AS_OF)
    assert sum(part.rows for part in snapshot.parts if part.table == "accounts") == 2
    assert store.read(snapshot.parts)["accounts"]["account_id"].tolist() == ["x"]


def test_row_order_and_the_day_of_loading_change_no_byte(
    tmp_path: Path, tables: dict[str, DataFrame]
) -> None:
    def written(folder: str, order: list[int], day: int) -> dict[str, bytes]:
        store = Store(tmp_path / folder)
        shuffled = tables | {"opportunities": tables["opportunities"].iloc[order]}
        store.write(shuffled, AS_OF, taken_at=datetime(2026, 7, day, tzinfo=UTC))
        return {
            path.name: path.read_bytes()
            for path in store.folder.rglob("*")
            if path.is_file() and path.suffix != ".taken"
        }

    assert written("one", [0, 1, 2], 1) == written("two", [2, 0, 1], 2)


def test_rows_with_equal_keys_are_in_one_order_too(store: Store) -> None:
    rows = completed(DataFrame({"measure": ["m", "m"], "amount": [2.0, 1.0]}), "targets")
    first = store.write({"targets": rows}, AS_OF)
    assert store.write({"targets": rows.iloc[::-1]}, AS_OF) == first


def test_categories_are_stored_as_text(store: Store, tables: dict[str, DataFrame]) -> None:
    as_text = store.write(tables, AS_OF)
    opportunities = tables["opportunities"].astype({"team": "category", "stage": "category"})
    assert store.write(tables | {"opportunities": opportunities}, AS_OF).id == as_text.id


def test_parts_that_did_not_change_are_shared(store: Store, tables: dict[str, DataFrame]) -> None:
    before = store.write(tables, AS_OF)
    changed = tables["opportunities"].assign(amount=[9.0, None, 3.0])
    after = store.write(tables | {"opportunities": changed}, AS_OF)
    assert len(set(before.parts) - set(after.parts)) == 1
    assert store.latest() == after
    assert store.snapshot(before.id) == before


def test_parts_are_private(store: Store, tables: dict[str, DataFrame]) -> None:
    store.write(tables, AS_OF)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in store.folder.rglob("*.*")}
    assert modes == {0o600}


def test_each_flipped_bit_is_found_and_loading_again_mends_it(
    store: Store, tables: dict[str, DataFrame]
) -> None:
    snapshot = store.write(tables, AS_OF)
    part = next(part for part in snapshot.parts if part.leaf == IBERIA)
    path = store.path(part)
    whole = path.read_bytes()
    for position in np.linspace(0, len(whole) - 1, 50, dtype=int):
        flipped = bytearray(whole)
        flipped[position] ^= 1
        path.write_bytes(bytes(flipped))
        with pytest.raises(DataError, match=rf"{part.digest}.*{part.table}, EMEA/Iberia.*damaged"):
            store.read([part])
    store.write(tables, AS_OF)
    assert path.read_bytes() == whole


def test_a_lost_part_is_named(store: Store, tables: dict[str, DataFrame]) -> None:
    snapshot = store.write(tables, AS_OF)
    part = snapshot.parts[0]
    store.path(part).unlink()
    with pytest.raises(DataError, match=rf"{part.digest}.*gone.*Run `kit load`"):
        store.read([part])


def test_one_unit_of_many_opens_fast(store: Store) -> None:
    n = 100_000
    numbers = Series(np.arange(n))
    rows = completed(
        DataFrame(
            {
                "opportunity_id": numbers.astype("str"),
                "status": "open",
                "team": (numbers % 20).astype("str"),
                "amount": numbers / 100,
            }
        ),
        "opportunities",
    )
    snapshot = store.write({"opportunities": rows}, AS_OF)
    start = time.process_time()
    read = store.read(snapshot.parts_for(Unit("", "7")))
    assert time.process_time() - start < 0.25
    assert len(read["opportunities"]) == n // 20


def test_facts_of_the_load_are_one_part_that_every_unit_reads(
    store: Store, tables: dict[str, DataFrame]
) -> None:
    intake = DataFrame({"table": ["leads", "opportunities"], "read": [0, 4], "region": "EMEA"})
    snapshot = store.write(tables, AS_OF, shared={"intake": intake})
    assert snapshot.shared == ("intake",)
    assert [part.rows for part in snapshot.parts if part.table == "intake"] == [2]
    for unit in (Unit(), IBERIA, Unit("EMEA", "Nordics")):
        read = store.read(snapshot.parts_for(unit))["intake"]
        assert read.to_dict("list") == intake[["read", "region", "table"]].to_dict("list")
    assert store.write(tables, AS_OF, shared={"intake": intake.assign(read=[0, 5])}) != snapshot


def test_what_all_may_read_is_never_called_like_a_table(
    store: Store, tables: dict[str, DataFrame]
) -> None:
    with pytest.raises(ValueError, match="`leads` is a table"):
        store.write({}, AS_OF, shared={"leads": tables["leads"]})


def test_rows_are_counted_as_they_were_loaded(store: Store, tables: dict[str, DataFrame]) -> None:
    counts = {"accounts": 1, "leads": 0, "opportunities": 3, "stages": 1}
    assert store.write(tables, AS_OF).rows == counts


def test_single_columns_are_read_on_request(store: Store, tables: dict[str, DataFrame]) -> None:
    snapshot = store.write(tables, AS_OF)
    parts = [part for part in snapshot.parts if part.table == "opportunities"]
    read = store.read(parts, ["opportunity_id", "stage"])["opportunities"]
    assert read.columns.tolist() == ["opportunity_id", "stage"]
    assert sorted(read["opportunity_id"]) == ["a", "b", "c"]


def test_words_are_read_as_categories_on_request(
    store: Store, tables: dict[str, DataFrame]
) -> None:
    snapshot = store.write(tables, AS_OF)
    plain = store.read(snapshot.parts)
    wanted = ("stage", "team", "amount", "no such column")
    read = store.read(snapshot.parts, categories=wanted)["opportunities"]
    assert read.dtypes[["stage", "team"]].eq("category").all()
    assert read["amount"].dtype == "float64"
    assert_frame_equal(read.astype({"stage": "str", "team": "str"}), plain["opportunities"])


def test_rows_from_several_files_give_the_same_parts_as_from_one(
    store: Store, tables: dict[str, DataFrame]
) -> None:
    joined = {name: pd.concat([rows.iloc[:1], rows.iloc[1:]]) for name, rows in tables.items()}
    assert store.write_parts(joined) == store.write_parts(tables)
