"""The feed of editions: what a reader program needs, and the same entry for the same edition."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

from kit.data.manifest import Snapshot
from kit.publisher import Changes, Earlier, History, SiteContext
from kit.publisher.feed import render_feed
from tests.publisher.small_site import SmallSite
from tests.publisher.test_history import editions

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = SiteContext("A & <b>B</b>\x07", "en", date(2026, 2, 28), ())
PAST = History(
    Changes(1, 2, 0), (Earlier("abc", date(2026, 1, 31), Changes(12), "first"),), "second"
)


def entries(feed: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(feed.encode()).findall(f"{ATOM}entry")  # noqa: S314 (our own)


def text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def assert_valid(feed: str) -> None:
    """What RFC 4287 asks of every feed and entry."""
    root = ElementTree.fromstring(feed.encode())  # noqa: S314 (our own)
    assert root.tag == f"{ATOM}feed"
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert len(root.findall(f"{ATOM}link[@rel='self']")) == 1
    found = [root, *root.findall(f"{ATOM}entry")]
    for element in found:
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert text(element, "id").startswith("urn:uuid:")
        assert datetime.fromisoformat(text(element, "updated")).tzinfo is not None
        assert len(element.findall(f"{ATOM}link[@rel='alternate']")) == 1
    assert len({text(element, "id") for element in found}) == len(found)


def test_it_is_valid_and_tells_what_each_edition_changed() -> None:
    feed = render_feed(SITE, PAST)
    assert_valid(feed)
    now, before = entries(feed)
    assert text(now, "title") == "A & <b>B</b> · As of 28 February 2026"
    assert text(now, "summary") == "Pages added: 1 · Pages changed: 2"
    assert text(before, "updated") == "2026-01-31T00:00:00Z"


def test_links_are_relative_unless_the_address_of_the_site_is_known() -> None:
    def links(base: str) -> list[str]:
        found = [entry.find(f"{ATOM}link") for entry in entries(render_feed(SITE, PAST, base=base))]
        return [one.get("href") or "" for one in found if one is not None]

    assert links("") == ["index.html", "archive/abc/index.html"]
    known = "https://reports.example.com/sales"
    assert links(known)[1] == urljoin(f"{known}/", "archive/abc/index.html")
    assert_valid(render_feed(SITE, PAST, base=known))


def test_an_edition_has_the_same_entry_when_a_newer_one_follows(tmp_path: Path) -> None:
    site = SmallSite.of(tmp_path, keep={"editions": 3})
    editions(site, (0.5, 0.6))
    now, before = entries(site.page("feed.xml"))
    editions(site, (0.7,))
    later = [text(one, "id") for one in entries(site.page("feed.xml"))]
    assert later[1:] == [text(now, "id"), text(before, "id")]
    editions(site, (0.5,))
    again = [text(one, "id") for one in entries(site.page("feed.xml"))]
    assert again[1:] == later[:2]
    assert again[0] not in later, "an edition like an earlier one is a new one all the same"


def test_it_lies_in_the_site_the_index_links_to_it_and_publishing_again_keeps_it(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    first = site.publish(snapshot)
    feed = site.page("feed.xml")
    assert_valid(feed)
    assert 'type="application/atom+xml"' in site.page("index.html")
    assert 'href="feed.xml"' in site.page("index.html")
    assert site.publish(snapshot).edition == first.edition
    assert site.page("feed.xml") == feed


def test_without_an_index_there_is_no_feed(tmp_path: Path) -> None:
    site = SmallSite.of(tmp_path, index=False)
    snapshot = site.load()
    site.ran(snapshot)
    site.publish(snapshot)
    assert not (site.settings.outputs / "site" / "feed.xml").exists()
