"""A report of a small project, opened as a kernel would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from kit import charts, kpis, language, open_report
from kit.report import Report
from kit.results import MIME, from_wire
from tests.report.small_project import SETTINGS, WITH_OPPORTUNITIES, Shown, loaded


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("small") / "project", SETTINGS + WITH_OPPORTUNITIES)


@pytest.fixture
def project(small: Path) -> Iterator[None]:
    """The small project as the folder in which a notebook runs."""
    with chdir(small):
        yield


@pytest.fixture(autouse=True)
def set_back() -> Iterator[None]:
    """Undo what opening a report sets for the whole process."""
    yield
    language.use("en")
    charts.use(None)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """IPython as a kernel has it, without which nothing is displayed."""
    config = Config()
    config.HistoryManager.enabled = False
    folder = str(tmp_path_factory.mktemp("ipython"))
    InteractiveShell.instance(config=config, ipython_dir=folder)
    yield
    InteractiveShell.clear_instance()


@pytest.fixture
def bundles(shell: None) -> Callable[[Callable[[], object]], list[dict[str, Any]]]:
    """Runs a cell and gives the MIME bundles that it displayed."""

    def run(cell: Callable[[], object]) -> list[dict[str, Any]]:
        with capture_output() as captured:
            cell()
        assert (captured.stdout, captured.stderr) == ("", "")
        return [output.data for output in captured.outputs]

    return run


@pytest.fixture
def shown(bundles: Callable[[Callable[[], object]], list[dict[str, Any]]]) -> Shown:
    """Runs a cell and gives the results that it displayed."""
    return lambda cell: [from_wire(bundle[MIME]) for bundle in bundles(cell)]


@pytest.fixture
def report(project: None) -> Report:
    return open_report(period="month", periods=2)


@pytest.fixture
def rate(report: Report) -> pd.DataFrame:
    return kpis.win_rate(report.records.opportunities, report.window)
