"""What a page shows is what its downloads hold, and nothing of another unit."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from python_calamine import CalamineWorkbook

from kit.data.manifest import Snapshot
from kit.downloads import About, PageTables, csv_bundle, workbook
from kit.language import Language
from kit.publisher import Context, render_page
from kit.publisher.layout import arrange
from kit.publisher.offered import tables_of
from kit.results import Card, Cards, Cell, Column, Notice, Table
from kit.runner import Choice
from tests.downloads.reading import cells_of, parts_of, rows_of
from tests.publisher.page_tables import PageTablesSeen, agree
from tests.publisher.small_site import SmallSite

ABOUT = About("Example Ltd", "Iberia", "en", "EUR", 0.9, "full", 5)
Executed = Callable[..., dict[str, Any]]


def tables(notebook: dict[str, Any], context: Context) -> PageTables:
    return tables_of(arrange(notebook["cells"], Language(context.language)), context)


def test_every_table_of_a_page_is_in_both_downloads_with_the_same_cells(
    sample: dict[str, Any], context: Context
) -> None:
    shown = PageTablesSeen(render_page(sample, context)).tables
    made = tables(sample, context)
    files = list(parts_of(csv_bundle(made, ABOUT)).values())[1:]
    sheets = list(cells_of(workbook([made], ABOUT)).values())[2:]
    assert len(shown) == len(files) == len(sheets) == 5
    for seen, text, cells in zip(shown, files, sheets, strict=True):
        assert agree(seen, rows_of(text)) == []  # type: ignore[arg-type]
        assert agree(seen, cells) == []


def test_the_page_links_to_both_and_the_notes_repeat_its_notices(
    executed: Executed, context: Context
) -> None:
    notebook = executed("# Sales", "## Quotes", Notice("No quotes.", "missing", "Add them."))
    linked = Context(**{**vars(context), "csv": "downloads/sales.zip", "workbook": "d/iberia.xlsx"})
    html = render_page(notebook, linked)
    assert '<a href="downloads/sales.zip" download>' in html
    assert '<a href="d/iberia.xlsx" download>' in html
    assert tables(notebook, context).notices == ("Quotes – No quotes.",)


def test_rows_beyond_those_shown_are_in_the_download_and_the_page_says_so(
    executed: Executed, context: Context
) -> None:
    table = Table("T", (Column("Owner"),), ((Cell("Ada"),),), 2, rest=(("Bo", ""), ("Cy", "")))
    notebook = executed("# Sales", table)
    assert "2 further rows are in the download." in render_page(notebook, context)
    assert tables(notebook, context).sheets[0].rows == (("Ada",), ("Bo",), ("Cy",))


def test_a_list_of_cards_is_a_table_too(executed: Executed, context: Context) -> None:
    columns = (Column("Account"), Column("Open", "number", unit="money"))
    cards = (Card("a", "Acme", row=(Cell("Acme"), Cell("€5", 5.0))),)
    (sheet,) = tables(executed("# A", Cards("Accounts", columns, cards)), context).sheets
    assert (sheet.title, sheet.rows) == ("Accounts", (("Acme", 5.0),))


def test_downloads_lie_beside_the_pages_and_hold_their_own_unit_only(
    site: SmallSite, snapshot: Snapshot
) -> None:
    site.ran(snapshot)
    site.publish(snapshot)
    folder = site.settings.outputs / "site" / "emea"
    for own, other in (("iberia", "DACH"), ("dach", "Iberia")):
        book = (folder / own / "downloads" / f"{own}.xlsx").read_bytes()
        names = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
        bundle = (folder / own / "downloads" / "sales.zip").read_bytes()
        text = "".join((*parts_of(book).values(), *parts_of(bundle).values()))
        assert f"Only {own}".casefold() in text.casefold()
        assert f"Only {other}" not in text
        assert len(names) == 4
    assert 'href="downloads/sales.zip"' in site.page("emea/dach/sales.html")
    assert 'href="downloads/dach.xlsx"' in site.page("emea/dach/index.html")


def test_pages_in_another_language_have_downloads_of_their_own(
    site: SmallSite, snapshot: Snapshot
) -> None:
    settings = site.settings.model_copy(update={"languages": ("es",)})
    other = SmallSite(settings)
    other.ran(snapshot)
    other.publish(snapshot)
    assert 'href="downloads/sales.es.zip"' in other.page("emea/dach/sales.es.html")
    assert 'href="downloads/dach.es.xlsx"' in other.page("emea/dach/sales.es.html")


def test_what_did_not_change_is_not_made_again(site: SmallSite, snapshot: Snapshot) -> None:
    site.ran(snapshot)
    site.publish(snapshot)
    rendered = site.settings.outputs / "runs" / "rendered"
    made = {path: path.stat().st_mtime_ns for path in rendered.iterdir()}
    site.publish(snapshot)
    assert {path: path.stat().st_mtime_ns for path in rendered.iterdir()} == made


def test_a_page_that_never_ran_well_offers_nothing(site: SmallSite, snapshot: Snapshot) -> None:
    site.failed(snapshot, Choice(team="DACH", notebooks=("sales",)), "x")
    site.publish(snapshot)
    assert "downloads/" not in site.page("emea/dach/sales.html")
    assert not (site.settings.outputs / "site" / "emea" / "dach" / "downloads").exists()
