"""What needs several loads of a CRM, against SQL over the raw files of them all."""

from __future__ import annotations

import pytest

from kit.kpis.pipeline.pipeline_steps import STEPS
from tests.independent.checks import checks
from tests.independent.comparing import disagreements
from tests.independent.crm import Crm
from tests.independent.loads import Loads

pytestmark = pytest.mark.xdist_group("independent")

CHECKS = checks("loads")
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


def test_every_step_of_the_pipeline_occurs_in_the_loads(loads: Loads) -> None:
    script, window = CHECKS["pipeline_movement"].script, loads.window("quarter", 2)
    found = loads.expected(script, window, "team")
    assert set(found.loc[found["value"].ne(0), "step"]) == set(STEPS)
