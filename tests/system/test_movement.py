"""Three loads of a changing CRM: what moved the pipeline, on the command line and on the page."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.system.project import Project

SETTINGS = """name: Movement
currency: EUR
timezone: Europe/Madrid
sources: {opportunities: {file: opportunities.csv}}
"""
HEADING = "opportunity_id,created_at,stage,status,closed_at,amount,owner,team,region"
LOADS = (
    (  # as of 31 March
        "w,2026-01-05,Won,won,2026-03-31,10.50,Ann,Iberia,EMEA",
        "a,2026-01-06,New,open,,100,Ann,Iberia,EMEA",
        "b,2026-01-07,New,open,,50,Ben,DACH,EMEA",
        "c,2026-01-08,New,open,,30,Ann,Iberia,EMEA",
        "d,2026-01-09,New,open,,25,Ben,DACH,EMEA",
    ),
    (  # as of 10 April: `a` grew, `b` was won below its amount, `c` moved, `e` is new
        "w,2026-01-05,Won,won,2026-03-31,10.50,Ann,Iberia,EMEA",
        "a,2026-01-06,Offer,open,,120,Ann,Iberia,EMEA",
        "b,2026-01-07,Won,won,2026-04-10,45,Ben,DACH,EMEA",
        "c,2026-01-08,New,open,,30,Ben,DACH,EMEA",
        "d,2026-01-09,New,open,,25,Ben,DACH,EMEA",
        "e,2026-04-08,New,open,,60.25,Ann,Iberia,EMEA",
    ),
    (  # as of 30 April: `a` was lost, `c` grew, `d` is gone
        "w,2026-01-05,Won,won,2026-03-31,10.50,Ann,Iberia,EMEA",
        "a,2026-01-06,Lost,lost,2026-04-30,0,Ann,Iberia,EMEA",
        "b,2026-01-07,Won,won,2026-04-10,45,Ben,DACH,EMEA",
        "c,2026-01-08,New,open,,35,Ben,DACH,EMEA",
        "e,2026-04-08,New,open,,60.25,Ann,Iberia,EMEA",
    ),
)
APRIL = {
    "": {
        "start": 205.0,
        "created": 60.25,
        "grown": 25.0,
        "won": -50.0,
        "lost": -120.0,
        "removed": -25.0,
        "end": 95.25,
        "won_difference": -5.0,
    },
    "Iberia": {
        "start": 130.0,
        "created": 60.25,
        "moved": -30.0,
        "grown": 20.0,
        "lost": -120.0,
        "end": 60.25,
    },
    "DACH": {
        "start": 75.0,
        "moved": 30.0,
        "grown": 5.0,
        "won": -50.0,
        "removed": -25.0,
        "end": 35.0,
        "won_difference": -5.0,
    },
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project after its first load, reported on."""
    project = Project(tmp_path_factory.mktemp("movement"))
    (project.folder / "params").mkdir()
    (project.folder / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    export(project, LOADS[0])
    project.kit("report", "--notebook", "pipeline", "--region", "EMEA", "--team", "Iberia")
    return project


@pytest.fixture(scope="module")
def first_page(project: Project) -> str:
    return text_of(project, "emea/iberia/pipeline.html")


@pytest.fixture(scope="module")
def loaded(project: Project, first_page: str) -> Project:
    """The project after two more loads, only the last of which was reported on."""
    export(project, LOADS[1])
    project.kit("load")
    export(project, LOADS[2])
    project.kit("report", "--notebook", "pipeline", "--region", "EMEA", "--team", "Iberia")
    return project


def export(project: Project, rows: tuple[str, ...]) -> None:
    text = "\n".join([HEADING, *rows]) + "\n"
    (project.folder / "opportunities.csv").write_text(text, encoding="utf-8")


def text_of(project: Project, address: str) -> str:
    page = re.sub(r"<[^>]+>", " ", project.page(address))
    return " ".join(unescape(page).replace("\u2060", "").split())


def test_after_one_load_the_page_says_where_history_begins(first_page: str) -> None:
    said = "Movement is known from the second load on; the first one is as of 31 March 2026."
    assert said in first_page


@pytest.mark.parametrize("team", APRIL)
def test_computed_rows_are_those_worked_out_by_hand(loaded: Project, team: str) -> None:
    unit = ("--region", "EMEA", "--team", team) if team else ()
    rows = loaded.rows("pipeline_movement", "--periods", "2", *unit)
    amounts = [row for row in rows if row["measure"] == "amount"]
    april = {row["step"]: row["value"] for row in amounts if row["period"] == "2026-04-01"}
    assert {step: value for step, value in april.items() if value} == APRIL[team]
    assert {row["value"] for row in rows if row["period"] == "2026-03-01"} == {None}


def test_a_report_of_an_earlier_day_does_not_see_the_later_load(loaded: Project) -> None:
    rows = loaded.rows("pipeline_movement", "--as-of", "2026-04-15", "--periods", "1")
    amounts = {row["step"]: row["value"] for row in rows if row["measure"] == "amount"}
    assert {step: value for step, value in amounts.items() if value} == {
        "start": 205.0,
        "created": 60.25,
        "grown": 20.0,
        "won": -50.0,
        "end": 235.25,
        "won_difference": -5.0,
    }


def test_the_page_shows_the_bars_and_their_finding(loaded: Project) -> None:
    page = text_of(loaded, "emea/iberia/pipeline.html")
    assert "Open amount, Apr 2026: €130.00 at the start, €60.25 at the end." in page
    assert "Most was taken off by “Lost”: −€120.00." in page
    assert "Moved between units Amount −€30.00 1" in page
