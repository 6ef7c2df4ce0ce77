"""Damaged files: nothing raises, nothing is lost unsaid, nothing loads as another value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.readers.agreement import disagreements
from tests.data.readers.damage import (
    CELL,
    CELLS,
    NAMES,
    PIECES,
    QUICK,
    REQUIRED,
    ROWS,
    THOROUGH,
    changed,
    csv_bytes,
    damage,
    damaged,
    good_rows,
    is_refused,
    loaded,
)
from tests.data.readers.strict import Table, table_of, text_of, value_of


def meaning(table: Table, decimal=""):
    """What the second reader makes of each record, and the lines of those that are not sound."""
    sound = [one for one in table.records if not one.is_blank and not table.is_heading(one)]
    rows = {
        record.line: {name: value_of(name, table.cell(record, name), decimal) for name in NAMES}
        for record in sound
        if record.is_sound and len(record.fields) == len(table.headings)
    }
    return rows, {record.line for record in sound} - set(rows)


def check_csv(folder, data, rows, decimal=""):
    """Hold what the kit loads against the second reader, and against the rows as they were."""
    path = folder / "data.csv"
    path.write_bytes(data)
    found = loaded(folder, "data.csv", decimal=decimal)
    text = text_of(data)
    if is_refused(found):
        return
    assert text is not None, "bytes that are no text were read"
    table = table_of(text, REQUIRED)
    meant, broken = meaning(table, decimal)
    named = {fault.line for fault in found.faults if fault.severity == "quarantined"}
    assert broken <= named, f"lines {sorted(broken - named)} are broken, which nobody says"
    assert not disagreements(found, meant, {}), disagreements(found, meant, {})
    assert _untouched(table, rows) <= set(found.lines.tolist())


def _untouched(table, rows):
    """Lines of rows that nothing was done to, and that no other row contradicts."""
    if table.headings != NAMES:
        return set()
    ids = [table.cell(record, "opportunity_id").strip() for record in table.records]
    return {
        record.line
        for record in table.records
        if record.fields in rows and ids.count(record.fields[0]) == 1 and record.is_sound
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("damaged")


@pytest.mark.parametrize("decimal", ["", ".", ","])
@pytest.mark.parametrize("name", NAMES)
def test_every_odd_cell_in_every_column_is_read_exactly_or_said(folder, name, decimal):
    """One row for each odd cell, among as many good ones; a destroyed id would refuse all."""
    odd = [cell for cell in CELLS if not (name == "opportunity_id" and "E+17" in cell)]
    good = [(f"OPP-{number}", *ROWS[number % 3][1:]) for number in range(2 * len(odd))]
    changes = [(2 * number, NAMES.index(name), cell) for number, cell in enumerate(odd)]
    cells_are_read_or_said(folder, good, changes, decimal)
    found = loaded(folder, "data.csv", decimal=decimal)
    assert not is_refused(found)
    assert found.kept >= len(odd)


@pytest.mark.acceptance
@pytest.mark.parametrize("piece", [*PIECES, None, 1, 128], ids=repr)
def test_every_place_of_a_small_file_can_be_damaged(folder, piece):
    """Each byte left out, changed, or with something put before it."""
    data = csv_bytes(ROWS)
    for place in range(len(data) + 1):
        head, byte, tail = data[:place], data[place : place + 1], data[place + 1 :]
        match piece:
            case bytes():
                content = head + piece + byte + tail
            case None:
                content = head + tail
            case _:
                content = head + bytes(one ^ piece for one in byte) + tail
        check_csv(folder, content, ROWS)


@pytest.mark.acceptance
def test_a_small_file_can_be_cut_off_anywhere(folder):
    data = csv_bytes(ROWS)
    for place in range(len(data)):
        check_csv(folder, data[:place], ROWS)


BYTES = given(rows=good_rows(), done=st.lists(damage, min_size=1, max_size=4))
CHANGES = given(
    rows=good_rows(),
    changes=st.lists(CELL, min_size=1, max_size=5),
    decimal=st.sampled_from(("", ".", ",")),
)


def bytes_are_read_or_said(folder, rows, done):
    data = csv_bytes(rows)
    for one in done:
        data = damaged(data, *one)
    check_csv(folder, data, rows)


def cells_are_read_or_said(folder, rows, changes, decimal):
    if decimal == ",":
        rows = [(*row[:5], row[5].replace(".", ","), *row[6:]) for row in rows]
    check_csv(folder, csv_bytes(changed(rows, changes)), rows, decimal)


@QUICK
@BYTES
def test_damaged_bytes_are_read_exactly_or_said(folder, rows, done):
    bytes_are_read_or_said(folder, rows, done)


@pytest.mark.acceptance
@THOROUGH
@BYTES
def test_bytes_damaged_in_thousands_of_ways_are_read_exactly_or_said(folder, rows, done):
    bytes_are_read_or_said(folder, rows, done)


@QUICK
@CHANGES
def test_odd_cells_are_read_exactly_or_said(folder, rows, changes, decimal):
    cells_are_read_or_said(folder, rows, changes, decimal)


@pytest.mark.acceptance
@THOROUGH
@CHANGES
def test_cells_changed_in_thousands_of_ways_are_read_exactly_or_said(
    folder, rows, changes, decimal
):
    cells_are_read_or_said(folder, rows, changes, decimal)
