"""Every KPI against SQL over the raw files of the demo CRM, by period and by dimension."""

from __future__ import annotations

from inspect import signature
from pathlib import Path

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
ELSEWHERE: dict[str, str] = {
    "bookings_forecast": "tests/kpis/forecast/test_bookings_forecast.py",
    "chance_bands": "tests/kpis/forecast/test_weighted_pipeline.py",
    "chance_of_at_least": "tests/kpis/forecast/test_chance_of_at_least.py",
    "earlier_forecast_accuracy": "tests/kpis/forecast/test_forecast_accuracy.py",
    "expected_customer_value": "tests/kpis/customers/test_expected_value.py",
    "forecast_accuracy": "tests/kpis/forecast/test_forecast_accuracy.py",
    "reliability": "tests/kpis/forecast/test_model_scores.py",
    "still_won": "tests/kpis/outcomes/test_still_won.py",
    "target_chance": "tests/kpis/forecast/test_bookings_forecast.py",
    "weighted_pipeline": "tests/kpis/forecast/test_weighted_pipeline.py",
    "win_probability_accuracy": "tests/kpis/forecast/test_model_scores.py",
    "value_to_cost": "tests/kpis/customers/test_value_to_cost.py",
}
"""KPIs that read what models made, and have no SQL yet: the test that holds them to a truth."""


@pytest.mark.parametrize(("name", "by"), RUNS)
def test_a_kpi_is_what_plain_sql_over_the_raw_files_says(small: Crm, name: str, by: str) -> None:
    assert disagreements(small, CHECKS[name], by, WINDOWS) == []


@pytest.mark.acceptance
@pytest.mark.parametrize(("name", "by"), RUNS)
def test_a_kpi_of_100_000_opportunities_is_what_plain_sql_says(
    large: Crm, name: str, by: str
) -> None:
    assert disagreements(large, CHECKS[name], by, WINDOWS) == []


def test_every_kpi_has_an_independent_check(root: Path) -> None:
    names = sorted(kpi.name for kpi in catalogue.KPIS)
    assert sorted([*CHECKS, *checks("loads"), *ELSEWHERE]) == names
    for name, file in ELSEWHERE.items():
        assert name in (root / file).read_text(encoding="utf-8"), file
