from __future__ import annotations

import random
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial

import pytest

from kit.data.readers.sql_cells import BATCH
from tests.data.readers.asking import ask_at, refused, rows
from tests.postgres import running

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


@pytest.fixture
def ask(server):
    return partial(ask_at, server.url)


@pytest.fixture
def aside():
    """Run a function while the test goes on."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit


def test_values_of_every_kind_become_their_exact_text(ask):
    sheet = ask(
        """SELECT 7::bigint AS id, 123456789012345.67::numeric(18,2) AS money,
        1e-7::float8 AS share, 0.1::float8 + 0.2 AS sum, 12.50::numeric AS price, true AS won,
        'Zoë' AS owner, date '2026-12-31' AS day, timestamp '2026-12-31 23:59:59.000250' AS local,
        timestamptz '2026-07-01 00:30:00+02' AS moment, time '09:30' AS hour,
        'e58ed763-928c-4155-bee9-fdbaaadc15f3'::uuid AS code, NULL AS nothing, '' AS empty,
        '  ' AS blank"""
    )
    assert rows(sheet) == [
        [
            *("7", "123456789012345.67", "0.0000001", "0.30000000000000004", "12.50", "true"),
            *("Zoë", "2026-12-31", "2026-12-31T23:59:59.00025", "2026-06-30T22:30:00+00:00"),
            *("09:30:00", "e58ed763-928c-4155-bee9-fdbaaadc15f3", None, None, None),
        ]
    ]
    assert sheet.types[:3] == ("int8", "numeric(18,2)", "float8")
    assert sheet.headings[:3] == ("id", "money", "share")
    assert sheet.lines.tolist() == [2]
    assert {str(dtype) for dtype in sheet.cells.dtypes} == {"str"}


def test_thousands_of_amounts_come_back_to_the_cent(server, ask):
    chance = random.Random(7)  # noqa: S311
    amounts = [Decimal(chance.randrange(-(10**17), 10**17)).scaleb(-2) for _ in range(25_000)]
    with server.connect() as connection:
        connection.execute("CREATE TABLE amounts (n int, amount numeric(18,2))")
        with connection.cursor().copy("COPY amounts FROM STDIN") as copy:
            for row in enumerate(amounts):
                copy.write_row(row)
    sheet = ask("SELECT amount FROM amounts ORDER BY n")
    assert [Decimal(text) for text in sheet.cells[0]] == amounts
    assert sheet.cells[0].tolist() == [f"{amount:.2f}" for amount in amounts]


def test_numbers_have_the_decimal_sign_of_the_source_and_texts_stay(ask):
    sheet = ask("SELECT 1.5::numeric, 0.25::float8, 3, 'v1.5', 1.234::numeric", decimal=",")
    assert rows(sheet) == [["1,5", "0,25", "3", "v1.5", "1,2340"]]


def test_days_that_python_does_not_know_arrive_as_text(ask):
    sheet = ask("SELECT 'infinity'::date, '-infinity'::timestamp, '0044-03-15 BC'::date")
    assert rows(sheet) == [["infinity", "-infinity", "0044-03-15 BC"]]


def test_times_do_not_depend_on_how_the_server_writes_and_counts_them(server, ask):
    server.run(
        "ALTER ROLE kit SET datestyle = 'German'", "ALTER ROLE kit SET timezone = 'Asia/Tokyo'"
    )
    try:
        sheet = ask("SELECT date '2026-02-01', timestamptz '2026-02-01 00:00:00Z'")
    finally:
        server.run("ALTER ROLE kit RESET datestyle", "ALTER ROLE kit RESET timezone")
    assert rows(sheet) == [["2026-02-01", "2026-02-01T00:00:00+00:00"]]


def test_columns_keep_their_order_and_repeated_names(ask):
    sheet = ask("SELECT 'b' AS b, 'a' AS a, 'c' AS b")
    assert (sheet.headings, rows(sheet)) == (("b", "a", "b"), [["b", "a", "c"]])


def test_a_query_is_run_as_it_stands(ask):
    sheet = ask("SELECT ' :name 50% %s %(x)s' AS text -- with a word at the end;")
    assert rows(sheet) == [[" :name 50% %s %(x)s"]]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("'x'::bytea", "bytea"),
        ("'{\"a\": 1}'::jsonb", "jsonb"),
        ("ARRAY[1, 2]", "int4[]"),
        ("interval '1 day'", "interval"),
    ],
)
def test_values_without_a_text_of_their_own_are_refused_by_column(ask, value, kind):
    said = refused(ask(f"SELECT 1 AS id, {value} AS odd"))
    assert said.startswith("CRM_URL, rows, column `odd`: the column holds values that are not")
    assert f"`{kind}`" in said


def test_no_rows_are_refused_like_an_empty_file(ask):
    assert "CRM_URL, rows: the query gives no rows." in refused(ask("SELECT 1 AS id WHERE false"))


def test_a_bad_query_spoils_no_other_and_every_fault_is_found(ask):
    late = "SELECT 10 / (n - 20000) AS x FROM generate_series(1, 30000) AS n"
    found = ask(
        first="SELECT amuont FROM (SELECT 1 AS amount) AS o",
        second="SELECT 1 AS id",
        third=late,
        fourth="SELECT 2 AS id",
    )
    assert rows(found["second"]) == [["1"]]
    assert rows(found["fourth"]) == [["2"]]
    assert refused(found["first"]) == (
        'CRM_URL, first: the query fails: column "amuont" does not exist. Perhaps you meant to '
        'reference the column "o.amount". Mend the `query` of this source.'
    )
    assert "division by zero" in refused(found["third"])


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM kept RETURNING id",
        "WITH gone AS (DELETE FROM kept RETURNING id) SELECT * FROM gone",
        "SELECT 1 AS id; DELETE FROM kept",
        "SELECT 1 AS id; COMMIT; DELETE FROM kept",
        "SELECT empty_it()",
    ],
)
def test_a_query_that_writes_is_stopped(server, ask, query):
    server.run(
        "DROP TABLE IF EXISTS kept",
        "CREATE TABLE kept AS SELECT 1 AS id",
        "CREATE OR REPLACE FUNCTION empty_it() RETURNS int LANGUAGE plpgsql AS "
        "$$ BEGIN DELETE FROM kept; RETURN 1; END $$",
    )
    said = refused(ask(query))
    assert "CRM_URL, rows: the query fails" in said
    assert server.run("SELECT id FROM kept") == [(1,)]


def test_all_tables_are_of_one_moment_though_others_write(server, ask, aside):
    server.run(
        "DROP TABLE IF EXISTS deals, steps",
        "CREATE TABLE deals AS SELECT n, 'open' AS status FROM generate_series(1, 30000) AS n",
        "CREATE TABLE steps AS SELECT 1 AS deal, 'open' AS status",
    )
    deals = "SELECT n, status, CASE WHEN n = 25000 THEN stop_here() END FROM deals ORDER BY n"
    with server.paused():
        reading = aside(lambda: ask(deals=deals, steps="SELECT * FROM steps"))
        server.reader()
        server.run("UPDATE deals SET status = 'won'", "INSERT INTO steps VALUES (1, 'won')")
    found = reading.result(60)
    assert found["deals"].cells[1].unique().tolist() == ["open"]
    assert rows(found["steps"]) == [["1", "open"]]
    after = ask(deals="SELECT * FROM deals", steps="SELECT * FROM steps")
    assert after["deals"].cells[1].unique().tolist() == ["won"]
    assert len(after["steps"].cells) == 2


def test_rows_stay_on_the_server_until_their_batch_is_fetched(server, ask, aside):
    query = "SELECT n, CASE WHEN n = 25000 THEN stop_here() END FROM generate_series(1, 30000) AS n"
    with server.paused():
        reading = aside(lambda: ask(query))
        reader = server.reader()
        asked = server.run(f"SELECT query FROM pg_stat_activity WHERE pid = {reader}")  # type: ignore[arg-type]  # noqa: S608
    assert asked[0][0].startswith(f"FETCH FORWARD {BATCH} FROM")
    assert len(reading.result(60).cells) == 30_000


def test_python_holds_no_more_than_a_batch_of_rows(ask):
    query = "SELECT n, 'account ' || n, n * 1.25 FROM generate_series(1, {}) AS n"
    peaks = []
    for size in (2 * BATCH, 8 * BATCH):
        tracemalloc.start()
        sheet = ask(query.format(size))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(sheet.cells) == size
    assert peaks[1] < 1.5 * peaks[0]
