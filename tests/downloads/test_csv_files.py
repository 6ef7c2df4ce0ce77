"""CSV files hold numbers in full, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from kit.downloads import About, Heading, Sheet, csv_bundle, harmless, workbook
from kit.downloads.csv_files import csv_text
from tests.downloads.reading import ABOUT, cells_of, live_parts, page_of, parts_of, rows_of

DAY = float(date(2026, 2, 28).toordinal())
WON = Sheet(
    "Won",
    "Who won: día a día",
    (Heading("Owner"), Heading("Amount", "money"), Heading("Rate", "ratio"), Heading("On", "date")),
    (("Ada, B.", 1234.5, 1 / 3, DAY), ('Say "hi"', -12.0, None, None)),
)


def test_numbers_are_written_in_full_dates_in_iso_and_amounts_name_their_currency() -> None:
    assert rows_of(csv_text(WON, "EUR")) == [
        ["Owner", "Amount (EUR)", "Rate", "On"],
        ["Ada, B.", "1234.5", "0.3333333333333333", "2026-02-28"],
        ['Say "hi"', "-12", "", ""],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_would_be_a_formula_gets_an_apostrophe_in_cells_and_headings(start: str) -> None:
    text = f"{start}1+1"
    sheet = Sheet("T", "", (Heading(text), Heading("n")), ((text, -1.0),))
    assert rows_of(csv_text(sheet, "EUR")) == [[f"'{text}", "n"], [f"'{text}", "-1"]]


def test_the_archive_has_notes_that_say_so_and_a_file_for_each_table() -> None:
    parts = parts_of(csv_bundle(page_of(WON, WON), ABOUT))
    names = ["notes.txt", "01-who-won-dia-a-dia-won.csv", "02-who-won-dia-a-dia-won.csv"]
    assert list(parts) == names
    assert "has an apostrophe in front" in parts["notes.txt"]
    assert "Numbers are never changed." in parts["notes.txt"]
    assert parts[names[1]] == csv_text(WON, "EUR")


def test_the_same_tables_make_the_same_bytes_with_no_time_of_making() -> None:
    bundle = csv_bundle(page_of(WON), ABOUT)
    assert csv_bundle(page_of(WON), ABOUT) == bundle
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_names_in_the_archive_lead_nowhere() -> None:
    sheet = Sheet("../../etc/passwd", "C:\\x", (Heading("a"),), (("x",),))
    assert list(parts_of(csv_bundle(page_of(sheet), ABOUT)))[1] == "01-c-x-etc-passwd.csv"


@pytest.mark.shared_data
def test_hostile_records_stay_text_in_both_forms(shared: Path) -> None:
    files = sorted((shared / "corpus" / "files").glob("k*.csv"))
    assert len(files) >= 10
    for path in files:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        width = len(rows[0])
        table = tuple(tuple(row) for row in rows[1:] if len(row) == width)
        sheet = Sheet(path.stem, "", tuple(Heading(head) for head in rows[0]), table)
        about = About("Example", "x", "en", "EUR", 0.9, "full", 5)
        book = workbook([page_of(sheet)], about)
        assert live_parts(book) == []
        shown = cells_of(book)[f"1 {path.stem}"[:31]]
        assert shown[1:] == [list(row) for row in table]
        written = rows_of(csv_text(sheet, "EUR"))
        assert written[1:] == [[harmless(cell) for cell in row] for row in table]
