from typing import NamedTuple

import pytest

from kit.data.readers.columns import (
    expected_headings,
    heading_faults,
    made_columns,
    shape_of,
    shapes,
)
from kit.data.readers.headings import Headings
from kit.errors import Fault
from kit.params import Source
from kit.schemas import BY_NAME

PRODUCTS = BY_NAME["products"]
STAGES = BY_NAME["stages"]


@pytest.fixture
def matched():
    """Faults of a file with these headings, and the columns that are made of it."""

    def matched(headings, schema=PRODUCTS, blank=(), **declared):
        source = Source(file="p.csv", **declared)
        names = Headings(headings)
        shape = shape_of(names, schema, shapes(schema, source, None))
        empty = [place in blank for place in range(len(headings))]
        faults = heading_faults(names, empty, schema, source, shape, "p.csv")
        return Matched(made_columns(shape, names), faults)

    return matched


class Matched(NamedTuple):
    made: set[str]
    faults: tuple[Fault, ...]


def test_a_column_is_found_under_its_own_name_in_any_case(matched):
    assert matched(["Product", "FAMILY"]) == ({"product", "family"}, ())


def test_several_columns_may_read_the_same_heading(matched):
    found = matched(["sku"], columns={"product": "sku", "family": "sku"})
    assert found == ({"product", "family"}, ())


def test_spaces_and_case_of_a_declared_heading_do_not_matter(matched):
    found = matched(["product", " Product  Line"], columns={"family": "product line"})
    assert found == ({"product", "family"}, ())


def test_a_required_column_that_is_missing_is_an_error_with_the_likely_heading(matched):
    (fault,) = [one for one in matched(["produkt"]).faults if one.severity == "error"]
    assert str(fault) == (
        "p.csv, column `product`: column `product` is missing. Did you mean `produkt`? "
        "Say which heading holds it: `columns: {product: …}`."
    )


def test_a_declared_heading_that_is_missing_is_an_error_even_where_the_column_is_optional(matched):
    found = matched(["product", "Serie"], columns={"family": "Series"})
    (fault,) = [one for one in found.faults if one.severity == "error"]
    assert fault.column == "Series"
    assert "Did you mean `Serie`?" in fault.message


def test_all_missing_columns_are_said_at_once(matched):
    found = matched(["stage"], STAGES)
    assert [one.column for one in found.faults if one.severity == "error"] == ["position", "phase"]


def test_a_file_without_header_line_is_told_so(matched):
    found = matched(["Early", "1", "early"], STAGES)
    assert "the header line may be missing" in found.faults[0].message


def test_a_heading_that_stands_twice_is_an_error(matched):
    (fault,) = [one for one in matched(["product", "Product"]).faults if one.severity == "error"]
    assert fault.message == "two columns are called `product`: the heading stands there twice."


def test_a_column_with_values_needs_a_heading_an_empty_one_does_not(matched):
    (fault,) = matched(["product", ""]).faults
    assert fault.message == "column 2 has values but no heading."
    assert matched(["product", ""], blank=[1]).faults == ()


def test_columns_that_are_not_read_are_named(matched):
    (fault,) = matched(["product", "colour", "size"]).faults
    assert (fault.severity, fault.message) == (
        "warning",
        "columns that are not read: `colour`, `size`.",
    )


def test_the_file_is_expected_to_have_declared_and_required_headings():
    source = Source(file="s.csv", columns={"stage": "Step", "probability": "Chance"})
    assert expected_headings(STAGES, source) == ("Step", "Chance", "position", "phase")
