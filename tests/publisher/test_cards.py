"""Cards become light pages of their own, beside the list in which they are found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kit.data.manifest import Snapshot
from kit.ledger import Ledger, Outcome
from kit.publisher import Context, PageLink, publish_site, render_page
from kit.publisher.bars import bars
from kit.publisher.cards import render_cards
from kit.results import MIME, Card, Cards, Cell, Column, Course, Fact, Table, to_wire
from kit.runner import plan
from tests.browser import chromium, visited
from tests.publisher.small_site import SmallSite, cells

__all__ = ["chromium"]  # a fixture
HOSTILE = '<script>alert("1")</script> & Söhne'
COLUMNS = (Column("Account"), Column("Open", "number"), Column("Last touch", "number"))
Build = Callable[..., dict[str, Any]]


def card(key: str, name: str, amount: float = 75.0) -> Card:
    rows = tuple((Cell(f"{day} Jun 2026"), Cell("call"), Cell("checking in")) for day in range(10))
    columns = (Column("Day"), Column("Channel"), Column("Message"))
    return Card(
        key,
        name,
        (Fact("Industry", "Retail"),),
        (Fact("Open", f"€{amount:g}", "1 opportunity"), Fact("Best months", "March", mark="thin")),
        Course("Revenue by month", (0.0, 5.0, -2.0, 4.0), "The most in May: €5.", ((0, "Apr"),)),
        (Table("Last touches", columns, rows), Table("Products", columns, rows)),
        (Cell(name), Cell(f"€{amount:g}", amount), Cell("–")),
    )


def batch(*cards: Card) -> Cards:
    return Cards("Accounts", COLUMNS, cards, "3 further accounts.")


BATCH = batch(card("acme-1", "Acme"), card("hostile-2", HOSTILE))


@pytest.fixture
def listed(context: Context) -> Context:
    """The context of the list of cards."""
    pages = (PageLink("account", "Accounts", "index.html"), PageLink("sales", "S", "../sales.html"))
    return replace(context, notebook="account", pages=pages, home="../index.html")


def test_each_card_is_a_page_without_script_and_outside_address(
    executed: Build, listed: Context, seen: Callable[[str], Any]
) -> None:
    pages = render_cards(executed("# Accounts", BATCH), listed)
    assert list(pages) == ["acme-1.html", "hostile-2.html"]
    for html in pages.values():
        page = seen(html)
        assert "<script" not in html
        assert "http:" not in html
        assert "https:" not in html
        assert not any("style" in attributes for _, attributes in page.elements)
        (policy,) = [one["content"] for one in page.all("meta") if one.get("http-equiv")]
        assert "script-src" not in policy
        assert "default-src 'none'; style-src 'sha256-" in policy
    assert '<h1 dir="auto">&lt;script&gt;' in pages["hostile-2.html"]


def test_a_card_is_light(executed: Build, listed: Context) -> None:
    full = card("acme-1", "Acme" * 20)
    page = render_cards(executed("# Accounts", batch(full)), listed)["acme-1.html"]
    assert len(page.encode()) < 15_000


def test_a_card_says_its_facts_and_what_their_marks_mean(
    executed: Build, listed: Context, seen: Callable[[str], Any]
) -> None:
    page = seen(render_cards(executed("# Accounts", BATCH), listed)["acme-1.html"])
    assert "Industry Retail" in page.text
    assert "Open €75 1 opportunity" in page.text
    assert "March not enough records to be sure" in page.text
    assert "The most in May: €5." in page.text
    links = [link["href"] for link in page.all("a")]
    assert links[1:] == ["../../index.html", "../index.html", "../index.html", "index.html",
                         listed.glossary]  # fmt: skip


def test_the_list_links_every_card_and_can_be_searched(
    executed: Build, listed: Context, seen: Callable[[str], Any]
) -> None:
    html = render_page(executed("# Accounts\n\nWho?", BATCH), listed)
    page = seen(html)
    hrefs = [link["href"] for link in page.all("a")]
    assert {"acme-1.html", "hostile-2.html", "../sales.html", "../index.html"} <= set(hrefs)
    assert [table["data-find"] for table in page.all("table")] == ["Find by name"]
    assert [cell["data-v"] for cell in page.all("td") if "data-v" in cell] == ["75.0", "75.0"]
    assert "3 further accounts." in page.text


def test_bars_stand_on_nought_and_a_running_month_is_set_apart() -> None:
    drawn = bars(Course("Revenue", (4.0, 0.0, -4.0, 2.0), "", is_running=True))
    assert 'class="bar" d="M1.5 20.0v-20.0h7V20.0zM21.5 20.0v20.0h7V20.0z"' in drawn
    assert 'class="running" d="M31.5 20.0v-10.0h7V20.0z"' in drawn
    assert 'class="nought" d="M0 20.0H40"' in drawn


def test_nothing_bought_draws_the_line_alone() -> None:
    assert bars(Course("Revenue", (0.0, 0.0), "", is_running=True)).count("<path") == 1


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
            changed = replace(good, key=key + good.key, notebook_file=file)
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


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_name_is_found_whatever_its_accents(
    executed: Build, listed: Context, chromium: Any, tmp_path: Path
) -> None:
    names = ["Águila Óptica", *(f"Firm {number}" for number in range(12))]
    many = batch(*(card(f"k{number}", name) for number, name in enumerate(names)))
    path = tmp_path / "index.html"
    path.write_text(render_page(executed("# Accounts", many), listed), encoding="utf-8")
    with visited(chromium, path.as_uri()) as visit:
        visit.page.fill("input[type=search]", "aguila opt")
        shown = visit.page.locator("tbody tr:visible th").all_inner_texts()
    assert shown == ["Águila Óptica"]


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_card_fits_a_phone_and_nothing_on_it_is_blocked(
    executed: Build, listed: Context, chromium: Any, tmp_path: Path
) -> None:
    path = tmp_path / "card.html"
    pages = render_cards(executed("# Accounts", BATCH), listed)
    path.write_text(pages["hostile-2.html"], encoding="utf-8")
    fills = {}
    for scheme in ("light", "dark"):
        with visited(chromium, path.as_uri(), width=360, scheme=scheme) as visit:
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
            bar = "getComputedStyle(document.querySelector('.bar')).fill"
            fills[scheme] = visit.page.evaluate(bar)
            assert (visit.complaints, visit.failures) == ([], [])
    assert fills == {"light": "rgb(26, 64, 128)", "dark": "rgb(127, 176, 250)"}
