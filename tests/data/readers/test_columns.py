import pytest

from kit.data.readers.columns import expected_headings, match
from kit.params import Source
from kit.schemas import BY_NAME

PRODUCTS = BY_NAME["products"]
STAGES = BY_NAME["stages"]


@pytest.fixture
def matched():
    def matched(headings, schema=PRODUCTS, blank=(), **source):
        empty = [place in blank for place in range(len(headings))]
        return match(headings, empty, schema, Source(file="p.csv", **source), "p.csv")

    return matched


def test_a_column_is_found_under_its_own_name_in_any_case(matched):
    found = matched(["Product", "FAMILY"])
    assert found.positions == {"product": 0, "family": 1}
    assert found.headings == {"product": "Product", "family": "FAMILY"}
    assert found.faults == ()


def test_several_columns_may_read_the_same_heading(matched):
    found = matched(["sku"], columns={"product": "sku", "family": "sku"})
    assert found.positions == {"product": 0, "family": 0}


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
