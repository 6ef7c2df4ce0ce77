"""On the published demo, what a page shows is what its downloads hold."""

from __future__ import annotations

import re

import pytest

from tests.downloads.reading import cells_of, live_parts, parts_of, rows_of
from tests.publisher.page_tables import PageTablesSeen, agree
from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("demo")
LINKED = re.compile(r'href="(downloads/[\w.-]+\.(?:zip|xlsx))" download')


def test_every_cell_of_every_page_of_a_unit_is_in_the_workbook_and_the_csv_files(
    demo: Project,
) -> None:
    folder = demo.site / "emea" / "iberia"
    pages = sorted(path for path in folder.glob("*.html") if path.name != "index.html")
    sheets = cells_of((folder / "downloads" / "iberia.xlsx").read_bytes())
    of_page: dict[str, list[str]] = {}
    for sheet, page, *_ in sheets["Contents"][1:]:
        of_page.setdefault(page, []).append(sheet)
    compared = 0
    for page in pages:
        html = page.read_text(encoding="utf-8")
        shown = PageTablesSeen(html).tables
        csv_file, book = LINKED.findall(html)
        assert book == "downloads/iberia.xlsx"
        files = list(parts_of((folder / csv_file).read_bytes()).values())[1:]
        names = of_page.get(_title(html), [])
        assert len(shown) == len(files) == len(names), page.name
        for seen, text, name in zip(shown, files, names, strict=True):
            assert agree(seen, sheets[name]) == [], f"{page.name}: {name}"
            harmed = [[cell.removeprefix("'") for cell in row] for row in rows_of(text)]
            assert agree(seen, harmed) == [], f"{page.name}: {name}"  # type: ignore[arg-type]
            compared += sum(map(len, seen))
    assert compared > 2_000


def _title(html: str) -> str:
    """What the navigation calls the page, as the contents do."""
    found = re.search(r'aria-current="page">([^<]*)<', html)
    assert found
    return found[1]


def test_every_download_is_listed_in_the_manifest_and_holds_nothing_live(demo: Project) -> None:
    listed = demo.page("manifest.json")
    books = list(demo.site.rglob("*.xlsx"))
    assert len(books) >= 8
    for path in [*books, *demo.site.rglob("downloads/*.zip")]:
        assert f'"{path.relative_to(demo.site).as_posix()}"' in listed
    for book in books:
        assert live_parts(book.read_bytes()) == []


def test_rows_beyond_those_shown_are_in_the_download(demo: Project) -> None:
    said = re.search(
        r"([\d,]+) further rows? (?:is|are) in the download",
        demo.page("emea/iberia/customers.html"),
    )
    assert said
    beyond = int(said[1].replace(",", ""))
    book = (demo.site / "emea" / "iberia" / "downloads" / "iberia.xlsx").read_bytes()
    assert max(len(rows) for rows in cells_of(book).values()) > beyond


def test_a_unit_has_no_account_of_another_in_its_downloads(demo: Project) -> None:
    cells = cells_of((demo.site / "emea" / "iberia" / "downloads" / "iberia.xlsx").read_bytes())
    pages = "".join(
        path.read_text(encoding="utf-8") for path in (demo.site / "emea/iberia").rglob("*.html")
    )
    (accounts,) = [row[0] for row in cells["Contents"] if row[3] == "Accounts"]
    names = [row[0] for row in cells[accounts][1:]]
    assert len(names) > 20
    for name in names[:50]:
        assert str(name).split(" (")[0].split("&")[0] in pages
