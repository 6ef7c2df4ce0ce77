"""Real data as projects: what `kit compute` says is what SQL over the raw files says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.system.project import PROJECTS, Project

pytestmark = [pytest.mark.shared_data, pytest.mark.xdist_group("independent_projects")]

ALL_OF_IT = ("--period", "year", "--periods", "6")


def fresh(folder: Path, name: str) -> Project:
    """A copy of a project folder with an empty folder for its exports."""
    shutil.copytree(PROJECTS / name, folder)
    (folder / "exports").mkdir()
    return Project(folder)


def made(project: Project, connection: duckdb.DuckDBPyConnection) -> Project:
    """The project with its tables made from the log `events` by the queries beside it."""
    for query in project.folder.glob("*.sql"):
        target = project.folder / "exports" / f"{query.stem}.csv"
        body = query.read_text(encoding="utf-8").rstrip()
        connection.execute(f"COPY ({body}) TO '{target}' (HEADER)")
    project.kit("load")
    return project


def values(rows: list[dict[str, Any]], **where: object) -> list[float]:
    """Values of the rows that have these columns so, undefined ones left out."""
    found = [row for row in rows if all(row[name] == one for name, one in where.items())]
    return [row["value"] for row in found if row["value"] is not None]


@pytest.fixture(scope="module")
def raw() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def shop(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = fresh(tmp_path_factory.mktemp("cdnow") / "project", "cdnow")
    shutil.copy(shared / "data" / "cdnow" / "CDNOW_master.txt", project.folder / "exports")
    project.kit("load")
    return project


@pytest.fixture(scope="module")
def sold(shop: Project, raw: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The purchases as a table: columns stand at fixed places, apart by spaces."""
    file = shop.folder / "exports" / "CDNOW_master.txt"
    raw.execute(
        "CREATE OR REPLACE TABLE sold AS SELECT one[1] AS customer, "  # noqa: S608
        "strptime(one[2], '%Y%m%d')::DATE AS day, one[4]::DECIMAL(9, 2) AS dollars FROM (SELECT "
        "regexp_split_to_array(trim(line), ' +') AS one FROM (SELECT unnest(string_split("
        f"content, chr(10))) AS line FROM read_text('{file}')) OFFSET 1) WHERE len(one) = 4"
    )
    return raw


def test_the_shop_sold_what_its_lines_add_up_to(
    shop: Project, sold: duckdb.DuckDBPyConnection
) -> None:
    rows = shop.rows("revenue", "--period", "month", "--periods", "18")
    theirs = sold.execute(
        "SELECT date_trunc('month', day)::DATE::VARCHAR, sum(dollars)::DOUBLE, count(*) FROM sold "
        "GROUP BY ALL"
    ).fetchall()
    assert sum(n for _, _, n in theirs) == 69_659
    assert len(theirs) == 18
    for month, dollars, n in theirs:
        assert values(rows, measure="amount", period=month) == [pytest.approx(dollars, abs=1e-6)]
        assert values(rows, measure="orders", period=month) == [n]


def test_all_customers_of_the_shop_came_in_its_first_quarter(
    shop: Project, sold: duckdb.DuckDBPyConnection
) -> None:
    rows = shop.rows("new_customers", "--period", "quarter", "--periods", "6")
    assert values(rows, measure="count") == [23_570, 0, 0, 0, 0, 0]
    query = "SELECT count(DISTINCT customer) FROM sold"
    assert sold.execute(query).fetchall() == [(23_570,)]


def test_customers_of_the_shop_who_come_back_within_a_year(
    shop: Project, sold: duckdb.DuckDBPyConnection
) -> None:
    """Everybody was followed for a year, so that the curve is the plain share."""
    ((share,),) = sold.execute(
        "WITH f AS (SELECT customer, min(day) AS first FROM sold GROUP BY ALL) "
        "SELECT count(DISTINCT customer) FILTER (day > first AND day <= first + 365) "
        "/ count(DISTINCT customer) FROM sold JOIN f USING (customer)"
    ).fetchall()
    assert values(shop.rows("repeat_rate")) == [pytest.approx(share, abs=1e-12)]
    assert 0.3 < share < 0.6


@pytest.fixture(scope="module")
def desk(
    shared: Path, raw: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    log = shared / "data" / "italian_helpdesk" / "finale.csv.gz"
    raw.execute(
        'CREATE OR REPLACE TABLE events AS SELECT * REPLACE (strptime("Complete Timestamp", '  # noqa: S608
        "'%Y/%m/%d %H:%M:%S.%f') AS \"Complete Timestamp\") "
        f"FROM read_csv('{log}', all_varchar = true)"
    )
    folder = tmp_path_factory.mktemp("desk") / "project"
    return made(fresh(folder, "italian_helpdesk"), raw)


def test_a_ticket_ends_when_it_is_resolved_not_when_the_robot_closes_it(
    desk: Project, raw: duckdb.DuckDBPyConnection
) -> None:
    resolved, closed = raw.execute(
        "SELECT median(epoch(r - o)) / 86400, median(epoch(c - o)) / 86400 FROM (SELECT "
        'min("Complete Timestamp") AS o, '
        'max("Complete Timestamp") FILTER ("Activity" = \'Resolve ticket\') AS r, '
        'max("Complete Timestamp") FILTER ("Activity" = \'Closed\') AS c '
        'FROM events GROUP BY "Case ID")'
    ).fetchall()[0]
    assert round(resolved, 1) == 6.7  # as published
    assert closed > 39
    rows = desk.rows("resolution_time", "--period", "year", "--periods", "6")
    theirs = raw.execute(
        "SELECT year(o)::VARCHAR || '-01-01', quantile_disc(coalesce(epoch(r - o), 1e12), 0.5) "
        '/ 3600 FROM (SELECT min("Complete Timestamp") AS o, '
        'max("Complete Timestamp") FILTER ("Activity" = \'Resolve ticket\') AS r '
        'FROM events GROUP BY "Case ID") GROUP BY ALL'
    ).fetchall()
    assert len(theirs) == 4
    for year, hours in theirs:  # clocks that change, and eleven open ones, move it a little
        ours = values(rows, measure="final_median_clock", period=year)
        assert ours == [pytest.approx(hours, rel=0.02)]


def test_tickets_opened_by_year(desk: Project, raw: duckdb.DuckDBPyConnection) -> None:
    rows = desk.rows("cases_by_category", "--by", "priority", *ALL_OF_IT)
    theirs = raw.execute(
        "SELECT year(opened)::VARCHAR || '-01-01', priority, count(*) FROM (SELECT "
        'min("Complete Timestamp") AS opened, arg_min(seriousness, "Complete Timestamp") AS '
        'priority FROM events GROUP BY "Case ID") GROUP BY ALL'
    ).fetchall()
    assert sum(n for _, _, n in theirs) == 4_580
    for year, priority, n in theirs:
        assert values(rows, measure="count", period=year, priority=priority) == [n]


@pytest.fixture(scope="module")
def bank(
    shared: Path, raw: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    log = shared / "data" / "bpi2012_loan" / "bpi2012_events.csv.gz"
    raw.execute(f"CREATE OR REPLACE TABLE events AS FROM read_csv('{log}', all_varchar = true)")
    folder = tmp_path_factory.mktemp("bank") / "project"
    return made(fresh(folder, "bpi2012_loan"), raw)


def test_the_funnel_of_the_bank_is_the_published_one(bank: Project) -> None:
    rows = bank.rows("funnel_conversion", "--period", "year", "--periods", "2")
    reached = {
        step: sum(values(rows, measure="reached", step=step))
        for step in ("lead", "qualified", "opportunity", "quote", "won")
    }
    assert reached["lead"] == 13_087
    assert reached["qualified"] == 7_367
    assert reached["opportunity"] == 5_113
    assert reached["quote"] == 5_015
    assert reached["won"] == 2_246


def test_offers_of_the_bank_that_were_accepted(bank: Project) -> None:
    rows = bank.rows("quote_acceptance", "--period", "year", "--periods", "2")
    accepted = [
        round(row["value"] * row["n"])
        for row in rows
        if row["measure"] == "accepted" and row["value"] is not None
    ]
    assert sum(accepted) == 2_243


def test_the_first_work_of_a_person_on_an_application(
    bank: Project, raw: duckdb.DuckDBPyConnection
) -> None:
    """The share answered within an hour: nobody is cut off so young."""
    theirs = raw.execute(
        "WITH one AS (SELECT case_id, min(timestamp::TIMESTAMPTZ) AS came, "
        "min(timestamp::TIMESTAMPTZ) FILTER (activity LIKE 'W%' AND lifecycle = 'START' AND "
        "resource IS NOT NULL AND resource <> '112') AS first, min(timestamp::TIMESTAMPTZ) "
        "FILTER (activity IN ('A_ACCEPTED', 'A_DECLINED', 'A_CANCELLED')) AS ended FROM events "
        "GROUP BY ALL) SELECT count_if(first <= came + INTERVAL 1 HOUR AND "
        "NOT coalesce(ended < first, false)) FROM one"
    ).fetchall()[0][0]
    rows = bank.rows("lead_response_hours", "--period", "year", "--periods", "2")
    ours = sum(row["value"] * row["n"] for row in rows if row["measure"] == "within_1_hour")
    assert ours == pytest.approx(theirs, abs=0.5)


def test_applications_that_reached_each_stage(bank: Project) -> None:
    rows = bank.rows("stage_funnel", "--period", "year", "--periods", "2")
    entered = {
        stage: sum(values(rows, measure="entered", stage=stage))
        for stage in ("A_ACCEPTED", "O_SENT", "O_SENT_BACK")
    }
    assert entered == {"A_ACCEPTED": 5_113, "O_SENT": 5_015, "O_SENT_BACK": 3_254}
