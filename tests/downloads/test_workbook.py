"""A workbook shows values as what they are: text as text, numbers and dates with their format."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.downloads import About, Heading, Sheet, workbook
from tests.downloads.reading import ABOUT, cells_of, live_parts, page_of, parts_of

DAY = float(date(2026, 2, 28).toordinal())
WON = Sheet(
    "Won",
    "Who won",
    (
        *(Heading("Owner"), Heading("Won", "count"), Heading("Amount", "money")),
        *(Heading("Rate", "ratio"), Heading("Last", "date")),
    ),
    (("Ada", 12.0, 1234.5, 0.625, DAY), ("Bo", None, -3.0, None, None)),
    note="Only closed ones.",
)
HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "https://example.com", "internal:Notes!A1",
    "mailto:eve@example.com", "0012", "1e5", "2026-02-28", "TRUE", "#N/A", "_x0041_", "'quoted",
    "{=SUM(A1)}", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "abc\u202etxt.exe", "a\x01b",
)  # fmt: skip


def test_cells_are_typed() -> None:
    rows = cells_of(workbook([page_of(WON)], ABOUT))["1 Won"]
    assert rows == [
        ["Owner", "Won", "Amount", "Rate", "Last"],
        ["Ada", 12.0, 1234.5, 0.625, date(2026, 2, 28)],
        ["Bo", "", -3.0, "", ""],
    ]


def test_numbers_have_the_format_of_their_unit_and_amounts_their_currency() -> None:
    styles = parts_of(workbook([page_of(WON)], ABOUT))["xl/styles.xml"]
    for pattern in ("#,##0.00 &quot;EUR&quot;", "0.0%", "yyyy-mm-dd"):
        assert pattern in styles
    yen = About("Example", "Tokyo", "en", "JPY", 0.9, "full", 5)
    assert "#,##0 &quot;JPY&quot;" in parts_of(workbook([page_of(WON)], yen))["xl/styles.xml"]


def test_a_row_has_its_own_unit_where_the_column_has_none() -> None:
    sheet = Sheet("M", "", (Heading("Value"),), ((0.5,), (7.0,)), row_units=("ratio", "count"))
    book = workbook([page_of(sheet)], ABOUT)
    xml = parts_of(book)["xl/worksheets/sheet3.xml"]
    styles = [part.split('"')[0] for part in xml.split(' s="')[1:]]
    assert len({styles[-1], styles[-2]}) == 2


def test_headings_stay_in_view_on_every_sheet() -> None:
    parts = parts_of(workbook([page_of(WON, WON)], ABOUT))
    sheets = [xml for name, xml in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 4
    assert all('<pane ySplit="1"' in xml and 'state="frozen"' in xml for xml in sheets)


def test_the_contents_name_every_sheet_with_its_page_section_and_note() -> None:
    contents = cells_of(workbook([page_of(WON)], ABOUT))["Contents"]
    assert contents[0] == ["Sheet", "Page", "Section", "Table", "Rows", "Note"]
    assert contents[1] == ["1 Won", "Sales", "Who won", "Won", 2.0, "Only closed ones."]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_anything_else(text: str) -> None:
    sheet = Sheet(text, text, (Heading(text),), ((text,),), note=text)
    book = workbook([page_of(sheet, title=text, notices=(text,))], ABOUT)
    assert live_parts(book) == []
    rows = cells_of(book)[next(name for name in cells_of(book) if name.startswith("1"))]
    assert rows[1] == [text]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.floats(-1e300, 1e300))
def test_whatever_stands_in_a_cell_comes_back(text: str, number: float) -> None:
    kept = text.encode("utf-8", "replace").decode("utf-8")
    sheet = Sheet("T", "", (Heading("a"), Heading("b")), ((text, number),))
    (_, row) = cells_of(workbook([page_of(sheet)], ABOUT))["1 T"]
    assert row[0].replace("\r\n", "\n") == kept.replace("\r\n", "\n")
    assert row[1] == pytest.approx(number, rel=1e-15, abs=0)


def test_what_a_cell_cannot_hold_is_cut_visibly() -> None:
    sheet = Sheet("T", "", (Heading("a"),), (("x" * 40_000,),))
    (_, (text,)) = cells_of(workbook([page_of(sheet)], ABOUT))["1 T"]
    assert len(text) == 32_767
    assert text.endswith("x…")


def test_a_day_before_spreadsheets_count_is_text() -> None:
    sheet = Sheet("T", "", (Heading("a", "date"),), ((float(date(1899, 1, 2).toordinal()),),))
    assert cells_of(workbook([page_of(sheet)], ABOUT))["1 T"][1] == ["1899-01-02"]


def test_the_same_tables_make_the_same_bytes_with_no_time_of_making() -> None:
    book = workbook([page_of(WON)], ABOUT)
    assert workbook([page_of(WON)], ABOUT) == book
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = parts_of(book)["docProps/core.xml"]
    assert "2026-03-31T00:00:00Z" in core
    assert str(datetime.now().year + 1) not in core


def test_sheets_of_one_title_and_titles_that_no_sheet_may_have_are_told_apart() -> None:
    sheets = [Sheet(title, "", (Heading("a"),), (("x",),)) for title in ("A" * 50, "A" * 50, "[:]")]
    names = list(cells_of(workbook([page_of(*sheets)], ABOUT)))
    assert len({name.casefold() for name in names}) == 5
    assert all(len(name) <= 31 for name in names)
