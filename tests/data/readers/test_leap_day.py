"""Cells that hold the 29 February 1900 are found in every binary format, too."""

import struct

import pytest

from kit.data.readers.leap_day import leap_days_old, leap_days_zipped
from tests.data.readers.handmade import compound, xls, xlsb


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def short(value):
    """A whole number as workbooks shorten it."""
    return struct.pack("<i", value << 2 | 2)


@pytest.mark.parametrize("value", [60, 60.75])
def test_numbers_in_full_are_found_by_their_place(value):
    assert leap_days_old(xls((0, 0, "day"), (1, 0, 59), (2, 1, value), (3, 0, 61)), 0) == {(2, 1)}
    assert leap_days_zipped(xlsb(["day", "x"], [59, value], [61, 59.9]), "Data") == {(1, 1)}


def test_numbers_that_an_old_workbook_shortens_are_found_too():
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0x600))
    place = struct.pack("<HHH", 4, 2, 0)
    runs = struct.pack("<HH", 5, 1) + b"".join(
        struct.pack("<H", 0) + one for one in (short(59), short(60), short(6000))
    )
    sheet = record(0x27E, place + short(60)) + record(0xBD, runs + struct.pack("<H", 3))
    # A real number, of which only the upper half is kept, and one that counts hundredths.
    half = struct.pack("<i", struct.unpack("<i", struct.pack("<d", 60.0)[4:])[0] & ~3)
    hundredths = struct.pack("<i", 6000 << 2 | 3)
    sheet += record(0x27E, struct.pack("<HHH", 6, 0, 0) + half)
    sheet += record(0x27E, struct.pack("<HHH", 7, 0, 0) + hundredths)
    start = len(begin) + 4 + 12 + 4
    book = begin + record(0x85, struct.pack("<IBBBB", start, 0, 0, 4, 0) + b"Data")
    content = compound("Workbook", book + record(0x0A) + begin + sheet + record(0x0A))
    assert leap_days_old(content, 0) == {(4, 2), (5, 2), (6, 0), (7, 0)}
