"""A project whose tables come from a database, as its user sees it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import PASSWORD, QUOTED, Server, running
from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("postgres")

VARIABLE = "CRM_DATABASE_URL"
COLUMNS = "opportunity_id, created_at, stage, status, closed_at, amount, owner"
ROWS = """o1,2026-01-05,Won,won,2026-02-03,1200.50,Ada
o2,2026-01-07,Lost,lost,2026-02-10,0.00,Ada
o3,2026-02-01,Offer,open,,120.40,Bo
"""
PEOPLE = "Ada,Iberia,EMEA\nBo,DACH,EMEA\n"
FROM_FILES = """name: Small
currency: EUR
timezone: Europe/Madrid
sources:
  opportunities: {file: opportunities.csv}
  owners: {file: people.csv}
"""
FROM_DATABASE = """name: Small
currency: EUR
timezone: Europe/Madrid
sources:
  opportunities:
    database: CRM_DATABASE_URL
    query: SELECT * FROM opportunities ORDER BY opportunity_id
  owners:
    database: CRM_DATABASE_URL
    query: SELECT owner, team, region FROM people
"""
SLOW = FROM_DATABASE.replace("FROM people", "FROM people WHERE stop_here() IS NOT NULL")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        server.run(
            "CREATE TABLE opportunities (opportunity_id text, created_at date, stage text, "
            "status text, closed_at date, amount numeric(18,2), owner text)",
            "CREATE TABLE people (owner text, team text, region text)",
        )
        with server.connect() as connection:
            for table, rows in (("opportunities", ROWS), ("people", PEOPLE)):
                with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
                    copy.write(rows)
        yield server


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "params").mkdir()
    settle(tmp_path, FROM_DATABASE)
    return Project(tmp_path)


def settle(folder: Path, text: str) -> None:
    (folder / "params" / "project.yaml").write_text(text, encoding="utf-8")


def load(project: Project, url: str, code: int = 0) -> dict[str, Any]:
    done = project.kit("load", "--json", code=code, CRM_DATABASE_URL=url)
    assert_no_secret(done.stdout + done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def assert_no_secret(text: str) -> None:
    assert not any(word in text for word in (PASSWORD, QUOTED, "postgresql://kit"))


def assert_refused(project: Project, code: int, words: list[str], url: str) -> None:
    done = project.kit("load", code=code, CRM_DATABASE_URL=url)
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr
    assert_no_secret(done.stdout + done.stderr)
    assert not (project.folder / "outputs" / "store").exists()


def test_a_database_gives_the_snapshot_that_the_same_rows_give_as_files(
    project: Project, server: Server
) -> None:
    first = load(project, server.url)
    assert first["tables"]["opportunities"]["kept"] == 3
    heading = COLUMNS.replace(" ", "")
    (project.folder / "opportunities.csv").write_text(f"{heading}\n{ROWS}", encoding="utf-8")
    (project.folder / "people.csv").write_text(f"owner,team,region\n{PEOPLE}", encoding="utf-8")
    shutil.rmtree(project.folder / "outputs")
    settle(project.folder, FROM_FILES)
    second = load(project, "")
    assert (first["snapshot"], first["as_of"]) == (second["snapshot"], "2026-02-10")


def test_a_server_killed_while_it_is_read_is_asked_again_when_it_is_back(
    project: Project, server: Server
) -> None:
    whole = load(project, server.url)["snapshot"]
    settle(project.folder, SLOW)
    with server.paused():
        reading = start(project, server.url)
        server.reader()
        server.kill()
        server.start()
    said, error = reading.communicate(timeout=60)
    assert reading.returncode == 0, error
    assert whole in said
    assert_no_secret(said + error)


def test_a_server_killed_while_it_is_read_and_gone_leaves_nothing(project: Project) -> None:
    settle(project.folder, SLOW)
    with running() as other:
        other.run(
            "CREATE TABLE opportunities AS SELECT 'o1' AS opportunity_id",
            "CREATE TABLE people AS SELECT 'Ada' AS owner, 'Iberia' AS team, 'EMEA' AS region",
        )
        with other.paused():
            reading = start(project, other.url)
            other.reader()
            other.kill()
        begun = time.monotonic()
        said, error = reading.communicate(timeout=60)
    assert time.monotonic() - begun < 35
    assert reading.returncode == 1, error
    assert len(error.strip().splitlines()) == 1
    assert VARIABLE in error
    assert "4 attempts" in error
    assert_no_secret(said + error)
    assert not (project.folder / "outputs" / "store").exists()


def start(project: Project, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kit", "load", "--json", "--project", str(project.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=project.folder,
        env={**os.environ, VARIABLE: url},
    )


def test_a_variable_that_is_not_set_is_named(project: Project) -> None:
    assert_refused(project, 2, [VARIABLE, "is not set"], "")


def test_every_bad_query_is_named_at_once(project: Project, server: Server) -> None:
    bad = FROM_DATABASE.replace("* FROM opp", "amuont FROM opp").replace("FROM people", "FROM gone")
    settle(project.folder, bad)
    words = ['column "amuont" does not exist', 'relation "gone" does not exist', VARIABLE]
    assert_refused(project, 2, words, server.url)


def test_a_bad_row_is_named_by_its_place_in_the_answer(project: Project, server: Server) -> None:
    amount = "COALESCE(NULLIF(amount::text, '0.00'), 'n.d.') AS amount"
    columns = COLUMNS.replace("amount", amount)
    bad = FROM_DATABASE.replace("SELECT * FROM", f"SELECT {columns} FROM")
    settle(project.folder, bad + "quarantine_limit: 0.9\n")
    answer = load(project, server.url)
    (fault,) = [one for one in answer["faults"] if one["severity"] == "quarantined"]
    assert (fault["file"], fault["line"]) == (f"{VARIABLE}, opportunities", 3)
    assert (fault["column"], fault["value"]) == ("amount", "n.d.")
    assert answer["tables"]["opportunities"]["kept"] == 2
