"""Quotes that are not in order are named before they swallow anything."""

import time

import pytest

from kit.data.readers.csv_quotes import odd_quotes
from kit.errors import DataError


def odd(text, separator=","):
    data = text.encode()
    return odd_quotes(data, data.find(b"\n") + 1, separator, "data.csv")


@pytest.mark.parametrize(
    "row",
    [
        '1,"a, b",2',
        '1,"say ""hi""",2',
        '1,"""",2',
        '"",""," "',
        '1,5" pipe,2',
        '1,x"Ada",2',
        '1, "Ada",2',
        '1,"Ada" ,2',
        '1,"Ada"  ',
        '1,"a\nb\r\nc",2',
    ],
)
def test_quotes_in_order_are_left_alone(row):
    assert odd(f"a,b,c\n{row}\n") == []
    assert odd(f"a,b,c\n{row}") == []


def test_text_behind_a_closing_quote_is_named_with_its_line():
    text = 'a,b\n1,"x\ny"\n2,"Ada" Ltd\n3,4\n5,"Bo"\'s,"Cy"!\n'
    assert odd(text) == [(4, '2,"Ada" Ltd'), (6, '5,"Bo"\'s,"Cy"!')]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,"Ada\n2,3\n', 2),
        ('a,b\n1,2\n3,"Ada\n4,"Bo"\n5,6\n', 3),
        # An even number of quotes: rows would vanish, and nothing would look wrong.
        ('a,b\n1,"Ada\n2,3\n4,"Bo\n5,6\n', 2),
        ('a,b\r1,2\r3,"Ada\r4,"Bo"\r', 3),
    ],
)
def test_a_quote_that_swallows_lines_refuses_the_file(text, line):
    with pytest.raises(DataError) as refused:
        odd(text)
    (fault,) = refused.value.faults
    assert (fault.severity, fault.line) == ("error", line)
    assert "opened here and never closed" in fault.message


def test_the_separator_of_the_file_ends_a_field():
    assert odd('a;b\n"x, y";"z"\n', ";") == []
    assert odd('a;b\n"x","y";2\n', ";") == [(2, '"x","y";2')]


def test_a_row_with_such_a_quote_is_set_aside_and_the_rest_loads(products):
    found = products('A,"Ada" Ltd,5', 'B,"Bo, Ltd",6')
    assert found.frame["product"].tolist() == ["B"]
    assert found.lines.tolist() == [3]
    (fault,) = found.faults
    assert (fault.severity, fault.line) == ("quarantined", 2)
    assert "there is text behind a closing quote" in fault.message
    assert found.rejected["ragged_row"].tolist() == ['A,"Ada" Ltd,5']


def test_very_many_odd_quotes_take_a_time_in_proportion():
    def once(rows):
        data = b'1,"Ada" Ltd\n' * rows
        began = time.process_time()
        assert len(odd_quotes(data, 0, ",", "data.csv")) == rows
        return time.process_time() - began

    def seconds(rows):
        """The least of three: in a long-lived process the collector may come in between."""
        return min(once(rows) for _ in range(3))

    assert seconds(40_000) < 20 * max(seconds(4_000), 0.01)
