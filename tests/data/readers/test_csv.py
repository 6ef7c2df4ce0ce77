import csv as csv_module
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.data.readers import csv
from kit.errors import DataError
from kit.params import Source


@pytest.fixture
def cut(tmp_path):
    def cut(text, expected=("a", "b"), **source):
        path = tmp_path / "data.csv"
        path.write_bytes(text.encode())
        return csv.read(path, "data.csv", Source(file="data.csv", **source), expected)

    return cut


def rows(sheet):
    return sheet.cells.astype(object).where(sheet.cells.notna(), None).to_numpy().tolist()


def test_cells_stay_text_as_they_are_written(cut):
    sheet = cut("a,b\n007, x \n1.50,\n")
    assert sheet.headings == ("a", "b")
    assert rows(sheet) == [["007", " x "], ["1.50", None]]
    assert sheet.lines.tolist() == [2, 3]
    assert sheet.faults == ()


def test_carriage_returns_belong_to_the_line_end(cut):
    assert rows(cut("a,b\r\n1,2\r\n")) == [["1", "2"]]


def test_a_last_line_without_an_end_counts(cut):
    assert rows(cut("a,b\n1,2")) == [["1", "2"]]


def test_lines_are_those_of_the_file_after_breaks_inside_quotes_and_blank_lines(cut):
    sheet = cut('a,b\n"x\ny\nz",1\n\n2,3,4\n5,6\n')
    assert rows(sheet) == [["x\ny\nz", "1"], ["5", "6"]]
    assert sheet.lines.tolist() == [2, 7]
    (ragged,) = sheet.ragged
    assert (ragged.line, ragged.found, ragged.expected, ragged.text) == (6, 3, 2, "2,3,4")


def test_a_byte_order_mark_below_the_heading_stays_in_its_cell(cut):
    sheet = cut("a,b\n\ufeff1,2\n\ufeff3,4\n")
    assert rows(sheet) == [["\ufeff1", "2"], ["\ufeff3", "4"]]
    assert sheet.lines.tolist() == [2, 3]


def test_a_body_of_one_sign_is_cut_like_any_other(cut):
    assert rows(cut("a\n1", expected=("a",))) == [["1"]]


def test_rows_of_nothing_but_separators_are_no_rows(cut):
    assert rows(cut("a,b\n1,2\n,\n , \n")) == [["1", "2"]]


def test_inches_are_no_quotes(cut):
    assert rows(cut('a,b\nMonitor 24",1\n')) == [['Monitor 24"', "1"]]


def test_a_quote_that_never_closes_is_refused_with_its_line(cut):
    with pytest.raises(DataError) as caught:
        cut('a,b\n"x\ny",1\n"open,2\n3,4\n')
    (fault,) = caught.value.faults
    assert fault.line == 4
    assert "a quote is opened here and never closed" in fault.message


@pytest.mark.parametrize(("sign", "shown"), [(";", ";"), ("\t", "tab"), ("|", "|")])
def test_another_separator_is_recognised_and_said(cut, sign, shown):
    sheet = cut(f"a{sign}b\n1{sign}2\n")
    assert rows(sheet) == [["1", "2"]]
    (fault,) = sheet.faults
    assert (fault.severity, fault.line) == ("coerced", 1)
    assert fault.message == f"the separator is `{shown}`, not `,`; the file is read so."


def test_a_declared_separator_needs_no_word(cut):
    assert cut("a;b\n1;2\n", separator=";").faults == ()


def test_excels_note_on_the_separator_is_understood(cut):
    sheet = cut("sep=;\na;b\n1;2\n")
    assert (rows(sheet), sheet.lines.tolist()) == ([["1", "2"]], [3])
    assert [fault.message for fault in sheet.faults] == [
        "the first line, `sep=;`, is read as a note to Excel."
    ]


def test_lines_above_the_heading_are_left_out_and_said(cut):
    sheet = cut("My report\n\na,b\n1,2\n")
    assert (rows(sheet), sheet.lines.tolist()) == ([["1", "2"]], [4])
    assert sheet.faults[0].message == "2 lines above the heading are left out."


def test_a_heading_that_stands_again_among_the_rows_is_left_out(cut):
    sheet = cut("a,b\n1,2\na,b\n3,4\n")
    assert (rows(sheet), sheet.lines.tolist()) == ([["1", "2"], ["3", "4"]], [2, 4])
    (fault,) = sheet.faults
    assert (fault.severity, fault.line) == ("coerced", 3)


def test_a_heading_without_rows_is_refused(cut):
    with pytest.raises(DataError, match="no rows below its heading"):
        cut("a,b\n")
    with pytest.raises(DataError, match="no rows below its heading"):
        cut("a,b")


def test_a_very_long_cell_is_cut_like_any_other(cut):
    sheet = cut("a,b\n1," + "x" * 300_000 + "\n")
    assert len(sheet.cells[1][0]) == 300_000


def test_a_heading_may_span_several_lines(cut):
    sheet = cut('Report\n"a\n(of today)",b\n1,2\n', expected=("a (of today)", "b"))
    assert sheet.headings == ("a\n(of today)", "b")
    assert (rows(sheet), sheet.lines.tolist()) == ([["1", "2"]], [4])
    assert [fault.line for fault in sheet.faults] == [2]


def test_signs_that_only_look_like_line_ends_count_as_none(cut):
    sheet = cut("My\u2028report\na,b\n1,2\n")
    assert (rows(sheet), sheet.lines.tolist()) == ([["1", "2"]], [3])


def test_columns_may_be_set_apart_by_any_number_of_spaces(cut):
    sheet = cut(' a   b \n 1  2\n   3 4  \r\n\n "x  y" 5\n', separator=" ")
    assert sheet.headings == ("a", "b")
    assert rows(sheet) == [["1", "2"], ["3", "4"], ["x  y", "5"]]
    assert (sheet.lines.tolist(), sheet.faults) == ([2, 3, 5], ())


def test_spaces_are_no_separator_where_another_one_fits(cut):
    sheet = cut("a,b\nx  y,2\n", separator=" ")
    assert rows(sheet) == [["x  y", "2"]]
    assert sheet.faults[0].message == "the separator is `,`, not ` `; the file is read so."


def test_packed_files_and_other_endings_are_cut_alike(tmp_path):
    path = tmp_path / "data.tsv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.tsv", "a\tb\n1\t2\n")
    sheet = csv.read(path, "data.tsv.zip", Source(file="x", separator="\t"), ("a", "b"))
    assert (rows(sheet), sheet.faults) == ([["1", "2"]], ())


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)

# Where lines end in a line feed alone, Python leaves a carriage return at their end unquoted.
STYLES = [
    (csv_module.QUOTE_ALL, "\n"),
    (csv_module.QUOTE_ALL, "\r\n"),
    (csv_module.QUOTE_MINIMAL, "\r\n"),
]


@settings(deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6),
    st.sampled_from(",;\t|"),
    st.sampled_from(STYLES),
)
def test_any_texts_come_back_as_they_were_written(tmp_path_factory, table, sign, style):
    quoting, end = style
    text = io.StringIO(newline="")
    writer = csv_module.writer(text, delimiter=sign, quoting=quoting, lineterminator=end)
    writer.writerows([("first", "second", "third"), *table])
    path = tmp_path_factory.mktemp("csv") / "data.csv"
    path.write_bytes(text.getvalue().encode())
    blank = " \t\n\v\f\r"
    expected = [[cell if cell.strip(blank) else None for cell in row] for row in table]
    expected = [row for row in expected if any(row)]
    if not expected:
        return
    source = Source(file="x", separator=sign)
    assert rows(csv.read(path, "data.csv", source, ("first", "second", "third"))) == expected


@pytest.mark.shared_data
def test_columns_of_the_cdnow_purchases_are_set_apart_by_spaces(shared):
    path = shared / "data" / "cdnow" / "CDNOW_master.txt"
    source = Source(file="CDNOW_master.txt", separator=" ")
    sheet = csv.read(path, "CDNOW_master.txt", source, ("customer_id", "dollar_value"))
    assert sheet.headings == ("customer_id", "date", "number_of_cds", "dollar_value")
    assert (len(sheet.cells), sheet.ragged, sheet.faults) == (69_659, (), ())
    assert rows(sheet)[1] == ["00002", "19970112", "1", "12.00"]
    assert (sheet.lines[0], sheet.lines[-1]) == (2, 69_660)


def test_a_heading_that_ends_otherwise_than_the_rows_loses_none_of_them(cut):
    assert rows(cut("a,b\r1,2\n3,4\n")) == [["1", "2"], ["3", "4"]]
    assert cut("a,b\r1,2\n3,4\n").lines.tolist() == [2, 3]


def test_breaks_of_every_kind_within_quotes_count_as_lines(cut):
    sheet = cut('a,b\n1,"x\ry\r\nz"\n3,4\n')
    assert sheet.lines.tolist() == [2, 5]
