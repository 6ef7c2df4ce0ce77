"""The notebooks in a real JupyterLab, driven in a real browser as an analyst would."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.browser import chromium, visited
from tests.system.project import ROOT, Project

__all__ = ["chromium"]  # a fixture
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("demo"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

TOKEN = "read-by-the-test-alone"  # noqa: S105
ALL_RAN = """() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputArea .jp-InputPrompt')]
        .map(prompt => prompt.textContent);
    return prompts.some(text => /\\d/.test(text)) && !prompts.some(text => text.includes('*'));
}"""
PATIENCE = 240_000
"""Milliseconds: on a busy machine a notebook takes its time."""


@pytest.fixture(scope="module")
def lab(demo: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a JupyterLab on a copy of the demo project, which may save its notebooks."""
    folder = tmp_path_factory.mktemp("lab") / "project"
    shutil.copytree(demo.folder / "params", folder / "params")
    shutil.copytree(demo.folder / "outputs" / "store", folder / "outputs" / "store")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with _serving(folder, port):
        yield f"http://127.0.0.1:{port}/lab/tree"


@contextmanager
def _serving(folder: Path, port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "kit", "lab", "--project", str(folder), "--no-browser"]
    options = [f"--port={port}", f"--IdentityProvider.token={TOKEN}", "--allow-root"]
    own = {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
    server = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**environ, **{name: str(folder / where) for name, where in own.items()}},
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api?token={TOKEN}", server)
        yield
    finally:
        server.terminate()
        server.wait(60)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address):  # noqa: S310
                return
        except URLError:
            time.sleep(0.2)
    raise AssertionError("JupyterLab did not start.")


@contextmanager
def _opened(chromium: Any, lab: str, notebook: str) -> Iterator[Any]:
    address = f"{lab}/{notebook}?token={TOKEN}&reset"
    with visited(chromium, address, width=1400) as visit:
        visit.page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=PATIENCE)
        visit.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE)
        visit.page.set_viewport_size(
            {"width": 1400, "height": 8000}
        )  # cells out of sight are not there
        yield visit


def _run_all(page: Any) -> None:
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text("Restart Kernel and Run All Cells…", exact=True).click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_function(ALL_RAN, timeout=PATIENCE)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE)


def _tile(page: Any, label: str) -> str:
    tile = page.locator(".kit-result", has=page.get_by_text(label, exact=True))
    return str(tile.locator(".figure").first.inner_text())


def test_all_cells_run_and_a_changed_parameter_takes_effect(
    chromium: Any, lab: str, demo: Project
) -> None:
    """The tiles are what the command line gives, of the company first and then of the team."""
    with _opened(chromium, lab, "overview.ipynb") as visit:
        page = visit.page
        _run_all(page)
        company = _tile(page, "New opportunities")
        assert page.locator('[data-mime-type*="error"], [data-mime-type*="stderr"]').count() == 0
        for name, value in (("region", "EMEA"), ("team", "Iberia")):
            page.locator(".cm-line", has_text=re.compile(f'^{name}: str = ""')).click()
            page.keyboard.press("Home")
            page.keyboard.press("Shift+End")
            page.keyboard.type(f'{name}: str = "{value}"')
        _run_all(page)
        team = _tile(page, "New opportunities")
    asked = ("--period", "quarter", "--periods", "8")
    whole = demo.rows("new_opportunities", *asked)[-1]["value"]
    part = demo.rows("new_opportunities", *asked, "--region", "EMEA", "--team", "Iberia")
    assert (company, team) == (f"{whole:,.0f}", f"{part[-1]['value']:,.0f}")


def test_kernels_take_up_edits_of_the_kit(lab: str) -> None:
    """What that kernel does is tried in tests/kernels/test_for_lab.py."""
    address = lab.replace("/lab/tree", f"/api/kernelspecs?token={TOKEN}")
    with urlopen(address) as answer:  # noqa: S310
        specs = json.load(answer)["kernelspecs"]
    assert "--IPKernelApp.exec_lines=['%autoreload 2']" in specs["python3"]["spec"]["argv"]


def test_nothing_outside_is_asked_for(chromium: Any, lab: str) -> None:
    with _opened(chromium, lab, "forecast.ipynb") as visit:
        hosts = {re.sub(r"^\w+://([^/]*).*", r"\1", url) for url in visit.requests}
    assert {host for host in hosts if not host.startswith(("127.0.0.1", "data:", "blob:"))} == set()
