from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.results import (
    MIME,
    Cell,
    Column,
    Figure,
    Finding,
    Headline,
    Notice,
    Result,
    Table,
    canonical,
    from_wire,
    to_wire,
)

text = st.text(max_size=20)
number = st.floats(min_value=-1e9, max_value=1e9).map(lambda value: float(f"{value:.10g}") + 0.0)
maybe = st.none() | number
cells = st.builds(Cell, text, maybe, text)
tables = st.builds(
    Table,
    text,
    st.lists(st.builds(Column, text, st.sampled_from(["text", "number"]), text), max_size=3).map(
        tuple
    ),
    st.lists(st.lists(cells, max_size=3).map(tuple), max_size=3).map(tuple),
    st.integers(min_value=0, max_value=99),
    text,
    text,
)
results = st.one_of(
    st.builds(
        Headline,
        text,
        text,
        maybe,
        text,
        low=maybe,
        high=maybe,
        n=st.none() | st.integers(min_value=0, max_value=9),
        tone=st.sampled_from(["good", "bad", "neutral"]),
        spark=st.lists(maybe, max_size=4).map(tuple),
    ),
    st.builds(
        Finding,
        text,
        text,
        st.sampled_from(["info", "watch", "act"]),
        text,
        st.lists(st.tuples(text, text), max_size=3).map(tuple),
    ),
    tables,
    st.builds(
        Figure,
        text,
        text,
        text,
        st.integers(min_value=1, max_value=800),
        st.integers(min_value=1, max_value=800),
        st.none() | tables,
    ),
    st.builds(Notice, text, st.sampled_from(["missing", "limit", "demo", "note"]), text),
)


@settings(deadline=None)  # the machine may be busy
@given(results)
def test_a_result_comes_back_from_the_wire_as_it_was(result: Result) -> None:
    assert from_wire(json.loads(canonical(to_wire(result)))) == result


@settings(deadline=None)  # the machine may be busy
@given(results)
def test_the_same_result_gives_the_same_characters(result: Result) -> None:
    once = canonical(to_wire(result))
    assert canonical(to_wire(from_wire(json.loads(once)))) == once


def test_the_wire_form_is_sorted_and_compact() -> None:
    assert canonical(to_wire(Notice("Pas de données.", fix="Ajoutez-les."))) == (
        '{"fix":"Ajoutez-les.","kind":"note","result":"notice","text":"Pas de données."}'
    )


def test_numbers_are_rounded_to_twelve_significant_digits() -> None:
    wire = to_wire(Headline("win_rate", "Win rate", 1 / 3, "33.3%", low=2e-17 / 3))
    assert wire["value"] == 0.333333333333
    assert wire["low"] == 6.66666666667e-18


def test_negative_zero_is_zero() -> None:
    assert str(to_wire(table_of(-0.0))["rows"][0][0]["value"]) == "0.0"


def table_of(value: float) -> Table:
    return Table("", (Column("x", "number"),), ((Cell("0", value),),))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_result_must_not_hold_nan_or_infinity(value: float) -> None:
    with pytest.raises(ValueError, match="must not hold NaN or infinity; use None"):
        to_wire(Headline("k", "K", value, "–"))


@pytest.mark.parametrize(
    "wire",
    [
        {},
        {"result": "chart"},
        {"result": "notice"},
        {"result": "notice", "text": "x", "colour": "red"},
        {"result": "finding", "rule": "x", "text": "x"},
    ],
)
def test_what_is_no_result_of_this_version_is_refused(wire: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="of this version"):
        from_wire(wire)


def test_reading_leaves_the_wire_as_it_was() -> None:
    wire = to_wire(Figure("t", "<svg/>", "alt", 400, 300, table_of(1.0)))
    before = canonical(wire)
    from_wire(wire)
    assert canonical(wire) == before


def test_the_wire_format_carries_its_version() -> None:
    assert MIME == "application/vnd.kit.result.v1+json"
