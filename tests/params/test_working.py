from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kit.params import load_settings, working_times
from kit.units import Unit
from kit.window import OFFICE_WEEK, WorkingTime

AS_OF = date(2026, 6, 30)
COMPANY, EMEA, IBERIA, DACH = Unit(), Unit("EMEA"), Unit("EMEA", "Iberia"), Unit("EMEA", "DACH")
PROJECT = """\
timezone: Europe/Madrid
holidays: 2026-05-15
source: demo
units:
  EMEA: {hours: "Mo-Fr 08:00-16:00"}
  EMEA/Iberia: {timezone: Atlantic/Canary, holidays: [2026-08-14, 2026-08-17]}
  APAC: {hours: ""}
"""


@pytest.fixture
def times(tmp_path: Path) -> dict[tuple[str, str], WorkingTime]:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(PROJECT, encoding="utf-8")
    units = [COMPANY, EMEA, IBERIA, DACH, Unit("APAC")]
    found = working_times(load_settings(tmp_path), units, AS_OF)
    return {unit: one for one in found for unit in one.units}


def test_the_company_works_as_the_top_of_the_file_says(
    times: dict[tuple[str, str], WorkingTime],
) -> None:
    own = times["", ""]
    assert (own.week, own.timezone) == (OFFICE_WEEK, "Europe/Madrid")
    assert own.holidays == ("2026-05-15",)


def test_a_team_inherits_from_its_region_and_that_from_the_company(
    times: dict[tuple[str, str], WorkingTime],
) -> None:
    assert times["EMEA", "DACH"] is times["EMEA", ""]
    iberia = times["EMEA", "Iberia"]
    assert iberia.week == times["EMEA", ""].week == (((480, 960),),) * 5 + ((), ())
    assert iberia.timezone == "Atlantic/Canary"
    assert iberia.holidays == ("2026-08-14", "2026-08-17")
    assert times["EMEA", "DACH"].holidays == ("2026-05-15",)


def test_a_unit_may_have_no_working_hours(times: dict[tuple[str, str], WorkingTime]) -> None:
    assert not any(times["APAC", ""].week)
