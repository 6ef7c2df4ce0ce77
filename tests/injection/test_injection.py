"""Hostile text in every field of every table, run through everything: it stays text."""

from __future__ import annotations

import html
import re
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.browser import chromium
from tests.injection.hostile import COMPUTED, HOSTILE, watched
from tests.system.project import Project

__all__ = ["chromium"]  # a fixture
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("hostile"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

CARDS = 3
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_SCRIPT = "<script>window.__tripped = 'live'</script><img src=x onerror=window.__tripped='live'>"


def pages(project: Project, cards: int | None = CARDS) -> list[Path]:
    """Every page of the site, and so many cards of each unit."""
    site = project.site.resolve()
    found = sorted(path for path in site.rglob("*.html") if path.parent.name != "accounts")
    for folder in sorted(site.rglob("accounts")):
        found += islice(
            sorted(folder.glob("*.html"), key=lambda one: one.name != "index.html"), cards
        )
    return found


def assert_inert(chromium: Any, project: Project, cards: int | None) -> set[str]:
    """Nothing is set off by any page; which hostile texts the pages show, as text."""
    shown: set[str] = set()
    for page in pages(project, cards):
        with watched(chromium, page.as_uri()) as wire:
            text = wire.visit.page.evaluate("document.body.textContent")
            assert wire.set_off == [], page
            assert not any(made in text for made in COMPUTED), page
            shown |= {one for one in HOSTILE if _plain(one) in _plain(text)}
    return shown


def _plain(text: str) -> str:
    """Without what a load leaves out: controls of terminals, what nobody sees, doubled spaces."""
    without_controls = re.sub(r"\x1b\[\d+m", "", text)
    return "".join(re.findall(r"[\w<>{}()$%&;:'\"=/.*#\[\]`!@|-]", without_controls))


def test_hostile_text_is_nothing_but_text_on_every_kind_of_page(
    chromium: Any, sample: Project
) -> None:
    addresses = {path.name for path in pages(sample)}
    assert {"index.html", "archive.html", "glossary.html", "broken.html"} <= addresses
    assert len(assert_inert(chromium, sample, CARDS)) > len(HOSTILE) / 2


@pytest.mark.acceptance
def test_hostile_text_is_nothing_but_text_on_every_page(chromium: Any, whole: Project) -> None:
    assert assert_inert(chromium, whole, None) == {*HOSTILE}


@pytest.mark.parametrize("name", ["index.html", "support.html", "broken.html"])
def test_the_policy_stops_a_script_that_got_into_the_markup(
    chromium: Any, sample: Project, tmp_path: Path, name: str
) -> None:
    page = next(path for path in pages(sample) if path.name == name)
    live = page.read_text(encoding="utf-8").replace("</main>", f"{_SCRIPT}</main>")
    assert _SCRIPT in live
    broken = tmp_path / "broken.html"
    broken.write_text(live, encoding="utf-8")
    with watched(chromium, broken.as_uri()) as wire:
        assert wire.mark is None
        assert any("Content Security Policy" in one for one in wire.visit.complaints)


def test_without_the_policy_the_tripwire_notices_what_escaping_else_stops(
    chromium: Any, sample: Project, tmp_path: Path
) -> None:
    page = next(path for path in pages(sample) if path.name == "support.html")
    unescaped = html.unescape(page.read_text(encoding="utf-8"))
    path = tmp_path / "broken.html"
    path.write_text(unescaped, encoding="utf-8")
    with watched(chromium, path.as_uri()) as wire:
        assert wire.mark is None
        assert wire.set_off != []
    path.write_text(_POLICY.sub("", unescaped), encoding="utf-8")
    with watched(chromium, path.as_uri()) as wire:
        assert wire.mark is not None
