from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest

from kit.data.readers import sql_attempts
from kit.data.readers.sql import read_databases
from kit.errors import RunError
from kit.params import Source
from tests.data.readers.asking import ask_at, refused, rows
from tests.postgres import running

pytestmark = pytest.mark.xdist_group("postgres")

PAIR = "BEGIN; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1); COMMIT;"
COUNTS = {"first": "SELECT count(*) FROM a", "second": "SELECT count(*) FROM b"}


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


def test_sources_that_are_files_are_left_to_others():
    assert read_databases({"owners": Source(file="owners.csv")}, {}) == {}


def test_all_databases_that_are_gone_are_named(server, monkeypatch):
    monkeypatch.setattr(sql_attempts, "FIRST_WAIT", 0.01)
    sources = {
        name: Source(database=name.upper(), query="SELECT 1 AS id") for name in ("a", "b", "c")
    }
    gone = "postgresql://kit:secret@127.0.0.1:1/crm"
    with pytest.raises(RunError) as caught:
        read_databases(sources, {"A": gone, "B": server.url, "C": gone})
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["A", "C"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (None, "the environment variable `CRM_URL` is not set"),
        (" ", "the environment variable `CRM_URL` is not set"),
        ("hush-4711", "`CRM_URL` holds no database URL"),
        ("postgresql://kit:hush-4711@host:one/crm", "`CRM_URL` holds no database URL"),
        ("postgresql://kit:oh@hush-4711@host/crm", "more than one @"),
        ("postgresql://kit:oh@hush/4711@host/crm", "more than one @"),
        ("https://kit:hush-4711@host/crm", "databases of the kind `https` are not known"),
        ("mysql://kit:hush-4711@host/crm", "pip install mysqlclient"),
        ("postgresql+aiopg://kit:hush-4711@host/crm", "`postgresql+aiopg`"),
        ("postgresql+asyncpg://kit:hush-4711@host/crm", "asynchronous"),
        ("sqlite:////nowhere/crm.sqlite", "there is no SQLite file /nowhere/crm.sqlite"),
        (
            "postgresql://kit:hush-4711@127.0.0.1/crm?colour=red",
            'invalid connection option "colour"',
        ),
    ],
)
def test_what_is_wrong_with_a_url_is_said_without_showing_it(url, words):
    environment = {} if url is None else {"CRM_URL": url}
    sources = {name: Source(database="CRM_URL", query="SELECT 1 AS id") for name in ("a", "b")}
    found = read_databases(sources, environment)
    for table in ("a", "b"):
        said = refused(found[table])
        assert said.startswith(f"CRM_URL, {table}: ")
        assert words in said
        assert "hush" not in said
        assert "hush" not in str(found[table])


def test_the_short_name_that_hosts_give_postgresql_is_understood(server):
    url = server.url.replace("postgresql:", "postgres:")
    assert rows(ask_at(url, "SELECT 1 AS id")) == [["1"]]


@pytest.fixture
def small_file(tmp_path):
    """A SQLite file, and its URL."""
    path = tmp_path / "crm.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE deals (id INTEGER, amount REAL, note)")
        connection.execute("INSERT INTO deals VALUES (1, 10.5, NULL), (2, 1e-7, 'ok')")
        connection.commit()
    return path, f"sqlite:///{path}"


def test_a_sqlite_file_can_be_named_by_url(small_file):
    url = small_file[1]
    found = ask_at(url, all="SELECT * FROM deals", bad="SELECT x FROM deals", one="SELECT 1 AS n")
    assert rows(found["all"]) == [["1", "10.5", None], ["2", "0.0000001", "ok"]]
    assert rows(found["one"]) == [["1"]]
    assert "no such column: x" in refused(found["bad"])


def test_a_sqlite_url_gives_one_moment_though_others_write(small_file):
    path, url = small_file
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.executescript("PRAGMA journal_mode = wal; CREATE TABLE a (n); CREATE TABLE b (n)")
    done = Event()
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_pairs, path, done)
        try:
            counts = [rows_of_both(ask_at(url, **COUNTS))]
            until = time.monotonic() + 60
            while len(counts) < 20 or (counts[0] == counts[-1] and time.monotonic() < until):
                counts.append(rows_of_both(ask_at(url, **COUNTS)))
        finally:
            done.set()
        assert writing.result(10) > 0
    assert all(a == b for a, b in counts), counts
    assert counts[0] != counts[-1]


def write_pairs(path, done):
    """Write a row to each of two tables, in one transaction, again and again."""
    written = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        while not done.is_set():
            writer.executescript(PAIR)
            written += 1
    return written


def rows_of_both(found):
    return [rows(sheet)[0][0] for sheet in found.values()]


@pytest.mark.parametrize(
    "query", ["DELETE FROM deals RETURNING id", "ATTACH '{folder}/new.db' AS other"]
)
def test_a_sqlite_url_cannot_write(small_file, query):
    path, url = small_file
    said = refused(ask_at(url, query.format(folder=path.parent)))
    assert "SELECT" in said
    assert [one.name for one in path.parent.iterdir()] == ["crm.sqlite"]
    assert len(ask_at(url, "SELECT * FROM deals").cells) == 2
