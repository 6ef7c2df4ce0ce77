import gzip
import tracemalloc

import pytest

from kit.data.readers.container import looks_like_markup, read_text
from kit.errors import DataError


def put(tmp_path, data, name="data.csv"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf"])
def test_a_byte_order_mark_of_utf_8_is_no_part_of_the_text(tmp_path, mark):
    data, faults = read_text(put(tmp_path, mark + "a,è\n".encode()), "data.csv", "")
    assert (data, faults) == ("a,è\n".encode(), [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_by_its_mark_and_said(tmp_path, encoding):
    mark = "" if encoding == "utf-16" else "\ufeff"
    data, (fault,) = read_text(put(tmp_path, (mark + "a,è\n").encode(encoding)), "d.csv", "")
    assert data == "a,è\n".encode()
    assert (fault.severity, "utf-16" in fault.message) == ("coerced", True)


def test_a_byte_that_is_not_utf_8_is_refused_with_its_line(tmp_path):
    with pytest.raises(DataError) as caught:
        read_text(put(tmp_path, "a\nSoci\xe9t\xe9\n".encode("latin-1")), "old.csv", "")
    (fault,) = caught.value.faults
    assert str(fault) == (
        "old.csv, line 2: byte 0xe9 is not valid in the encoding utf-8. "
        "Export the file as UTF-8, or declare its `encoding:` (such as cp1252)."
    )


def test_a_declared_encoding_is_used_without_a_word(tmp_path):
    path = put(tmp_path, "a\nSociété\n".encode("cp1252"))
    assert read_text(path, "data.csv", "cp1252") == ("a\nSociété\n".encode(), [])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"\x00\x01\x02" * 9, "NUL bytes"),
        (b"<!DOCTYPE html><html>", "the file is HTML, not a table"),
        (b'[{"id": 1}]', "the file is JSON, not a table"),
    ],
)
def test_what_is_no_table_of_text_is_refused(tmp_path, data, words):
    with pytest.raises(DataError, match=words):
        read_text(put(tmp_path, data), "data.csv", "")


def test_a_packed_file_is_unpacked_and_a_damaged_one_refused(tmp_path):
    packed = gzip.compress(b"a\n1\n", mtime=0)
    assert read_text(put(tmp_path, packed, "d.csv.gz"), "d.csv.gz", "")[0] == b"a\n1\n"
    with pytest.raises(DataError, match="the packed file is damaged"):
        read_text(put(tmp_path, packed[:-6], "d.csv.gz"), "d.csv.gz", "")


@pytest.mark.parametrize(
    ("data", "inside"),
    [
        (b"PK\x03\x04rest", "a zip archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "an old Excel workbook"),
        (b"PAR1rest", "a Parquet file"),
        (gzip.compress(b"a\n1\n", mtime=0), "packed by gzip"),
        (b"SQLite format 3\0", "a SQLite database"),
    ],
)
def test_another_format_behind_the_ending_of_text_is_named(tmp_path, data, inside):
    with pytest.raises(DataError, match=f"no text in any encoding; inside it is {inside}"):
        read_text(put(tmp_path, data), "data.csv", "")


@pytest.mark.parametrize(
    "bad", [b"\xff", b"\xc3(", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xc0\xaf"]
)
def test_what_python_would_not_decode_is_refused(tmp_path, bad):
    with pytest.raises(DataError, match=r"line 3: byte 0x.. is not valid in the encoding utf-8"):
        read_text(put(tmp_path, b"a\nb\nc" + bad + b"\n"), "data.csv", "")


def test_utf_8_is_checked_without_a_second_copy_of_the_text(tmp_path):
    path = put(tmp_path, "número,größe\n".encode() * 200_000)
    size = path.stat().st_size
    tracemalloc.start()
    try:
        data, _ = read_text(path, "data.csv", "")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(data) == size
    assert peak < 1.2 * size


def test_line_ends_of_old_macs_are_understood(tmp_path):
    assert read_text(put(tmp_path, b"a\r1\r"), "data.csv", "")[0] == b"a\n1\n"


def test_markup_is_told_by_its_start():
    assert looks_like_markup(b"\xef\xbb\xbf <html>") == "HTML"
    assert looks_like_markup(b"id,name") == ""


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_a_byte_order_mark_with_nothing_behind_it_is_an_empty_file(tmp_path, mark):
    with pytest.raises(DataError, match=r"the file is empty\."):
        read_text(put(tmp_path, mark), "data.csv", "")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_last_line_without_line_end_may_be_cut_and_is_said(tmp_path, end):
    written = end.join(["id,note", "1,whole", "2,who"])
    _, (fault,) = read_text(put(tmp_path, written.encode()), "data.csv", "")
    assert (fault.severity, fault.line, fault.value) == ("warning", 3, "2,who")
    assert "it ends in `2,who`" in fault.message
    _, faults = read_text(put(tmp_path, (written + end).encode()), "data.csv", "")
    assert faults == []


@pytest.mark.parametrize("text", ["id,note", "id,note\n1,whole\n  ", "id,note\n"])
def test_a_file_of_one_line_and_an_empty_last_line_are_not_cut(tmp_path, text):
    assert read_text(put(tmp_path, text.encode()), "data.csv", "") == (text.encode(), [])
