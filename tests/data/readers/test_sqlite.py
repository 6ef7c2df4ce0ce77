from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from kit.data.readers import sqlite
from kit.errors import DataError
from kit.params import Source

DEALS = (
    "CREATE TABLE deals (id TEXT, amount REAL, closed DATE, note)",
    "INSERT INTO deals VALUES ('o1', 1200.5, '2026-02-03', NULL), ('o2', 7, '', 12), "
    "('o3', 'n.d.', ' ', 1e-7)",
)
PEOPLE = ("CREATE TABLE people (owner TEXT, team TEXT)", "INSERT INTO people VALUES ('A', 'B')")
EXPECTED = ("id", "amount")


@pytest.fixture
def file(tmp_path):
    """Make a SQLite file from statements."""

    def file(*statements):
        path = tmp_path / "crm.sqlite"
        with closing(sqlite3.connect(path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return path

    return file


def read(path, expected=EXPECTED, **source):
    declared = Source(file=path.name, **source)
    return sqlite.read(path, path.name, declared, expected)


def rows(sheet):
    return sheet.cells.astype(object).where(sheet.cells.notna(), None).to_numpy().tolist()


def refused(path, expected=EXPECTED, **source):
    with pytest.raises(DataError) as caught:
        read(path, expected, **source)
    (fault,) = caught.value.faults
    assert fault.file == path.name
    return str(fault)


def test_each_value_is_written_as_what_it_is_whatever_its_column_declares(file):
    sheet = read(file(*DEALS))
    assert rows(sheet) == [
        ["o1", "1200.5", "2026-02-03", None],
        ["o2", "7", None, "12"],
        ["o3", "n.d.", None, "0.0000001"],
    ]
    assert sheet.headings == ("id", "amount", "closed", "note")
    assert sheet.types == ("TEXT", "REAL", "DATE", "")
    assert (sheet.lines.tolist(), sheet.faults) == ([2, 3, 4], ())


def test_numbers_take_the_decimal_sign_of_the_source(file):
    assert read(file(*DEALS), decimal=",").cells[1].tolist() == ["1200,5", "7", "n.d."]


def test_rows_of_many_batches_come_whole_and_in_order(file, monkeypatch):
    monkeypatch.setattr(sqlite, "BATCH", 7)
    numbers = "WITH n(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 50) SELECT n FROM n"
    sheet = read(file("CREATE TABLE t (id)", "INSERT INTO t VALUES (0)"), query=numbers)
    assert sheet.cells[0].tolist() == [str(n) for n in range(1, 51)]
    assert sheet.lines.tolist() == list(range(2, 52))


def test_a_declared_query_is_run(file):
    sheet = read(file(*DEALS, *PEOPLE), query="SELECT id AS b, amount AS a FROM deals LIMIT 1")
    assert (sheet.headings, rows(sheet)) == (("b", "a"), [["o1", "1200.5"]])


def test_among_several_tables_the_one_with_most_of_the_columns_is_read_and_said(file):
    sheet = read(file(*DEALS, *PEOPLE), ("ID", "Amount", "Owner"))
    assert sheet.headings[:2] == ("id", "amount")
    (fault,) = sheet.faults
    assert (fault.severity, fault.fix) == ("warning", "Declare a `query` to read another one.")
    assert "the table `deals` is read" in fault.message
    assert "not read: `people`" in fault.message


def test_a_view_can_be_read_and_a_broken_one_does_not_matter(file):
    view = "CREATE VIEW won AS SELECT id AS number, amount * 2 AS double FROM deals"
    broken = "CREATE VIEW lost AS SELECT x FROM gone"
    sheet = read(file(*DEALS, view, broken), ("number", "double"))
    assert sheet.cells[1].tolist() == ["2401", "14", "0"]


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ((*DEALS, "CREATE TABLE more AS SELECT * FROM deals"), ("`deals`, `more`", "equally")),
        (PEOPLE, ()),
        (
            (*PEOPLE, "CREATE TABLE teams (team TEXT)"),
            ("no table has any of the columns `id`, `amount`", "`people`, `teams`", "`query`"),
        ),
        (("CREATE TABLE t (id)", "DROP TABLE t"), ("the database has no tables",)),
        (("CREATE TABLE t (id)",), ("the query gives no rows",)),
        (("CREATE TABLE t (id, amount)", "INSERT INTO t VALUES (1, x'00ff')"), ("`amount`",)),
    ],
)
def test_what_cannot_be_read_is_said(file, statements, words):
    path = file(*statements)
    if not words:  # the only table is read: which columns it lacks is said later
        assert read(path).headings == ("owner", "team")
        return
    said = refused(path)
    assert all(word in said for word in words), said


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM deals",
        "INSERT INTO deals (id) VALUES (1) RETURNING id",
        "ATTACH '{folder}/new.db' AS other",
        "VACUUM INTO '{folder}/new.db'",
        "CREATE TEMP TABLE t (id)",
        "SELECT 1; DELETE FROM deals",
        "SELECT amuont FROM deals",
        "PRAGMA user_version = 3",
    ],
)
def test_a_query_can_do_nothing_but_read(file, query):
    path = file(*DEALS)
    before = path.read_bytes()
    said = refused(path, query=query.format(folder=path.parent))
    assert said.startswith("crm.sqlite: the ")
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["crm.sqlite"]


def test_changes_that_still_stand_in_the_write_ahead_log_are_read(file):
    path = file("PRAGMA journal_mode = wal", *DEALS)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        main = path.read_bytes()
        writer.execute("INSERT INTO deals (id) VALUES ('o4')")
        assert path.read_bytes() == main
        assert read(path).cells[0].tolist() == ["o1", "o2", "o3", "o4"]


def test_a_file_that_another_program_keeps_locked_is_refused_after_a_while(file, monkeypatch):
    monkeypatch.setattr(sqlite, "LOCK_SECONDS", 0.1)
    path = file(*DEALS)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        said = refused(path)
    assert "database is locked" in said
    assert "load again when it has finished" in said
    assert len(read(path).cells) == 3


def test_a_damaged_page_is_found_though_rows_could_still_be_read(file):
    path = file(*DEALS, "CREATE INDEX by_id ON deals (id)")
    data = bytearray(path.read_bytes())
    data[2 * 4096 : 2 * 4096 + 12] = b"\xff" * 12  # the index, which no plain read looks at
    path.write_bytes(data)
    with closing(sqlite3.connect(path)) as connection:
        assert len(connection.execute("SELECT * FROM deals").fetchall()) == 3
    said = refused(path)
    assert "malformed" in said
    assert "corrupt" in said


def test_what_is_no_sqlite_file_is_refused(tmp_path):
    path = tmp_path / "crm.sqlite"
    path.write_bytes(b"id,amount\no1,5\n" * 99)
    assert "file is not a database" in refused(path)


def test_a_text_that_is_no_utf_8_is_refused(file):
    path = file("CREATE TABLE t (id)", "INSERT INTO t VALUES (CAST(x'416e6e61e9' AS TEXT))")
    assert "UTF-8" in refused(path)


def test_a_name_that_looks_like_sql_or_an_address_is_only_a_name(tmp_path, file):
    path = file('CREATE TABLE "a""; DROP" (id)', 'INSERT INTO "a""; DROP" VALUES (5)')
    odd = path.rename(tmp_path / "crm?mode=rwc#1%20.db")
    assert rows(read(odd)) == [["5"]]


@pytest.mark.shared_data
def test_files_of_the_corpus_meet_their_verdicts(shared):
    folder = shared / "corpus" / "files"
    good = sqlite.read(folder / "l15_good.sqlite", "l15", Source(file="x"), ("id", "amount"))
    amounts = good.cells[good.headings.index("amount")].astype(float)
    nord = good.cells[good.headings.index("team")] == "Nord"
    assert (len(good.cells), amounts[nord].sum()) == (40, 21900.0)
    with pytest.raises(DataError, match="malformed"):
        sqlite.read(folder / "l17_corrupt.sqlite", "l17", Source(file="x"), ("id", "amount"))
