"""Typed values load as they are, from every format that has types."""

from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.data.readers import read_table
from kit.params import Settings, Source
from kit.schemas import BY_NAME
from tests.data.readers.agreement import disagreements
from tests.data.readers.damage import (
    CELLS,
    NAMES,
    QUICK,
    THOROUGH,
    TODAY,
    good_rows,
    is_refused,
    loaded,
)
from tests.data.readers.strict import UNREADABLE, value_of
from tests.data.readers.typed import FORMATS, write

PRODUCTS = ("product", "family", "list_price")
formats = pytest.mark.parametrize("ending", FORMATS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("typed")


def products(folder, ending, prices, **declared):
    file = f"products.{ending}"
    write(folder / file, PRODUCTS, [(f"P{n}", "F", price) for n, price in enumerate(prices)])
    source = Source(file=file, **declared)
    project = Settings(folder=folder, sources={"products": source}, quarantine_limit=0.99)
    return read_table(BY_NAME["products"], source, folder, project, today=TODAY)


@formats
@pytest.mark.parametrize("decimal", ["", ".", ","])
def test_a_typed_number_is_never_taken_for_thousands(folder, ending, decimal):
    """A text `1.234` may be a thousand and more; the number 1.25 or 1.234 is what it is."""
    found = products(folder, ending, [1.25, 1.234, 12.5, 1234.0, 0.001, 123.456], decimal=decimal)
    assert found.frame["list_price"].tolist() == [1.25, 1.23, 12.5, 1234.0, 0.0, 123.46]
    assert found.quarantined == 0
    said = [fault.message for fault in found.faults if fault.severity == "coerced"]
    assert len(said) == 3
    assert all("more than 2 decimals" in message for message in said)


@formats
@pytest.mark.parametrize(
    ("prices", "kept"),
    [
        ([0.1 + 0.2, 5.0], [0.3, 5.0]),
        ([2.675, 1.005, 1e-9], [2.68, 1.0, 0.0]),  # half to even, from the digits as written
        ([-0.0, -7.5], [0.0, -7.5]),
        ([1e12, 999_999_999_999.99], [1e12, 999_999_999_999.99]),
        ([2**53 + 1, 5.0], [5.0]),
        ([float(2**53), 1e300, 7.0], [7.0]),
    ],
)
def test_floats_load_to_the_cent_or_are_set_aside(folder, ending, prices, kept):
    found = products(folder, ending, prices)
    assert found.frame["list_price"].tolist() == kept
    assert found.quarantined == len(prices) - len(kept)


@formats
@pytest.mark.parametrize(
    ("codes", "texts"),
    [
        ([12345.0, 7.0], ["12345", "7"]),
        ([999_999_999_999_999, 7], ["999999999999999", "7"]),
        (["00123", "1e5"], ["00123", "1e5"]),
        (["", "A"], ["A"]),
    ],
)
def test_a_code_that_was_typed_as_a_number_is_its_digits(folder, ending, codes, texts):
    found = products_of(folder, ending, codes)
    assert found.frame["product"].tolist() == texts


@pytest.mark.parametrize("ending", ["parquet", "sqlite"])
def test_whole_numbers_of_any_length_keep_every_digit(folder, ending):
    codes = [2**53 + 1, 2**62 + 1]
    assert products_of(folder, ending, codes).frame["product"].tolist() == [*map(str, codes)]


@formats
def test_a_number_that_lost_its_digits_refuses_ids_and_is_said_of_names(folder, ending):
    codes = [123_456_789_012_345_680.0, 5.0]
    (fault,) = products_of(folder, ending, codes).faults
    assert fault.severity == "coerced"
    assert "`1.23456789012346E+17` is a number that lost its last digits" in fault.message
    rows = [(code, "2024-01-02", "Won", "won", "2024-02-01", 5.0) for code in codes]
    names = ("opportunity_id", "created_at", "stage", "status", "closed_at", "amount")
    write(folder / f"ids.{ending}", names, rows)
    faults = loaded(folder, f"ids.{ending}").faults
    assert [fault.severity for fault in faults] == ["error"]
    assert "a spreadsheet destroyed 1 id: `1.23456789012346E+17`" in faults[0].message


def products_of(folder, ending, codes):
    file = f"codes.{ending}"
    write(folder / file, ("product", "list_price"), [(code, 5.0) for code in codes])
    source = Source(file=file)
    project = Settings(folder=folder, sources={"products": source}, quarantine_limit=0.99)
    return read_table(BY_NAME["products"], source, folder, project, today=TODAY)


@formats
def test_days_of_any_century_are_that_day(folder, ending):
    days = [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(1904, 1, 1)]
    days += [date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 29), date(9999, 12, 31)]
    rows = [(f"O{place}", day, "T") for place, day in enumerate(days)]
    assert owners(folder, ending, rows).frame["valid_from"].dt.date.tolist() == days


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_of_either_epoch_of_a_workbook_are_that_day(folder, since_1904):
    path = folder / "epoch.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": since_1904}) as book:
        sheet = book.add_worksheet()
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ("owner", "valid_from", "team"))
        for row, day in enumerate((date(1904, 2, 1), date(1969, 7, 20), date(2024, 2, 29)), 1):
            sheet.write_string(row, 0, f"O{row}")
            sheet.write_datetime(row, 1, day, style)
            sheet.write_string(row, 2, "T")
    found = owners_at(folder, path.name).frame["valid_from"]
    assert [str(day.date()) for day in found] == ["1904-02-01", "1969-07-20", "2024-02-29"]


def owners(folder, ending, rows):
    write(folder / f"owners.{ending}", ("owner", "valid_from", "team"), rows)
    return owners_at(folder, f"owners.{ending}")


def owners_at(folder, file):
    source = Source(file=file)
    project = Settings(folder=folder, sources={"owners": source}, quarantine_limit=0.99)
    return read_table(BY_NAME["owners"], source, folder, project, today=TODAY)


TYPED = st.one_of(
    st.sampled_from(CELLS).filter(lambda text: text.isprintable()),
    st.floats(-1e13, 1e13, allow_nan=False),
    st.floats(-1e4, 1e4).map(lambda value: round(value, 3)),
    st.integers(-(10**12), 10**12),
    st.dates(date(1985, 1, 1), date(2026, 1, 1)),
    st.datetimes(datetime(1985, 1, 1), datetime(2026, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)
CHANGES = given(
    rows=good_rows(),
    changes=st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, len(NAMES) - 1), TYPED), max_size=5
    ),
    ending=st.sampled_from(FORMATS),
    decimal=st.sampled_from(("", ",")),
)


def typed_rows(rows, changes):
    """Amounts as floats, days as dates, and some cells as anything."""
    cells = [[_typed(name, text) for name, text in zip(NAMES, row, strict=True)] for row in rows]
    for row, column, value in changes:
        cells[row % len(rows)][column] = value
    return cells


def _typed(name, text):
    if not text:
        return None
    if name == "amount":
        return float(text)
    return date.fromisoformat(text) if name.endswith(("_at", "_date")) else text


def typed_cells_are_read_or_said(folder, rows, changes, ending, decimal):
    path = folder / f"mixed.{ending}"
    cells = write(path, NAMES, typed_rows(rows, changes))
    found = loaded(folder, path.name, decimal=decimal)
    if is_refused(found):
        return
    meant = {
        line: {name: meaning(name, cell, decimal) for name, cell in zip(NAMES, row, strict=True)}
        for line, row in enumerate(cells, start=2)
        if any(cell is not None and str(cell).strip() for cell in row)
    }
    assert not disagreements(found, meant, {}), disagreements(found, meant, {})


def meaning(name, cell, decimal):
    """What a typed cell means in its column; a text means what it would in a text file."""
    if cell is None or isinstance(cell, str):
        return value_of(name, cell or "", decimal)
    is_time = name.endswith(("_at", "_date"))
    if isinstance(cell, date):
        return cell if is_time else UNREADABLE if name == "amount" else cell.isoformat()
    return UNREADABLE if is_time else Decimal(repr(cell))


@settings(QUICK, max_examples=80)
@CHANGES
def test_typed_cells_are_read_exactly_or_said(folder, rows, changes, ending, decimal):
    typed_cells_are_read_or_said(folder, rows, changes, ending, decimal)


@pytest.mark.acceptance
@THOROUGH
@CHANGES
def test_thousands_of_typed_cells_are_read_exactly_or_said(folder, rows, changes, ending, decimal):
    typed_cells_are_read_or_said(folder, rows, changes, ending, decimal)
