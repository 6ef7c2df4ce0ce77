from __future__ import annotations

import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from kit.data.readers import sql_attempts, sql_watch
from kit.data.readers.database import CONNECT_SECONDS, Database
from kit.errors import RunError
from tests.data.readers.asking import ask_at, rows
from tests.postgres import PASSWORD, QUOTED, running

pytestmark = pytest.mark.xdist_group("postgres")

PAUSED = """SELECT n AS id, 'name ' || n AS name, CASE WHEN n = 25000 THEN stop_here() END AS pause
    FROM generate_series(1, 30000) AS n"""


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


@pytest.fixture
def ask(server):
    return partial(ask_at, server.url)


@pytest.fixture
def soon(monkeypatch):
    """Attempts follow each other at once."""
    monkeypatch.setattr(sql_attempts, "FIRST_WAIT", 0.01)


@pytest.fixture
def aside():
    """Run a function while the test goes on."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit


def assert_whole(sheet):
    assert sheet.cells[0].tolist() == [str(n) for n in range(1, 30_001)]
    assert sheet.cells[1].tolist() == [f"name {n}" for n in range(1, 30_001)]


def assert_no_secret(error):
    """Neither the message nor anything that a traceback would print of the errors behind it."""
    while error is not None:
        assert not any(word in f"{error!r} {error}" for word in (PASSWORD, QUOTED, "postgresql://"))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_a_connection_ended_in_the_middle_is_made_anew_and_nothing_is_lost(
    server, ask, aside, soon
):
    with server.paused():
        reading = aside(lambda: ask(first="SELECT 1 AS id", second=PAUSED))
        server.run(f"SELECT pg_terminate_backend({server.reader()})")  # type: ignore[arg-type]
    found = reading.result(60)
    assert rows(found["first"]) == [["1"]]
    assert_whole(found["second"])
    (fault,) = found["first"].faults
    assert (fault.severity, found["second"].faults) == ("warning", ())
    assert "all was read anew at attempt 2" in fault.message
    assert "administrator command" in fault.message


def test_a_server_killed_in_the_middle_and_started_again_gives_all_rows(aside):
    with running() as other:
        with other.paused():
            reading = aside(lambda: ask_at(other.url, PAUSED))
            other.reader()
            other.kill()
            other.start()
        sheet = reading.result(60)
    assert_whole(sheet)
    assert "all was read anew" in sheet.faults[0].message


def test_a_server_that_stands_still_is_hung_up_on(server, ask, aside, soon, monkeypatch):
    monkeypatch.setattr(sql_watch, "SILENCE_SECONDS", 1.0)
    with server.paused():
        reading = aside(lambda: ask(PAUSED))
        stopped = server.reader()
        os.kill(stopped, signal.SIGSTOP)
    try:
        assert_whole(reading.result(60))
    finally:
        os.kill(stopped, signal.SIGCONT)


def test_a_server_that_is_gone_is_named_by_its_variable_and_never_by_its_password(aside, soon):
    with running() as other:
        with other.paused():
            reading = aside(lambda: ask_at(other.url, PAUSED))
            other.reader()
            other.kill()
        with pytest.raises(RunError) as caught:
            reading.result(60)
    said = str(caught.value)
    assert said.startswith("CRM_URL: the database cannot be read; 4 attempts failed. The last: ")
    assert "connection refused" in said.casefold()
    assert (caught.value.exit_code, len(said.splitlines())) == (1, 1)
    assert_no_secret(caught.value)


def test_a_database_does_not_print_its_secrets(server):
    database = Database.of("CRM_URL", {"CRM_URL": server.url, "OTHER_TOKEN": "t0p-secret"})
    assert not any(word in repr(database) for word in (PASSWORD, QUOTED, "t0p-secret"))


@pytest.mark.parametrize(
    ("written", "wrong", "words"),
    [
        (QUOTED, "wrong-9182", "password authentication failed"),
        ("/postgres", "/nowhere", 'database "nowhere" does not exist'),
    ],
)
def test_who_is_not_let_in_is_told_at_once_and_not_tried_again(server, written, wrong, words):
    with pytest.raises(RunError, match=words) as caught:
        ask_at(server.url.replace(written, wrong), "SELECT 1 AS id")
    assert "was asked once" in str(caught.value)
    assert "wrong-9182" not in str(caught.value)
    told = (server.folder / "log").read_text(encoding="utf-8")
    assert (told.count(words), caught.value.exit_code) == (1, 1)


def test_a_server_that_never_answers_is_given_up_on(soon, monkeypatch):
    monkeypatch.setattr(sql_attempts, "ATTEMPTS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        start = time.monotonic()
        with pytest.raises(RunError, match=r"2 attempts failed.*timeout"):
            ask_at(f"postgresql://k:p@127.0.0.1:{port}/x?connect_timeout=2", "SELECT 1 AS id")
    assert time.monotonic() - start < 10


def test_all_attempts_at_a_silent_server_end_within_half_a_minute():
    waits = [
        min(sql_attempts.FIRST_WAIT * 2**n, sql_attempts.LONGEST_WAIT)
        for n in range(sql_attempts.ATTEMPTS - 1)
    ]
    assert sum(waits) + sql_attempts.ATTEMPTS * CONNECT_SECONDS <= 30
