"""Questions in SQL: the rows of the store and nothing else, whole and as frames hold them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from kit.data.manifest import Snapshot
from kit.data.scanning import scan
from kit.data.store import Store
from kit.errors import DataError, ParamError
from kit.params import Settings
from kit.units import Unit
from tests.two_teams import stored

BY_TEAM = """SELECT team, sum(amount) AS amount, count(*) AS n FROM opportunities
GROUP BY team ORDER BY team"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(folder=tmp_path_factory.mktemp("o'scan"))


@pytest.fixture(scope="module")
def snapshot(settings: Settings) -> Snapshot:
    return stored(settings)


@pytest.fixture
def store(settings: Settings, snapshot: Snapshot) -> Iterator[Store]:
    before = {path: path.read_bytes() for path in (settings.store / "parts").iterdir()}
    yield Store(settings.store)
    assert {path: path.read_bytes() for path in (settings.store / "parts").iterdir()} == before


def test_parts_of_all_teams_are_one_table(store: Store, snapshot: Snapshot) -> None:
    found = scan(store, snapshot.parts, BY_TEAM)
    expected = DataFrame({"team": ["DACH", "Iberia"], "amount": [80.0, 100.0], "n": [2, 1]})
    assert_frame_equal(found, expected.astype({"team": "str", "n": "Int64"}))


def test_a_unit_reads_its_own_parts_alone(store: Store, snapshot: Snapshot) -> None:
    parts = snapshot.parts_for(Unit("EMEA", "Iberia"))
    assert scan(store, parts, BY_TEAM)["team"].tolist() == ["Iberia"]


def test_rows_come_as_the_store_reads_them(store: Store, snapshot: Snapshot) -> None:
    read = store.read(part for part in snapshot.parts if part.table == "opportunities")
    rows = read["opportunities"].sort_values("opportunity_id", ignore_index=True)
    found = scan(store, snapshot.parts, "FROM opportunities ORDER BY opportunity_id")
    assert_frame_equal(found[list(rows)], rows)


def test_instants_are_in_utc_and_sums_of_whole_numbers_are_whole(
    store: Store, snapshot: Snapshot
) -> None:
    sql = "SELECT max(TIMESTAMPTZ '2026-03-29 03:00:00+02') AS at, sum(position) AS s FROM stages"
    (row,) = scan(store, snapshot.parts, sql).to_dict("records")
    assert row == {"at": pd.Timestamp("2026-03-29T01:00Z"), "s": 3}
    assert isinstance(row["s"], int)


def test_an_account_that_several_units_have_seen_stands_once(tmp_path: Path) -> None:
    accounts = DataFrame({"account_id": ["x", "y"], "name": ["X", "Y"]})
    seen = DataFrame({"account_id": ["x", "x"], "region": "EMEA", "team": ["Iberia", "DACH"]})
    orders = seen.assign(order_id=["1", "2"], amount=1.0, kind="sale")
    tables = {"accounts": accounts, "orders": orders}
    store = Store(tmp_path / "store")
    parts = store.write(tables, date(2026, 2, 28)).parts
    assert sum(part.rows for part in parts if part.table == "accounts") == 3
    found = scan(store, parts, "SELECT account_id FROM accounts ORDER BY 1")
    assert found["account_id"].tolist() == ["x", "y"]


def test_frames_are_tables_too(store: Store, snapshot: Snapshot) -> None:
    goals = DataFrame({"team": ["DACH"], "goal": [100.0]})
    sql = (
        "SELECT goal - sum(amount) AS gap FROM opportunities JOIN goals USING (team) GROUP BY goal"
    )
    assert scan(store, snapshot.parts, sql, {"goals": goals})["gap"].tolist() == [20.0]


def test_an_empty_answer_has_its_columns(store: Store, snapshot: Snapshot) -> None:
    found = scan(store, snapshot.parts, "SELECT owner, amount FROM opportunities WHERE false")
    assert (list(found), len(found)) == (["owner", "amount"], 0)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT * FROM opportunity", "no table `opportunity`. Did you mean `opportunities`?"),
        ("SELECT * FROM zzz", "Known: `opportunities`, `stages`."),
        ("SELECT amout FROM opportunities", "amout"),
        ("SELEC 1", "syntax error"),
        ("", "one SELECT"),
        ("SELECT 1; SELECT 2", "one SELECT"),
        ("COPY opportunities TO '/tmp/all.csv'", "one SELECT"),
        ("SET threads = 1", "one SELECT"),
        ("ATTACH '/tmp/other.db'", "one SELECT"),
        ("DELETE FROM opportunities", "one SELECT"),
        ("SELECT * FROM read_text('/etc/hostname')", "file system operations are disabled"),
        ("SELECT * FROM read_csv('https://localhost/x.csv')", "disabled"),
        ("FROM '/etc/hostname'", "no table `/etc/hostname`|disabled"),
        ("SELECT * FROM glob('/etc/*')", "disabled"),
    ],
)
def test_what_is_no_question_to_these_tables_is_refused(
    store: Store, snapshot: Snapshot, sql: str, said: str
) -> None:
    with pytest.raises(ParamError, match=said) as refused:
        scan(store, snapshot.parts, sql)
    assert "\n" not in str(refused.value)


def test_nothing_that_the_process_knows_can_be_asked_for(
    store: Store, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIT_CRM_URL", "postgresql://secret")
    passwords = DataFrame({"password": ["secret"]})
    for sql in ("SELECT getenv('KIT_CRM_URL')", "SELECT * FROM passwords"):
        with pytest.raises(ParamError):
            scan(store, snapshot.parts, sql)
    assert len(passwords) == 1


def test_a_damaged_part_is_named_and_not_read(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    snapshot, store = stored(settings), Store(settings.store)
    path = store.path(next(part for part in snapshot.parts if part.rows))
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)
    with pytest.raises(DataError, match=rf"{path.name} is damaged. Run `kit load`"):
        scan(store, snapshot.parts, BY_TEAM)
    path.unlink()
    with pytest.raises(DataError, match=f"{path.name} is gone"):
        scan(store, snapshot.parts, BY_TEAM)


def test_more_than_fits_into_memory_is_answered_all_the_same(
    store: Store, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = duckdb.connect

    def small() -> duckdb.DuckDBPyConnection:
        return real(config={"memory_limit": "64MB", "threads": "1"})

    monkeypatch.setattr(duckdb, "connect", small)
    sql = """WITH many AS (SELECT opportunity_id || i AS id, hash(i) AS h
    FROM opportunities, range(1500000) r(i))
    SELECT count(*) AS n FROM (SELECT id, row_number() OVER (ORDER BY h, id) AS place FROM many)
    WHERE place % 1000 = 0"""
    assert scan(store, snapshot.parts, sql)["n"].tolist() == [4500]
