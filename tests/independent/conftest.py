"""The demo CRM at two sizes: one for every run, one for `make acceptance`."""

from __future__ import annotations

import pytest

from tests.independent.crm import Crm


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Crm:
    """5,000 opportunities."""
    return Crm(tmp_path_factory.mktemp("small") / "crm", 5_000)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Crm:
    """100,000 opportunities."""
    return Crm(tmp_path_factory.mktemp("large") / "crm", 100_000)
