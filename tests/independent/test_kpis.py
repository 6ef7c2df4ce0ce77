"""Every KPI against SQL over the raw files of the demo CRM, by period and by dimension."""

from __future__ import annotations

from inspect import signature
from pathlib import Path

import pandas as pd
import pytest

from kit import catalogue
from tests.independent.checks import Check, checks
from tests.independent.comparing import differences
from tests.independent.crm import Crm

pytestmark = pytest.mark.xdist_group("independent")

CHECKS = checks("kpis")
WHOLE = {kpi.name for kpi in catalogue.KPIS if not signature(kpi.function).parameters["by"].default}
"""KPIs that are not split unless asked."""
RUNS = [
    (name, by) for name, one in CHECKS.items() for by in (*([""] if name in WHOLE else []), *one.by)
]
WINDOWS = (("quarter", 6), ("year", 3))
BY_HAND = {
    "pipeline_movement": "tests/system/test_movement.py",
    "campaign_revenue": "tests/kpis/sales/test_campaign_revenue.py",
    "stale_share": "tests/kpis/pipeline/test_stale.py",
}
"""KPIs whose independent figures are worked out by hand on written-out rows: where they stand."""


def found(crm: Crm, check: Check, by: str) -> list[str]:
    """What the kit and the check do not agree on, in windows of two kinds."""
    kpi = catalogue.find(check.name)
    wrong = []
    for period, periods in WINDOWS:
        window = crm.window(period, periods)
        expected = crm.expected(check.script, window, by)
        computed = crm.computed(check.name, window, by)
        own = set(expected["measure"])
        computed = computed[computed["measure"].isin(own)]
        keys = ["measure", *(["period"] if "period" in expected else []), *kpi.axes]
        if by:
            computed = computed.rename(columns={by: "member"})
            keys.append("member")
        lines = differences(computed, expected, keys, check.tolerance, check.within)
        wrong += [f"{period}: {line}" for line in lines]
        missing = {one.name for one in kpi.measures} - own - set(check.unchecked)
        wrong += [f"{period}: {name} is not checked" for name in sorted(missing)]
        if not pd.to_numeric(expected["value"]).notna().any():
            wrong.append(f"{period}: the check has no value at all")
    return wrong


@pytest.mark.parametrize(("name", "by"), RUNS)
def test_a_kpi_is_what_plain_sql_over_the_raw_files_says(small: Crm, name: str, by: str) -> None:
    assert found(small, CHECKS[name], by) == []


@pytest.mark.acceptance
@pytest.mark.parametrize(("name", "by"), RUNS)
def test_a_kpi_of_100_000_opportunities_is_what_plain_sql_says(
    large: Crm, name: str, by: str
) -> None:
    assert found(large, CHECKS[name], by) == []


def test_every_kpi_has_an_independent_check(root: Path) -> None:
    assert sorted([*CHECKS, *BY_HAND]) == sorted(kpi.name for kpi in catalogue.KPIS)
    for name, file in BY_HAND.items():
        assert name in (root / file).read_text(encoding="utf-8"), file
