import io
import zipfile

import pytest

from kit.data.readers.workbook import choose_sheet, open_workbook
from kit.errors import DataError
from tests.data.readers.handmade import archive, compound, xls, xlsx

ROW = '<row r="1"><c r="A1" t="str"><v>id</v></c></row>'


def put(tmp_path, content, name="data.xlsx"):
    (tmp_path / name).write_bytes(content)
    return open_workbook(tmp_path / name, name)


def test_the_bytes_tell_the_format_not_the_ending(tmp_path):
    assert put(tmp_path, xlsx(ROW), "export.xls").sheets == ["Data"]
    assert put(tmp_path, xls((0, 0, "id")), "export.xlsx").sheets == ["Data"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is not a workbook."),
        (b"<html><table><tr><td>id</td></tr></table></html>", "inside it is HTML"),
        ("id\tname\n1\tPeña\n".encode(), "inside it is text"),
        (b"\x00\x01\x02", "the file is not a workbook."),
        (archive({"readme.txt": "no workbook"}), "the workbook is damaged, or not a valid"),
        (xlsx(ROW)[:-30], "the workbook is damaged, or not a valid"),
        (compound("EncryptedPackage", b""), "the workbook is encrypted"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_message(tmp_path, content, words):
    with pytest.raises(DataError) as caught:
        put(tmp_path, content)
    (fault,) = caught.value.faults
    assert words in fault.message
    assert fault.file == "data.xlsx"


def test_a_part_that_does_not_match_its_checksum_is_found(tmp_path):
    content = archive({"xl/workbook.xml": "<workbook/>"})
    at = content.index(b"PK\x01\x02") + 16
    with pytest.raises(DataError, match=r"does not match its checksum|Bad CRC"):
        put(tmp_path, content[:at] + b"\0\0\0\0" + content[at + 4 :])


def test_a_bomb_is_refused_by_its_list_of_parts(tmp_path):
    with pytest.raises(DataError, match="a ratio that no table has"):
        put(tmp_path, archive({"xl/worksheets/sheet1.xml": b" " * 50_000_000}))


def test_a_sheet_that_the_workbook_only_names_is_refused(tmp_path):
    parts = zipfile.ZipFile(io.BytesIO(xlsx(ROW)))
    kept = {name: parts.read(name) for name in parts.namelist() if "sheet1" not in name}
    opened = put(tmp_path, archive(kept))
    with pytest.raises(DataError, match="the workbook is damaged"):
        opened.sheet("Data")


def test_the_only_sheet_needs_no_word(tmp_path):
    assert choose_sheet(put(tmp_path, xlsx(ROW)), "", ("amount",)) == ("Data", [])
