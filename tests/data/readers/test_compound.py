import pytest

from kit.data.readers.compound import stream, stream_names
from tests.data.readers.handmade import compound


def test_a_stream_is_put_together_from_its_sectors():
    content = bytes(range(256)) * 40
    file = compound("Workbook", content)
    assert stream_names(file) == {"Workbook"}
    assert stream(file, "Workbook") == content


def test_a_stream_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        stream(compound("Workbook", b""), "Book")


def test_sectors_that_go_round_in_a_circle_are_found():
    file = bytearray(compound("Workbook", b"x" * 5000))
    file[512 + 4 * 4 : 512 + 4 * 5] = (3).to_bytes(4, "little")
    with pytest.raises(ValueError, match="go round in a circle"):
        stream(bytes(file), "Workbook")


def test_a_file_that_is_cut_off_is_a_value_error():
    with pytest.raises(ValueError, match="damaged"):
        stream_names(compound("Workbook", b"")[:200])
