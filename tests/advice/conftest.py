"""Rules go by the default limits, whatever a test before has set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kit import advice


@pytest.fixture(autouse=True)
def default_limits() -> Iterator[None]:
    advice.use(None)
    yield
    advice.use(None)
