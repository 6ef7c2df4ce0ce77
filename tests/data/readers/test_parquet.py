import math
import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.data.readers import parquet
from kit.errors import DataError
from kit.params import Source


@pytest.fixture
def opened(tmp_path):
    def opened(columns, expected=(), **source):
        path = tmp_path / "data.parquet"
        pq.write_table(pa.table(columns), path)
        return parquet.read(path, "data.parquet", Source(file="data.parquet", **source), expected)

    return opened


def column_of(sheet, place=0):
    cells = sheet.cells[place]
    return cells.astype(object).where(cells.notna(), None).tolist()


NOON = datetime(2026, 3, 1, 12, 0)
TYPED = {
    "ids that need all their digits": (
        pa.array([2**62, 12345], pa.int64()),
        ["4611686018427387904", "12345"],
    ),
    "unsigned": (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
    "ids among missing ones, as pandas writes them": (pa.array([12345.0, None]), ["12345", None]),
    "floats": (pa.array([0.1, 1e-7, 2.5e13, -0.0]), ["0.1", "0.0000001", "25000000000000", "0"]),
    "single floats": (pa.array([0.1, 2.5], pa.float32()), ["0.1", "2.5"]),
    "numbers that are none": (pa.array([math.inf, math.nan]), ["inf", "nan"]),
    "decimals": (
        pa.array([Decimal("1000.50"), Decimal("0.00"), None], pa.decimal128(20, 2)),
        ["1000.50", "0.00", None],
    ),
    "fine decimals": (pa.array([Decimal("0.0000001")], pa.decimal128(20, 7)), ["0.0000001"]),
    "flags": (pa.array([True, False, None]), ["true", "false", None]),
    "dictionaries": (pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
    "times without a zone": (
        pa.array([NOON, datetime(2026, 3, 1)], pa.timestamp("us")),
        ["2026-03-01T12:00:00", "2026-03-01T00:00:00"],
    ),
    "times in a zone": (
        pa.array([NOON.replace(tzinfo=UTC)], pa.timestamp("ns", "Europe/Madrid")),
        ["2026-03-01T12:00:00+00:00"],
    ),
    "parts of seconds": (pa.array([1], pa.timestamp("ms")), ["1970-01-01T00:00:00.001"]),
    "days": (pa.array([date(2026, 3, 1), None], pa.date32()), ["2026-03-01", None]),
    "days counted in milliseconds": (pa.array([date(2026, 3, 1)], pa.date64()), ["2026-03-01"]),
    "times of day": (pa.array([time(9, 30)], pa.time32("s")), ["09:30:00"]),
    "bytes that are text": (pa.array(["Peña".encode()]), ["Peña"]),
    "large text": (pa.array(["x"], pa.large_string()), ["x"]),
    "uuids": (pa.array([uuid.UUID(int=5).bytes], pa.uuid()), [str(uuid.UUID(int=5))]),
}


@pytest.mark.parametrize(("values", "texts"), TYPED.values(), ids=TYPED)
def test_typed_values_become_text_that_says_the_same(opened, values, texts):
    sheet = opened({"key": ["k"] * len(values), "a": values})
    assert column_of(sheet, 1) == texts
    assert sheet.lines.tolist() == list(range(2, len(values) + 2))


def test_types_are_told_in_the_words_of_the_format(opened):
    columns = {"a": ["x"], "b": pa.array(["x"]).dictionary_encode(), "c": [1.5], "d": [1]}
    assert opened(columns).types == ("string", "string", "double", "int64")


def test_numbers_are_written_with_the_decimal_sign_of_the_source(opened):
    amounts = pa.array([Decimal("1000.50")], pa.decimal128(20, 2))
    sheet = opened({"a": [1234.5], "b": amounts, "c": ["1.5"]}, decimal=",")
    assert sheet.cells.loc[0].tolist() == ["1234,5", "1000,50", "1.5"]


def test_blank_text_is_missing_and_rows_of_nothing_are_no_rows(opened):
    sheet = opened({"a": ["x", " ", "y"], "b": ["", None, "1"]})
    assert (column_of(sheet, 1), sheet.lines.tolist()) == ([None, "1"], [2, 4])


def test_headings_are_trimmed_and_may_repeat(tmp_path):
    table = pa.Table.from_arrays([pa.array(["x"]), pa.array(["y"])], names=[" a", "a"])
    pq.write_table(table, tmp_path / "data.parquet")
    sheet = parquet.read(tmp_path / "data.parquet", "data.parquet", Source(file="x"), ())
    assert (sheet.headings, sheet.cells.loc[0].tolist()) == (("a", "a"), ["x", "y"])


def test_an_expected_column_of_lists_is_refused_by_name(opened):
    with pytest.raises(DataError) as caught:
        opened({"id": ["x"], "Owner": [["a", "b"]]}, expected=("id", "owner"))
    (fault,) = caught.value.faults
    assert (fault.column, fault.file) == ("Owner", "data.parquet")
    assert fault.message.startswith("it holds list<")


def test_any_other_nested_column_is_left_out_and_said(opened):
    sheet = opened({"id": ["x"], "tags": [{"a": 1}], "raw": [b"\xff"]}, expected=("id",))
    assert sheet.headings == ("id",)
    assert [(fault.severity, fault.column) for fault in sheet.faults] == [
        ("warning", "tags"),
        ("warning", "raw"),
    ]


def test_a_file_without_rows_is_refused(opened):
    with pytest.raises(DataError, match="the file has no rows"):
        opened({"a": pa.array([], pa.string())})


@pytest.mark.parametrize("change", [lambda data: data[:-40], lambda _: b"id,amount\n1,2\n"])
def test_what_is_no_whole_file_is_refused(tmp_path, change):
    path = tmp_path / "data.parquet"
    pq.write_table(pa.table({"a": ["x"] * 99}), path)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(DataError, match="corrupt or truncated"):
        parquet.read(path, "data.parquet", Source(file="data.parquet"), ())


def test_a_file_that_would_fill_the_memory_is_refused(opened, monkeypatch):
    monkeypatch.setattr(parquet, "MOST_ROWS", 2)
    with pytest.raises(DataError, match="the file is too large: 3 rows"):
        opened({"a": ["x", "y", "z"]})


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: text.strip()),
            st.integers(-(2**63), 2**63 - 1),
            st.floats(-1e14, 1e14),
            st.decimals(-(10**12), 10**12, places=4),
            st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1)),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_values_come_back_from_their_text(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("parquet") / "data.parquet"
    text, whole, real, exact, when = zip(*rows, strict=True)
    columns = {
        "text": list(text),
        "whole": list(whole),
        "real": list(real),
        "exact": pa.array(exact, pa.decimal128(38, 4)),
        "when": list(when),
    }
    pq.write_table(pa.table(columns), path)
    cells = parquet.read(path, "data.parquet", Source(file="data.parquet"), ()).cells
    assert cells[0].tolist() == list(text)
    assert [int(cell) for cell in cells[1]] == list(whole)
    assert [float(cell) for cell in cells[2]] == list(real)
    assert [Decimal(cell) for cell in cells[3]] == list(exact)
    assert [datetime.fromisoformat(cell) for cell in cells[4]] == list(when)
    assert not cells[2].str.contains("e").any()


@pytest.mark.shared_data
def test_the_corpus_is_read_or_refused(shared):
    folder = shared / "corpus" / "files"

    def load(name):
        return parquet.read(folder / name, name, Source(file=name), ("id", "amount"))

    good, typed_as_text = load("l10_good.parquet"), load("l13_string_amount.parquet")
    assert (len(good.cells), good.faults, good.cells[6][0]) == (40, (), "1000")
    assert (good.types[6], typed_as_text.types[6]) == ("double", "string")
    with pytest.raises(DataError, match="corrupt or truncated"):
        load("l11_truncated.parquet")
