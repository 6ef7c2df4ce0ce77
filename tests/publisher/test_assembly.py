"""From the ledger to a site: every page in its true state, and nothing rendered twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot
from kit.data.takings import write_taking
from kit.errors import RunError
from kit.publisher import damaged, status
from kit.runner import Choice
from tests.publisher.small_site import SmallSite

DACH_SALES = Choice(team="DACH", notebooks=("sales",))


def test_before_any_page_ran_there_is_nothing_to_publish(
    site: SmallSite, snapshot: Snapshot
) -> None:
    with pytest.raises(RunError, match="Run `kit run` first"):
        site.publish(snapshot)
    assert status(site.settings) == {
        "edition": None, "as_of": None, "age_hours": None, "units": []
    }  # fmt: skip


def test_every_page_that_ran_is_published_with_homes_index_and_glossary(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    published = site.publish(snapshot)
    assert (published.pages, published.stale, published.failed) == (8, (), ())
    files = json.loads(site.page("manifest.json"))["files"]
    units = ("company", "emea", "emea/dach", "emea/iberia")
    assert set(files) == {
        "index.html",
        "glossary.html",
        "archive.html",
        "feed.xml",
        *(f"{unit}/{page}.html" for unit in units for page in ("index", "overview", "sales")),
        *(f"{unit}/downloads/{page}.zip" for unit in units for page in ("overview", "sales")),
        *(f"{unit}/downloads/{unit.rpartition('/')[2]}.xlsx" for unit in units),
    }
    assert damaged(site.settings.outputs / "site") == ()
    assert "€130 Iberia" in site.page("emea/iberia/sales.html")
    assert "Win rate" in site.page("glossary.html")


def test_pages_that_never_ran_are_absent_and_not_linked(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot, DACH_SALES)
    assert site.publish(snapshot).pages == 1
    folder = site.settings.outputs / "site"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")} == {
        "index.html", "glossary.html", "archive.html",
        "emea/dach/index.html", "emea/dach/sales.html",
    }  # fmt: skip
    assert "overview.html" not in site.page("emea/dach/sales.html")
    assert "Iberia" not in site.page("index.html")


def test_a_failed_page_keeps_its_last_good_version_marked(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    site.publish(snapshot)
    site.failed(snapshot, DACH_SALES, "KeyError: /srv/secret")
    published = site.publish(snapshot)
    assert (published.failed, published.stale) == (("emea/dach/sales.html",), ())
    page = site.page("emea/dach/sales.html")
    assert "€130 DACH" in page
    assert "could not be renewed since 28 February 2026" in page
    assert "The notebook stopped with an error." in page
    assert "failed" not in site.page("emea/dach/overview.html").lower().split("<main")[1]
    assert "failed; last good pages of 28 Feb 2026" in site.page("index.html")


@pytest.mark.parametrize(
    ("state", "said"),
    [("failed", "stopped with an error"), ("timeout", "too long"), ("killed", "from outside")],
)
def test_a_page_that_never_ran_well_says_so_without_the_raw_reason(
    site: SmallSite, snapshot: Snapshot, state: str, said: str
) -> None:
    site.ran(snapshot, Choice(notebooks=("overview",)))
    site.failed(snapshot, DACH_SALES, "KeyError: /srv/secret", state)  # type: ignore[arg-type]
    site.publish(snapshot)
    page = site.page("emea/dach/sales.html")
    assert "This page could not be made." in page
    assert said in page
    for path in (site.settings.outputs / "site").rglob("*.html"):
        assert "secret" not in path.read_text(encoding="utf-8"), path.name


def test_a_page_older_than_its_units_data_is_stale_and_others_are_not(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    newer = site.load(amount=[100.0, 31.0, 50.0])
    assert newer.id != snapshot.id
    published = site.publish(newer)
    assert "emea/dach/sales.html" in published.stale
    assert not [address for address in published.stale if "iberia" in address]
    assert "could not be renewed" in site.page("emea/dach/sales.html")
    assert "could not be renewed" not in site.page("emea/iberia/sales.html")
    site.ran(newer)
    assert site.publish(newer).stale == ()


def test_the_index_can_be_left_out(tmp_path: Path) -> None:
    site = SmallSite.of(tmp_path, index=False)
    snapshot = site.load()
    site.ran(snapshot)
    site.publish(snapshot)
    assert not (tmp_path / "outputs" / "site" / "index.html").exists()


def test_pages_in_further_languages_lie_beside_the_units_own(tmp_path: Path) -> None:
    site = SmallSite.of(tmp_path, units={"EMEA/DACH": {"language": "it", "languages": ["en"]}})
    snapshot = site.load()
    site.ran(snapshot)
    site.publish(snapshot)
    assert '<html lang="it">' in site.page("emea/dach/sales.html")
    assert '<html lang="en">' in site.page("emea/dach/sales.en.html")
    for page, switch in (
        ("sales.en", '<b aria-current="true">English</b>\n<a href="sales.html" hreflang="it"'),
        ("sales", '<b aria-current="true">Italiano</b>\n<a href="sales.en.html" hreflang="en"'),
        ("index.en", '<b aria-current="true">English</b>\n<a href="index.html" hreflang="it"'),
        ("index", '<b aria-current="true">Italiano</b>\n<a href="index.en.html" hreflang="en"'),
    ):
        assert switch in site.page(f"emea/dach/{page}.html")
    assert 'class="languages"' not in site.page("emea/sales.html")


def test_definitions_are_published_in_every_language_that_pages_are_in(tmp_path: Path) -> None:
    site = SmallSite.of(tmp_path, units={"EMEA/DACH": {"language": "it"}})
    snapshot = site.load()
    site.ran(snapshot)
    site.publish(snapshot)
    assert 'href="../../glossary.it.html"' in site.page("emea/dach/sales.html")
    assert 'href="../glossary.html"' in site.page("emea/sales.html")
    assert "Tasso di successo" in site.page("glossary.it.html")
    assert '<a href="glossary.html" hreflang="en"' in site.page("glossary.it.html")
    assert '<a href="glossary.it.html" hreflang="it"' in site.page("glossary.html")


def test_status_says_edition_age_and_the_state_of_every_unit(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    edition = site.publish(snapshot).edition
    site.failed(snapshot, DACH_SALES, "x")
    found = status(site.settings)
    assert (found["edition"], found["as_of"]) == (edition, "2026-02-28")
    assert 0 <= found["age_hours"] < 1
    assert {unit["unit"]: unit["state"] for unit in found["units"]} == {
        "": "fresh", "EMEA": "fresh", "EMEA/DACH": "failed", "EMEA/Iberia": "fresh"
    }  # fmt: skip


def test_age_counts_from_when_the_newest_snapshot_was_taken(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    site.publish(snapshot)
    taken = datetime.now(UTC) - timedelta(hours=30)
    for path in (f"snapshots/{snapshot.id}.taken", "newest.taken"):
        (site.settings.store / path).unlink()
    write_taking(site.settings.store, snapshot.id, taken)
    assert 30 <= status(site.settings)["age_hours"] < 31
