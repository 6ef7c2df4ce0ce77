"""Every kind of page of whole sites in a real browser, as readers meet it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from posixpath import normpath
from threading import Thread
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import urlopen

import pytest

from kit import palette
from tests.browser import chromium, visited
from tests.system.project import Project

__all__ = ["chromium"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]

IBERIA = (
    *("leads", "activity", "pipeline", "cycle_time", "win_probability", "forecast"),
    *("sales", "customers", "support"),
)
CHARTED = {
    "demo": (
        "company/overview.html",
        "company/company.html",
        *(f"emea/iberia/{name}.html" for name in IBERIA),
    ),
    "maven": (
        *(f"company/{name}.html" for name in ("overview", "company")),
        *(f"east/cara-losch/{name}.html" for name in ("pipeline", "sales")),
    ),
}
PLAIN = {
    "demo": (
        "index.html",
        "glossary.html",
        "company/index.html",
        "emea/iberia/accounts/index.html",
        "emea/iberia/accounts/[!i]*.html",
    ),
    "maven": ("index.html", "east/cara-losch/leads.html"),
}
"""Pages without charts; of those that a pattern finds, the first."""
ALL_CHARTED = {address for addresses in CHARTED.values() for address in addresses}
LEAST_TEXT = 9.0
LEAST_CONTRAST = 4.5
SCRIPTS = Path(__file__).with_name("page_facts.js").read_text(encoding="utf-8")
SITES = [
    pytest.param("demo", marks=pytest.mark.xdist_group("demo")),
    pytest.param("maven", marks=[pytest.mark.shared_data, pytest.mark.xdist_group("maven")]),
]


MARKS = {site.values[0]: site.marks for site in SITES}


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Path:
    project: Project = request.getfixturevalue(request.param)
    return project.site


def pages(*kinds: dict[str, tuple[str, ...]]) -> list[Any]:
    """Parameters of the fixture `page`: the site, and the address on it."""
    return [
        pytest.param((site, address), marks=MARKS[site], id=f"{site}-{address}")
        for kind in kinds
        for site, addresses in kind.items()
        for address in addresses
    ]


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Path:
    name, address = request.param
    project: Project = request.getfixturevalue(name)
    return sorted(project.site.glob(address))[0]


class Silent(SimpleHTTPRequestHandler):
    """A handler that writes no log."""

    def log_message(self, *parts: Any) -> None:
        pass


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """Address of the site's index on a local web server, where it lies in a folder."""
    handler = partial(Silent, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}/index.html"
        server.shutdown()


def facts(found: Any, name: str) -> Any:
    """What a function of `page_facts.js` says of the page."""
    return found.page.evaluate(f"() => {{ {SCRIPTS}; return {name}(); }}")


@pytest.mark.parametrize("page", pages(CHARTED, PLAIN), indirect=True)
def test_pages_fit_can_be_read_and_ask_for_nothing(
    chromium: Any, page: Path, request: pytest.FixtureRequest
) -> None:
    url, has_charts = page.as_uri(), request.node.callspec.params["page"][1] in ALL_CHARTED
    with visited(chromium, url, width=375) as found:
        for width, scheme in ((375, "light"), (375, "dark"), (1280, "light")):
            found.page.set_viewport_size({"width": width, "height": 800})
            found.page.emulate_media(color_scheme=scheme)
            assert found.page.evaluate("document.documentElement.scrollWidth") <= width
            texts, contrasts = facts(found, "chartTexts"), facts(found, "contrasts")
            assert bool(texts) == has_charts
            assert [one for one in texts if one[1] < LEAST_TEXT] == []
            assert len(contrasts) > 5
            assert [one for one in contrasts if one[1] < LEAST_CONTRAST] == []
        assert found.complaints == []
        assert [asked for asked in found.requests if not asked.startswith("data:")] == [url]


@pytest.mark.parametrize("page", pages(CHARTED), indirect=True)
def test_marks_of_charts_take_the_palettes_colours_of_each_mode(chromium: Any, page: Path) -> None:
    seen = {}
    with visited(chromium, page.as_uri()) as found:
        for mode in palette.MODES:
            media = "print" if mode == "print" else "screen"
            scheme = "dark" if mode == "dark" else "light"
            found.page.emulate_media(media=media, color_scheme=scheme)
            drawn = {tuple(one) for one in facts(found, "chartColours")}
            assert drawn == {(name, rgb(palette.BY_NAME[name].hex(mode))) for name, _ in drawn}
            seen[mode] = dict(drawn)
    assert {"accent", "heat8"} & set(seen["light"])
    assert all(seen["light"][name] != seen["dark"][name] for name in seen["light"])


@pytest.mark.parametrize("page", pages(CHARTED), indirect=True)
def test_the_keyboard_opens_details_and_reaches_tables(chromium: Any, page: Path) -> None:
    with visited(chromium, page.as_uri()) as found:
        view = found.page
        view.focus(".data summary")
        view.keyboard.press("Enter")
        assert view.locator(".data").first.get_attribute("open") is not None
        view.keyboard.press("Tab")
        assert view.evaluate("document.activeElement.className") == "scroll"
        unreachable = "all => all.filter(one => one.tabIndex !== 0).length"
        assert view.eval_on_selector_all(".scroll", unreachable) == 0


@pytest.mark.parametrize("page", pages(CHARTED, PLAIN), indirect=True)
def test_without_script_all_text_is_there(chromium: Any, page: Path) -> None:
    texts = []
    for enabled in (True, False):
        url = page.as_uri()
        with visited(chromium, url, java_script_enabled=enabled) as found:
            text = found.page.inner_text("body")
            texts.append([re.sub(r" *\([^()]* ago\)", "", line) for line in text.splitlines()])
    scripted, plain = ({line.strip() for line in lines} for lines in texts)
    assert scripted - plain <= {"Find by name"}
    assert plain <= scripted


def test_every_link_leads_somewhere_below_any_folder_of_a_web_server(served: str) -> None:
    waiting, bodies = [served], {}
    while waiting:
        url = waiting.pop()
        with urlopen(url) as answer:  # noqa: S310 (our own server)
            body = answer.read()
        is_page = url.endswith(".html")
        bodies[url] = body.decode("utf-8") if is_page else ""  # downloads lead no further
        if is_page:
            links = {urljoin(url, href).split("#")[0] for href in hrefs(bodies[url])}
            waiting += sorted(links - set(bodies) - set(waiting))
    top = urlsplit(served).path.rpartition("/")[0]
    assert all(normpath(urlsplit(url).path).startswith(f"{top}/") for url in bodies)
    assert len(bodies) > 30
    for url, body in bodies.items():
        for target in (urljoin(url, href) for href in hrefs(body) if "#" in href):
            address, _, anchor = target.partition("#")
            assert f'id="{unquote(anchor)}"' in bodies[address], target


def test_pages_of_a_web_server_raise_no_complaint_and_lead_to_each_other(
    chromium: Any, served: str
) -> None:
    with visited(chromium, served) as found:
        page = found.page
        page.click("table.units tbody a >> nth=0")
        page.click("ul.contents a >> nth=0")
        page.click(".foot a")
        assert page.url.endswith("/glossary.html")
        page.click(".trail a")
        assert page.url == served
        assert found.complaints == []
        assert {urlsplit(asked).netloc for asked in found.requests} == {urlsplit(served).netloc}


def hrefs(body: str) -> list[str]:
    """Targets of all links of a page."""
    return re.findall(r'<a [^>]*href="([^"]+)"', body)


def rgb(value: str) -> str:
    """A hexadecimal colour as browsers compute it."""
    return f"rgb({', '.join(str(int(value[at : at + 2], 16)) for at in (1, 3, 5))})"
