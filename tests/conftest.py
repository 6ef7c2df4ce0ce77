"""What every test can ask for; and the rule that in CI nothing is skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser import BROWSER

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("KIT_SHARED_DATA") or ROOT.parent / "shared").resolve()
HAS_SHARED = (SHARED / "data").is_dir()


LONG = ("tests/system", "tests/runner", "tests/kpis/test_promises.py", "tests/independent")
"""What takes long begins first, so that no process is left alone with it at the end."""


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            # Tests of one file share what is made once for them: they go to one process.
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(ROOT).as_posix()))
        if "shared_data" in item.keywords and not HAS_SHARED:
            item.add_marker(pytest.mark.skip(reason=f"shared_data: no folder {SHARED.name}/data"))
        if "browser" in item.keywords and not BROWSER:
            item.add_marker(pytest.mark.skip(reason="browser: chromium is not installed"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Short names for files held in memory; those with a time in them would differ by worker."""
    return "file" if isinstance(val, bytes) and len(val) > 60 else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in CI which skips break the rule; `pytest_sessionfinish` fails the run."""
    for name in _forbidden_skips(terminalreporter):
        terminalreporter.write_line(f"skipped in CI: {name}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and exitstatus == 0 and _forbidden_skips(reporter):
        session.exitstatus = 1


def _forbidden_skips(reporter: pytest.TerminalReporter) -> list[str]:
    if os.environ.get("CI") != "true":
        return []
    return [
        report.nodeid
        for report in reporter.stats.get("skipped", [])
        if HAS_SHARED or "shared_data" not in report.keywords
    ]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; only for tests marked `shared_data`."""
    return SHARED
