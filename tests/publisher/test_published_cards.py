"""Cards of a whole site: which units have them, and what publishing again changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kit import files
from kit.data.manifest import Snapshot
from kit.ledger import Ledger, Outcome
from kit.publisher import publish_site, rendering
from kit.results import MIME, Cards, to_wire
from kit.runner import plan
from tests.publisher.batches import BATCH, batch, card
from tests.publisher.small_site import SmallSite, cells


class AccountSite:
    """The small site with a third notebook, whose cards are set by hand."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.site = SmallSite.of(folder, **settings)
        notebook = nbformat.v4.new_notebook(cells=cells("Accounts"))
        notebook.metadata["kit"] = {"order": 9, "cards": True}
        nbformat.write(notebook, folder / "notebooks" / "account.ipynb")
        self.snapshot: Snapshot = self.site.load()
        self.site.ran(self.snapshot)

    def shows(self, cards: Cards, key: str = "") -> None:
        """Let the units' accounts be `cards`; another `key` stands for another run."""
        ledger = Ledger(self.site.settings.outputs)
        run = ledger.begin(self.snapshot.id)
        for page, good in ledger.good_pages().items():
            if page.notebook != "account":
                continue
            file = f"pages/{key}{good.key}.ipynb"
            output = nbformat.v4.new_output("display_data", data={MIME: to_wire(cards)})
            code = nbformat.v4.new_code_cell("report.cards()", outputs=[output])
            notebook = nbformat.v4.new_notebook(cells=[*cells("Accounts"), code])
            path = self.site.settings.outputs / "runs" / file
            path.write_text(json.dumps(notebook), encoding="utf-8")
            record = {**good.record, "digest": files.digest_file(path)}
            changed = replace(good, key=key + good.key, notebook_file=file, record=record)
            ledger.record(run, Outcome(page, changed.key, "done"), changed)

    def publish(self) -> Any:
        return publish_site(self.site.settings, self.snapshot)

    @property
    def files(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.site.page("manifest.json"))["files"]
        return {path: digest for path, digest in found.items() if "/accounts/" in path}


@pytest.fixture
def accounts(tmp_path: Path) -> AccountSite:
    return AccountSite(tmp_path)


def test_only_units_with_records_of_their_own_have_cards(accounts: AccountSite) -> None:
    tasks = plan(accounts.site.settings, accounts.snapshot)
    units = [task.page.unit.key for task in tasks if task.page.notebook == "account"]
    assert units == ["EMEA/DACH", "EMEA/Iberia"]


def test_cards_and_their_list_lie_in_a_folder_of_the_unit(accounts: AccountSite) -> None:
    accounts.shows(BATCH)
    published = accounts.publish()
    assert (published.pages, published.cards) == (10, 4)
    assert set(accounts.files) == {
        f"emea/{team}/accounts/{name}.html"
        for team in ("dach", "iberia")
        for name in ("index", "acme-1", "hostile-2")
    }
    assert 'href="accounts/index.html">Accounts' in accounts.site.page("emea/dach/sales.html")
    assert 'href="../sales.html">Sales' in accounts.site.page("emea/dach/accounts/index.html")
    assert 'href="accounts/index.html">Accounts' in accounts.site.page("emea/dach/index.html")
    assert "accounts" not in accounts.site.page("emea/overview.html")


def test_every_link_of_every_page_leads_to_a_page(
    accounts: AccountSite, seen: Callable[[str], Any]
) -> None:
    accounts.shows(BATCH)
    accounts.publish()
    folder = accounts.site.settings.outputs / "site"
    for path in folder.rglob("*.html"):
        for link in seen(path.read_text(encoding="utf-8")).all("a"):
            target = link["href"].split("#")[0]
            assert not target or (path.parent / target).is_file(), (path.name, target)


def test_publishing_twice_renders_nothing_and_gives_the_same_bytes(accounts: AccountSite) -> None:
    accounts.shows(BATCH)
    first, before = accounts.publish(), accounts.files
    rendered = accounts.site.settings.outputs / "runs" / "rendered"
    times = {path.name: path.stat().st_mtime_ns for path in rendered.iterdir()}
    assert accounts.publish() == first
    assert accounts.files == before
    assert {path.name: path.stat().st_mtime_ns for path in rendered.iterdir()} == times
    assert sum(name.endswith(".cards") for name in times) == 2


def test_a_changed_account_changes_its_own_card_alone(accounts: AccountSite) -> None:
    accounts.shows(BATCH)
    accounts.publish()
    before = accounts.files
    accounts.shows(batch(card("acme-1", "Acme", 80.0), BATCH.cards[1]), key="2")
    accounts.publish()
    assert {path.split("/")[-1] for path, one in accounts.files.items() if one != before[path]} == {
        "index.html", "acme-1.html"
    }  # fmt: skip


def test_an_account_that_is_gone_has_no_page_any_more(accounts: AccountSite) -> None:
    accounts.shows(BATCH)
    accounts.publish()
    accounts.shows(batch(BATCH.cards[0]), key="2")
    accounts.publish()
    assert not any("hostile" in path for path in accounts.files)


def test_cards_in_another_language_lie_beside_and_link_to_their_own_list(tmp_path: Path) -> None:
    accounts = AccountSite(tmp_path, units={"EMEA/DACH": {"language": "it", "languages": ["en"]}})
    accounts.shows(BATCH)
    accounts.publish()
    folder = "emea/dach/accounts"
    names = ("index.html", "index.en.html", "acme-1.html", "acme-1.en.html")
    assert {f"{folder}/{name}" for name in names} <= set(accounts.files)
    assert 'href="acme-1.en.html"' in accounts.site.page(f"{folder}/index.en.html")
    assert 'href="index.en.html"' in accounts.site.page(f"{folder}/acme-1.en.html")
    assert '<html lang="it">' in accounts.site.page(f"{folder}/acme-1.html")
    assert '<a href="acme-1.en.html" hreflang="en"' in accounts.site.page(f"{folder}/acme-1.html")
    assert '<a href="index.html" hreflang="it"' in accounts.site.page(f"{folder}/index.en.html")


def test_cards_of_many_languages_are_each_unpacked_once(tmp_path: Path) -> None:
    spoken = {"language": "it", "languages": ["en", "ca", "es"]}
    accounts = AccountSite(tmp_path, units={"EMEA/DACH": spoken})
    accounts.shows(BATCH)
    rendering._opened.cache_clear()
    accounts.publish()
    bundles = (accounts.site.settings.outputs / "runs" / "rendered").glob("*.cards")
    assert rendering._opened.cache_info().misses == len(list(bundles)) == 5
