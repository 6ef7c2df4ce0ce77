"""Commands that answer a question: rows as they are computed, as JSON and in files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kit.load import load
from kit.params import load_settings
from tests.cli.small_project import ask, small_project
from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("cli")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return small_project(tmp_path_factory.mktemp("cli") / "project")


def test_compute_answers_with_rows_and_writes_them(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    options = ("--period", "month", "--periods", "1", "--by", "owner", "--csv", str(path))
    rows = ask(project, "compute", "bookings", *options)["rows"]
    found = {row["owner"]: row["value"] for row in rows if row["measure"] == "amount"}
    assert found["Ada"] == 1200.5
    assert path.read_text(encoding="utf-8").splitlines()[0].startswith("kpi,measure,period,owner")


def test_a_question_in_sql_is_answered_from_the_snapshot(project: Project) -> None:
    sql = "SELECT owner, amount, closed_at FROM opportunities ORDER BY owner"
    assert ask(project, "query", sql)["rows"] == [
        {"owner": "Ada", "amount": 1200.5, "closed_at": "2026-02-03"},
        {"owner": "Bo", "amount": 300.0, "closed_at": None},
    ]
    assert project.kit("query", sql, "--csv", "-").stdout.splitlines()[1] == "Ada,1200.5,2026-02-03"
    listed = "SELECT list(owner ORDER BY owner) AS owners FROM opportunities"
    assert ask(project, "query", listed)["rows"] == [{"owners": ["Ada", "Bo"]}]
    refused = ask(project, "query", "FROM opportunitys", code=2)
    assert "Did you mean `opportunities`?" in refused["error"]


def test_a_forecast_answers_with_rows_backtest_and_verdict(
    project: Project, tmp_path: Path
) -> None:
    project.kit("prepare")
    asked = ("forecast", "--horizon", "2", "--csv", str(tmp_path / "forecast.csv"))
    answer = ask(project, *asked)
    assert {"rows", "backtest", "verdict"} <= answer.keys()
    middle = [row for row in answer["rows"] if row["measure"] == "value"]
    assert [row["period"] for row in middle] == ["2026-02-01", "2026-03-01", "2026-04-01"]
    assert all(row["low"] <= row["value"] <= row["high"] for row in middle)
    assert (tmp_path / "forecast.csv").read_text(encoding="utf-8").startswith("kpi,measure,period")
    refused = ask(project, "forecast", "--period", "year", "--horizon", "5", code=2)
    assert "forecasts reach 12 months" in json.dumps(refused)


def test_kpis_say_which_tables_the_project_lacks(project: Project, tmp_path: Path) -> None:
    kpis = {kpi["name"]: kpi for kpi in ask(project, "kpis")["kpis"]}
    assert kpis["win_rate"]["missing"] == []
    empty = tmp_path / "owners"
    (empty / "params").mkdir(parents=True)
    text = "name: Small\nas_of: 2026-02-03\nsources: {owners: {file: people.csv}}\n"
    (empty / "params" / "project.yaml").write_text(text, encoding="utf-8")
    (empty / "people.csv").write_text("owner,team\nAda,Iberia\n", encoding="utf-8")
    load(load_settings(empty))
    kpis = {kpi["name"]: kpi for kpi in ask(Project(empty), "kpis")["kpis"]}
    assert kpis["win_rate"]["missing"] == ["opportunities"]


def test_without_a_project_around_the_kpis_are_listed_all_the_same(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kit", "kpis", "--json"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    kpis = json.loads(done.stdout)["kpis"]
    assert kpis[0]["name"] == "new_leads"
    assert "missing" not in kpis[0]
