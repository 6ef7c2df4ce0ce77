from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kit.data.manifest import Snapshot
from kit.publisher import Context
from kit.results import (
    Figure,
    Table,
)
from tests.publisher.sample_page import (
    executed_notebook,
    sample_context,
    sample_figure,
    sample_notebook,
    sample_table,
)
from tests.publisher.seen_page import SeenPage
from tests.publisher.small_site import SmallSite


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite.of(tmp_path)


@pytest.fixture
def snapshot(site: SmallSite) -> Snapshot:
    return site.load()


@pytest.fixture
def executed() -> Callable[..., dict[str, Any]]:
    return executed_notebook


@pytest.fixture
def sample() -> dict[str, Any]:
    return sample_notebook()


@pytest.fixture
def chart() -> Figure:
    return sample_figure("a1", "Win rate", "Win rate was 67% in December.")


@pytest.fixture
def owners() -> Table:
    return sample_table()


@pytest.fixture
def context() -> Context:
    return sample_context()


@pytest.fixture
def seen() -> Callable[[str], SeenPage]:
    return SeenPage
