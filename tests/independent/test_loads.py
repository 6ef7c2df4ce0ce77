"""What needs several loads of a CRM, against SQL over the raw files of them all."""

from __future__ import annotations

import pytest

from kit.kpis.pipeline.pipeline_steps import STEPS
from tests.independent.checks import checks
from tests.independent.comparing import disagreements
from tests.independent.crm import Crm
from tests.independent.listed import unlike
from tests.independent.loads import Loads

pytestmark = pytest.mark.xdist_group("independent")

CHECKS, LISTINGS = checks("loads"), checks("loads_listings")
RUNS = [(name, by) for name, one in CHECKS.items() for by in ("", *one.by)]
WINDOWS = (("quarter", 2), ("month", 6))


@pytest.fixture(scope="session")
def loads(small: Crm, tmp_path_factory: pytest.TempPathFactory) -> Loads:
    return Loads(tmp_path_factory.mktemp("loads") / "project", small)


@pytest.mark.parametrize(("name", "by"), RUNS)
def test_a_kpi_of_several_loads_is_what_plain_sql_over_their_files_says(
    loads: Loads, name: str, by: str
) -> None:
    assert disagreements(loads, CHECKS[name], by, WINDOWS) == []


@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_of_several_loads_is_what_plain_sql_over_their_files_says(
    loads: Loads, name: str
) -> None:
    assert unlike(loads, LISTINGS[name]) == []


def test_every_step_of_the_pipeline_occurs_in_the_loads(loads: Loads) -> None:
    script, window = CHECKS["pipeline_movement"].script, loads.window("quarter", 2)
    found = loads.expected(script, window, "team")
    assert set(found.loc[found["value"].ne(0), "step"]) == set(STEPS)


def test_bookings_came_inside_and_on_either_side_of_earlier_forecasts(loads: Loads) -> None:
    window = loads.window("month", 6)
    said = loads.expected(LISTINGS["past_forecasts"].script, window, "team")
    assert set(said["came"]) == {"inside", "above", "below"}
