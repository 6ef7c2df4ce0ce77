from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.data.readers import excel
from kit.errors import DataError
from kit.params import Source

FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm", timedelta: "[h]:mm"}


def write(path, sheets, **options):
    """Write sheets of rows; what is typed in Python becomes a typed cell."""
    with xlsxwriter.Workbook(path, options) as book:
        formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif type(cell) in formats:
                        sheet.write_datetime(row, column, cell, formats[type(cell)])
                    elif cell is not None:
                        sheet.write(row, column, cell)


@pytest.fixture
def opened(tmp_path):
    def opened(*rows, expected=("a", "b"), options=None, sheets=None, **source):
        path = tmp_path / "data.xlsx"
        write(path, sheets or {"Data": rows}, **(options or {}))
        return excel.read(path, "data.xlsx", Source(file="data.xlsx", **source), expected)

    return opened


def rows_of(sheet):
    return sheet.cells.astype(object).where(sheet.cells.notna(), None).to_numpy().tolist()


def test_typed_cells_become_canonical_text(opened):
    sheet = opened(["a", "b"], [12345, " x "], [0.1, True], [1e-7, date(2026, 3, 1)])
    assert sheet.headings == ("a", "b")
    assert rows_of(sheet) == [["12345", " x "], ["0.1", "true"], ["0.0000001", "2026-03-01"]]
    assert (sheet.lines.tolist(), sheet.letters, sheet.faults) == ([2, 3, 4], ("A", "B"), ())


def test_numbers_are_written_with_the_decimal_sign_of_the_source(opened):
    assert rows_of(opened(["a", "b"], [1234.5, 7], decimal=",")) == [["1234,5", "7"]]


@pytest.mark.parametrize("epoch", [False, True])
def test_times_are_right_in_both_epochs(opened, epoch):
    rows = [
        [datetime(2026, 3, 1, 10, 20), time(9, 30)],
        [datetime(2026, 3, 2), timedelta(hours=30)],
    ]
    sheet = opened(["a", "b"], *rows, options={"date_1904": epoch})
    # A midnight among times of day is an instant like the others.
    assert sheet.cells[0].tolist() == ["2026-03-01T10:20:00", "2026-03-02T00:00:00"]
    assert sheet.cells[1].tolist() == ["09:30:00", "30:00:00"]


def test_ids_whose_last_digits_excel_lost_are_written_as_it_shows_them(opened):
    sheet = opened(["a", "b"], [123456789012345678, 999_999_999_999_999])
    assert rows_of(sheet) == [["1.23456789012346E+17", "999999999999999"]]


def test_lines_and_letters_are_those_of_the_sheet(opened):
    rows = [[], [None, "Report of March"], [], [None, None, "a", "b"], [None, None, 1, 2], []]
    sheet = opened(*rows, [None, None, 3, 4])
    # The table is as wide as the title above it.
    assert (sheet.headings, sheet.letters) == (("", "a", "b"), ("B", "C", "D"))
    assert (sheet.lines.tolist(), rows_of(sheet)) == ([5, 7], [[None, "1", "2"], [None, "3", "4"]])
    (fault,) = sheet.faults
    assert (fault.line, fault.message) == (4, "2 lines above the heading are left out.")


def test_a_number_stored_as_text_among_numbers_is_named_by_its_cell(opened):
    sheet = opened(["a", "b"], ["x", "1000.00"], ["y", 1010], ["z", "7"])
    assert sheet.cells[1].tolist() == ["1000.00", "1010", "7"]
    (fault,) = sheet.faults
    assert (fault.severity, fault.line, fault.column) == ("coerced", 2, "b")
    assert fault.message == (
        "cell B2 holds `1000.00` as text, where others hold numbers; it is read as it is written. "
        "This holds for 2 cells."
    )


def test_hidden_columns_and_merged_and_repeated_headings_are_read_as_they_are(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "data.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.write_row(0, 0, ["a", "b"])
        sheet.merge_range(0, 2, 0, 3, "b")
        sheet.write_row(1, 0, [1, 2, 3, 4])
    read = excel.read(tmp_path / "data.xlsx", "data.xlsx", Source(file="x"), ("a", "b"))
    assert (read.headings, rows_of(read)) == (("a", "b", "b", ""), [["1", "2", "3", "4"]])


def test_headings_that_stand_again_among_the_rows_are_left_out(opened):
    sheet = opened(["a", "b"], [1, 2], ["a", "b"], [3, 4])
    assert (rows_of(sheet), sheet.lines.tolist()) == ([["1", "2"], ["3", "4"]], [2, 4])


def test_the_declared_sheet_is_read_without_a_word(opened):
    sheets = {"Old": [["x"]], "New": [["a", "b"], [1, 2]]}
    sheet = opened(sheets=sheets, sheet="New")
    assert (rows_of(sheet), sheet.faults) == ([["1", "2"]], ())


def test_an_unknown_sheet_is_refused_with_those_there_are(opened):
    with pytest.raises(DataError, match="no sheet `Nwe`; the sheets are `Old`, `New`"):
        opened(sheets={"Old": [["x"]], "New": [["a", "b"], [1, 2]]}, sheet="Nwe")


def test_which_sheet_is_meant_is_not_guessed(opened):
    with pytest.raises(DataError, match="the first sheet, `Old`, lacks headings") as caught:
        opened(sheets={"Old": [["x"], [1]], "New": [["a", "b"], [1, 2]]})
    assert 'sheet: "New"' in caught.value.faults[0].fix


def test_sheets_that_are_not_read_are_named(opened):
    sheet = opened(sheets={"2026": [["a", "b"], [1, 2]], "2025": [["a", "b"], [3, 4]]})
    assert rows_of(sheet) == [["1", "2"]]
    (fault,) = sheet.faults
    assert fault.severity == "warning"
    assert fault.message == "only the first sheet is read; the sheets are `2026`, `2025`."


@pytest.mark.parametrize("rows", [[], [["a", "b"]]])
def test_a_sheet_without_rows_is_refused(opened, rows):
    with pytest.raises(DataError, match="the sheet `Data` has no rows below its heading"):
        opened(*rows)


PLAIN = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="_\ufffe\uffff"), min_size=1
).filter(str.strip)
CELLS = st.one_of(
    st.tuples(PLAIN, PLAIN).map(lambda both: (both[0], both[0])),
    st.integers(-(10**14), 10**14).map(lambda number: (number, str(number))),
    st.integers(-(10**12), 10**12).map(lambda cents: (cents / 100, _money(cents))),
    st.booleans().map(lambda flag: (flag, "true" if flag else "false")),
    st.dates(date(1900, 3, 2), date(2999, 1, 1)).map(lambda day: (day, day.isoformat())),
)


def _money(cents):
    whole, rest = divmod(abs(cents), 100)
    return ("-" if cents < 0 else "") + f"{whole}.{rest:02}".rstrip("0").rstrip(".")


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_any_values_come_back_as_their_text(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("sheet") / "data.xlsx"
    write(path, {"Data": [["first", "second"], *([value for value, _ in row] for row in table)]})
    sheet = excel.read(path, "data.xlsx", Source(file="x"), ("first", "second"))
    assert rows_of(sheet) == [[text for _, text in row] for row in table]


EXPECTED = ("id", "created_at", "stage", "status", "closed_at", "amount")


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("l05_two_sheets.xlsx", ["sheet", "Old", "Opportunities"]),
        ("l09_zip_bomb.xlsx", ["ratio"]),
        ("b27_html_named.xls", ["HTML"]),
    ],
)
def test_bad_workbooks_are_refused_in_the_right_words(shared, name, words):
    path = shared / "corpus" / "files" / name
    with pytest.raises(DataError) as caught:
        excel.read(path, name, Source(file=name), EXPECTED)
    assert all(word in str(caught.value) for word in words)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("l01_good.xlsx", []),
        ("l03_error_cells.xlsx", [("quarantined", "G2", "#REF!"), ("quarantined", "G3", "#N/A")]),
        ("l07_text_numbers.xlsx", [("coerced", "G2", "as text")]),
    ],
)
def test_faults_of_workbooks_name_their_cells(shared, name, faults):
    sheet = excel.read(shared / "corpus" / "files" / name, name, Source(file=name), EXPECTED)
    assert (len(sheet.cells), sheet.letters[6]) == (40, "G")
    assert len(sheet.faults) == len(faults)
    for fault, (severity, *words) in zip(sheet.faults, faults, strict=True):
        assert fault.severity == severity
        assert all(word in fault.message for word in words)


@pytest.mark.parametrize("numbers", [[59, 60, 61], [60.5, 60, 1]])
def test_the_day_that_excel_counts_and_that_never_was_is_no_other_day(tmp_path, numbers):
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": FORMATS[date]})
        sheet = book.add_worksheet("Data")
        sheet.write_row(1, 1, ["a", "b"])
        for row, value in enumerate(numbers):
            sheet.write(2 + row, 1, value, day)
            sheet.write(2 + row, 2, "1900-02-28")
    found = excel.read(path, "data.xlsx", Source(file="data.xlsx"), ("a", "b"))
    written = {
        1: "1900-01-01",
        59: "1900-02-28",
        60: "1900-02-29",
        60.5: "1900-02-29T12:00:00",
        61: "1900-03-01",
    }
    wanted = [written[value] for value in numbers]
    if 60.5 in numbers:  # then days are midnights
        wanted = [text if "T" in text else f"{text}T00:00:00" for text in wanted]
    assert rows_of(found) == [[text, "1900-02-28"] for text in wanted]


def test_workbooks_that_count_from_1904_have_no_such_day(opened):
    sheet = opened(["a", "b"], [date(1904, 3, 1), 1], options={"date_1904": True})
    assert rows_of(sheet) == [["1904-03-01", "1"]]
