import pytest

from kit.data.readers import excel
from kit.errors import DataError
from kit.params import Source
from tests.data.readers.handmade import Error, ErrorOfFormula, compound, xls, xlsb


def opened(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)
    return excel.read(tmp_path / name, name, Source(file=name), ("id", "amount"))


def test_errors_in_an_old_workbook_are_named_by_cell(tmp_path):
    cells = [(0, 0, "id"), (0, 1, "amount"), (1, 0, "A"), (1, 1, 12.5)]
    cells += [(2, 0, "B"), (2, 1, Error(0x17)), (3, 0, "C"), (3, 1, ErrorOfFormula(0x07))]
    sheet = opened(tmp_path, xls(*cells), "data.xls")
    assert sheet.cells[1].tolist() == ["12.5", "#REF!", "#DIV/0!"]
    assert [(fault.severity, fault.line, fault.message) for fault in sheet.faults] == [
        ("quarantined", 3, "cell B3 holds the error `#REF!`."),
        ("quarantined", 4, "cell B4 holds the error `#DIV/0!`."),
    ]


def test_errors_in_a_binary_workbook_are_named_by_cell(tmp_path):
    rows = [["id", "amount"], ["A", 12.5], ["B", Error(0x2A)], ["C", ErrorOfFormula(0x0F)]]
    sheet = opened(tmp_path, xlsb(*rows), "data.xlsb")
    assert sheet.cells[1].tolist() == ["12.5", "#N/A", "#VALUE!"]
    assert [fault.line for fault in sheet.faults] == [3, 4]


def test_an_encrypted_workbook_is_refused_as_such(tmp_path):
    with pytest.raises(DataError, match=r"data\.xlsx: the workbook is encrypted"):
        opened(tmp_path, compound("EncryptedPackage", b"secret"), "data.xlsx")


@pytest.mark.parametrize("kept", [100, 600, 1600, 2400])
def test_an_old_workbook_that_is_cut_off_is_refused(tmp_path, kept):
    content = xls((0, 0, "id"), (0, 1, "amount"), (1, 0, "A"), (1, 1, 12.5))
    with pytest.raises(DataError, match="the workbook is damaged"):
        opened(tmp_path, content[:kept], "data.xls")
