"""Every listing against SQL over the raw files of the demo CRM: its keys and main columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit import catalogue
from tests.independent.checks import Check, checks
from tests.independent.crm import Crm

pytestmark = pytest.mark.xdist_group("independent")

CHECKS = checks("listings")
ELSEWHERE: dict[str, str] = {
    "chance_changes": "tests/kpis/forecast/test_chance_changes.py",
    "open_opportunities": "tests/kpis/forecast/test_open_opportunities.py",
    "past_forecasts": "tests/kpis/forecast/test_forecast_accuracy.py",
}
"""Listings of what models made, which have no SQL yet: the test that holds them to a truth."""


def found(crm: Crm, check: Check) -> list[str]:
    """What the kit and the check do not agree on; a check of `some` may list more than the kit."""
    window = crm.window("quarter", 6)
    expected = crm.expected(check.script, window)
    computed = crm.computed(check.name, window)
    keys = list(check.key)
    ours, theirs = (_plain(one[list(expected.columns)], keys) for one in (computed, expected))
    assert ours.index.is_unique
    assert theirs.index.is_unique
    wrong = [f"{key}: not expected" for key in ours.index.difference(theirs.index)]
    if not check.some:
        wrong += [f"{key}: not listed" for key in theirs.index.difference(ours.index)]
    both = ours.index.intersection(theirs.index)
    assert len(both)
    for name in ours:
        left, right = ours.loc[both, name], theirs.loc[both, name]
        same = [_same(one, other) for one, other in zip(left, right, strict=True)]
        wrong += [
            f"{key}, {name}: computed {left[key]}, expected {right[key]}"
            for key in both[~np.array(same)]
        ]
    return wrong


def _plain(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Columns of Python's own values, by the keys as text."""
    columns = {}
    for name in frame:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            column = column.dt.strftime("%Y-%m-%d")
        column = column.astype("object")
        columns[name] = column.where(column.notna(), None if name not in keys else "")
    plain = pd.DataFrame(columns)
    return plain.set_index(keys) if len(keys) > 1 else plain.set_index(keys[0])


def _same(one: object, other: object) -> bool:
    if one is None or other is None or isinstance(one, str) or isinstance(other, str):
        return one == other
    return bool(np.isclose(float(one), float(other), rtol=1e-9, atol=1e-6))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CHECKS)
def test_a_listing_is_what_plain_sql_over_the_raw_files_says(small: Crm, name: str) -> None:
    assert found(small, CHECKS[name]) == []


@pytest.mark.acceptance
@pytest.mark.parametrize("name", CHECKS)
def test_a_listing_of_100_000_opportunities_is_what_plain_sql_says(large: Crm, name: str) -> None:
    assert found(large, CHECKS[name]) == []


def test_every_listing_has_an_independent_check(root: Path) -> None:
    names = sorted(one.name for one in catalogue.LISTINGS)
    assert sorted([*CHECKS, *ELSEWHERE]) == names
    for name, file in ELSEWHERE.items():
        assert name in (root / file).read_text(encoding="utf-8"), file
