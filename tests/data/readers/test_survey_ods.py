import pytest

from kit.data.readers import excel
from kit.errors import DataError
from kit.params import Source
from tests.data.readers.handmade import ods


def text(value):
    return (
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    )


def error(value):
    kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    return (
        f'<table:table-cell table:formula="of:=1/0" {kind}><text:p>{value}</text:p>'
        "</table:table-cell>"
    )


def row(*cells, times=1):
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"


HEADING = row(text("id"), text("amount"))
AMOUNT = '<table:table-cell office:value-type="float" office:value="12.5"/>'
UNCALCULATED = '<table:table-cell table:formula="of:=[.B2]*2"/>'


@pytest.fixture
def opened(tmp_path):
    def opened(rows):
        (tmp_path / "data.ods").write_bytes(ods(rows))
        return excel.read(tmp_path / "data.ods", "data.ods", Source(file="d"), ("id", "amount"))

    return opened


def test_values_are_read(opened):
    sheet = opened(HEADING + row(text("A"), AMOUNT))
    assert (sheet.cells.to_numpy().tolist(), sheet.faults) == ([["A", "12.5"]], ())


def test_errors_are_named_by_cell_in_every_copy_of_a_row(opened):
    sheet = opened(HEADING + row(text("A"), error("#DIV/0!"), times=2) + row(text("B"), AMOUNT))
    assert sheet.cells[1].tolist() == ["#DIV/0!", "#DIV/0!", "12.5"]
    assert [fault.message for fault in sheet.faults] == [
        "cell B2 holds the error `#DIV/0!`.",
        "cell B3 holds the error `#DIV/0!`.",
    ]


def test_an_error_of_an_older_program_is_told_by_its_text(opened):
    old = error("Err:502").replace(' calcext:value-type="error"', "")
    assert opened(HEADING + row(text("A"), old)).cells[1].tolist() == ["Err:502"]


def test_a_formula_without_a_value_is_no_empty_cell(opened):
    sheet = opened(HEADING + row(text("A"), AMOUNT) + row(text("B"), UNCALCULATED))
    assert sheet.cells[1].tolist() == ["12.5", "=[.B2]*2"]
    (fault,) = sheet.faults
    assert (fault.severity, fault.line, fault.column) == ("quarantined", 3, "amount")


def test_the_empty_rest_of_a_sheet_takes_no_room(opened):
    rest = '<table:table-cell table:number-columns-repeated="16384"/>'
    assert len(opened(HEADING + row(text("A"), AMOUNT) + row(rest, times=1_048_570)).cells) == 1


def test_a_cell_repeated_beyond_any_table_is_refused(opened):
    many = AMOUNT.replace("/>", ' table:number-columns-repeated="16384"/>')
    with pytest.raises(DataError, match="the sheet `Data` is too large: it reaches to cell XFD"):
        opened(HEADING + row(many, times=1_048_570))
