"""Every KPI against SQL over the raw files of the demo CRM, by period and by dimension."""

from __future__ import annotations

from inspect import signature

import pytest

from kit import catalogue
from tests.independent.checks import checks
from tests.independent.comparing import disagreements
from tests.independent.crm import Crm

pytestmark = pytest.mark.xdist_group("independent")

CHECKS = checks("kpis")
WHOLE = {kpi.name for kpi in catalogue.KPIS if not signature(kpi.function).parameters["by"].default}
"""KPIs that are not split unless asked."""
RUNS = [
    (name, by) for name, one in CHECKS.items() for by in (*([""] if name in WHOLE else []), *one.by)
]
WINDOWS = (("quarter", 6), ("year", 3))


@pytest.mark.parametrize(("name", "by"), RUNS)
def test_a_kpi_is_what_plain_sql_over_the_raw_files_says(small: Crm, name: str, by: str) -> None:
    windows = WINDOWS[:1] if by else WINDOWS
    assert disagreements(small, CHECKS[name], by, windows) == []


@pytest.mark.acceptance
@pytest.mark.parametrize(("name", "by"), RUNS)
def test_a_kpi_of_100_000_opportunities_is_what_plain_sql_says(
    large: Crm, name: str, by: str
) -> None:
    assert disagreements(large, CHECKS[name], by, WINDOWS) == []


def test_every_kpi_has_an_independent_check() -> None:
    names = sorted(kpi.name for kpi in catalogue.KPIS)
    assert sorted([*CHECKS, *checks("loads")]) == names
