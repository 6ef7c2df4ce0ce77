from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from kit.demo.natives.plain import csv_bytes, looked_up, named, read_plain, save, xlsx_bytes
from kit.errors import DataError
from kit.schemas import BY_NAME

ROWS = pd.DataFrame({"name": ["Ñu, S.A.", '"x"', None], "note": ["=1+1", "007", "http://a.b"]})


def test_the_plain_tables_are_read_as_text(plain):
    assert set(plain) == set(BY_NAME)
    for name, frame in plain.items():
        assert (frame.dtypes == "str").all(), name
    assert plain["opportunities"]["amount"].dropna().str.fullmatch(r"\d+\.\d\d").all()


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(
        DataError, match=r"opportunities\.csv: this file of the demo CRM is missing"
    ):
        read_plain(tmp_path)


def test_csv_files_are_written_as_asked():
    assert csv_bytes(ROWS.head(1)).decode() == 'name,note\n"Ñu, S.A.",=1+1\n'
    assert csv_bytes(ROWS.tail(1), quote_all=True).decode() == '"name","note"\n"","http://a.b"\n'
    spanish = csv_bytes(ROWS.head(1), separator=";", encoding="cp1252", end="\r\n")
    assert spanish == "name;note\r\nÑu, S.A.;=1+1\r\n".encode("cp1252")
    assert csv_bytes(ROWS.head(1), bom=True).startswith(b"\xef\xbb\xbfname")
    assert csv_bytes(ROWS.head(1), footer=("", "end")).decode().endswith("=1+1\n\nend\n")


def test_workbooks_hold_texts_numbers_and_dates_and_the_same_bytes():
    moment = datetime(2026, 7, 1, 10, 30)
    frame = pd.DataFrame(
        {"id": ["=1+1", "007"], "n": [1.5, None], "at": [moment, None]}, dtype="object"
    )
    content = xlsx_bytes({"Rows": frame}, hidden={"id"})
    assert content == xlsx_bytes({"Rows": frame}, hidden={"id"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Rows")
    assert sheet.to_python() == [["id", "n", "at"], ["=1+1", 1.5, moment], ["007", "", ""]]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert xml.count('hidden="1"') == 1


def test_values_are_named_and_looked_up():
    words = pd.Series(["a", None, "c"], dtype="str")
    assert named(words, {"a": "x"}).dropna().tolist() == ["x", "c"]
    table = pd.DataFrame({"key": ["a", "a", "b"], "value": ["1", "2", "3"]}, dtype="str")
    assert looked_up(words, table, "key", "value").tolist()[0] == "1"
    assert looked_up(words, table, "key", "value").isna().tolist() == [False, True, True]


def test_files_are_saved_in_their_folders(tmp_path):
    paths = save(tmp_path, {"exports/a.csv": b"1", "params/b.csv": b"2"})
    assert paths == [tmp_path / "exports" / "a.csv", tmp_path / "params" / "b.csv"]
    assert [path.read_bytes() for path in paths] == [b"1", b"2"]
