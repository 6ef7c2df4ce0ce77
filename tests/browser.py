"""Chromium for tests, started once per module, and a page with all that it complained about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


BROWSER = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The one without windows, which takes a third of the processor time, else the whole one."""


class Visit:
    """An open page and everything it complained about or asked for."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.failures: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.failures.append(request.failure))
        page.on("request", lambda request: self.requests.append(request.url))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The Chromium that is installed; tests that ask for it are marked `browser`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(_QUIET))
        yield browser
        browser.close()


@contextmanager
def visited(
    chromium: Any, url: str, *, width: int = 1280, scheme: str = "light", **how: Any
) -> Iterator[Visit]:
    """The page at `url` in a window of its own; `how` goes to the browser's context."""
    viewport = {"width": width, "height": 800}
    context = chromium.new_context(viewport=viewport, color_scheme=scheme, **how)
    found = Visit(context.new_page())
    found.page.goto(url)
    yield found
    context.close()
