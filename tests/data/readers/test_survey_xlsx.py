import pytest

from kit.data.readers import excel
from kit.errors import DataError
from kit.params import Source
from tests.data.readers.handmade import xlsx

HEADING = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>amount</t></is></c></row>'
)


@pytest.fixture
def opened(tmp_path):
    def opened(cell, **more):
        rows = (
            f'{HEADING}<row r="2"><c r="A2" t="str"><v>A</v></c><c r="B2"><v>12.5</v></c></row>'
            f'<row r="3"><c r="A3" t="str"><v>B</v></c>{cell}</row>'
        )
        (tmp_path / "data.xlsx").write_bytes(xlsx(rows, **more))
        return excel.read(tmp_path / "data.xlsx", "data.xlsx", Source(file="d"), ("id", "amount"))

    return opened


@pytest.mark.parametrize(
    "cell",
    ['<c r="B3" t="e"><v>#REF!</v></c>', "<c r='B3' t='e'><f>X1</f><v>#REF!</v></c>"],
)
def test_an_error_is_named_by_its_cell(opened, cell):
    sheet = opened(cell)
    assert sheet.cells[1].tolist() == ["12.5", "#REF!"]
    (fault,) = sheet.faults
    assert str(fault) == (
        "data.xlsx, line 3, column `amount`: cell B3 holds the error `#REF!`. "
        "Mend its formula, or put the value there."
    )
    assert fault.severity == "quarantined"


@pytest.mark.parametrize("value", ["", "<v/>", "<v></v>"])
def test_a_formula_that_was_never_calculated_is_no_empty_cell(opened, value):
    sheet = opened(f'<c r="B3"><f>B2*2</f>{value}</c>')
    assert sheet.cells[1].tolist() == ["12.5", "=B2*2"]
    (fault,) = sheet.faults
    assert fault.message == "cell B3 holds a formula that was never calculated: `=B2*2`."


def test_a_formula_with_its_value_is_a_value(opened):
    sheet = opened('<c r="B3"><f>B2*2</f><v>25</v></c>')
    assert (sheet.cells[1].tolist(), sheet.faults) == (["12.5", "25"], ())


def test_a_formula_may_give_the_empty_text(opened):
    sheet = opened('<c r="B3" t="str"><f>IF(B2&gt;0,"",1)</f><v></v></c>')
    assert (sheet.cells[1].isna().tolist(), sheet.faults) == ([False, True], ())


@pytest.mark.parametrize(("value", "faults"), [("0", 1), ("25", 0)])
def test_zeros_of_a_program_that_cannot_calculate_are_no_values(opened, value, faults):
    anew = '<calcPr fullCalcOnLoad="1"/>'
    sheet = opened(f'<c r="B3"><f>B2*2</f><v>{value}</v></c>', calculation=anew)
    assert len(sheet.faults) == faults
    assert opened(f'<c r="B3"><f>B2*0</f><v>{value}</v></c>').faults == ()


def test_cells_without_an_address_are_counted(tmp_path):
    row = "<row><c t='str'><v>{}</v></c><c t='{}'><v>{}</v></c></row>"
    rows = row.format("id", "str", "amount") + row.format("A", "e", "#N/A")
    (tmp_path / "d.xlsx").write_bytes(xlsx(rows))
    sheet = excel.read(tmp_path / "d.xlsx", "d.xlsx", Source(file="d"), ("id", "amount"))
    assert [fault.message for fault in sheet.faults] == ["cell B2 holds the error `#N/A`."]


def test_a_cell_far_from_the_table_is_refused_before_it_fills_the_memory(opened):
    with pytest.raises(DataError, match="too large: it reaches to cell XFD1048576"):
        opened('</row><row r="1048576"><c r="XFD1048576"><v>1</v></c>')
