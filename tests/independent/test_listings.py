"""Every listing against SQL over the raw files of the demo CRM: its keys and main columns."""

from __future__ import annotations

import pytest

from kit import catalogue
from tests.independent.checks import checks
from tests.independent.crm import Crm
from tests.independent.listed import unlike

pytestmark = pytest.mark.xdist_group("independent")

CHECKS = checks("listings")


@pytest.mark.parametrize("name", CHECKS)
def test_a_listing_is_what_plain_sql_over_the_raw_files_says(small: Crm, name: str) -> None:
    assert unlike(small, CHECKS[name]) == []


@pytest.mark.acceptance
@pytest.mark.parametrize("name", CHECKS)
def test_a_listing_of_100_000_opportunities_is_what_plain_sql_says(large: Crm, name: str) -> None:
    assert unlike(large, CHECKS[name]) == []


def test_every_listing_has_an_independent_check() -> None:
    names = sorted(one.name for one in catalogue.LISTINGS)
    assert sorted([*CHECKS, *checks("loads_listings")]) == names
