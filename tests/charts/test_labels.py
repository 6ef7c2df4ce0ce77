from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.charts.labels import LIMIT, clean, columns, distinct, short, width


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Acme\r\nCorp\t(US)", "Acme Corp (US)"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("a\u2066b\u2069c\u200fd", "abcd"),
        ("a\x00b", "a b"),
        ("half\ud800", "half"),
        ("zero\ufeffwidth\u200b", "zerowidth"),
        ("cost $5 to $9", "cost $5 to $9"),
        ("e" + "\u0301" * 9, "é\u0301\u0301"),
        ("  ", "without a name"),
        (None, "not recorded"),
        (float("nan"), "not recorded"),
    ],
)
def test_a_name_becomes_one_harmless_line(name: object, label: str) -> None:
    assert clean(name) == label


def test_joiners_that_shape_a_script_stay() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


def test_a_leading_underscore_is_guarded_by_an_invisible_sign() -> None:
    assert short("_hidden") == "\u2060_hidden"
    assert clean("_hidden") == "_hidden"


def test_both_ends_of_a_long_name_stay_visible() -> None:
    label = short("Consolidated International Widgets, Iberia")
    assert label.startswith("Consolidated")
    assert label.endswith("Iberia")
    assert columns(label) <= LIMIT


def test_wide_characters_take_two_columns() -> None:
    assert columns("日本") == 4
    assert columns(short("日本語の長い名前のお客様株式会社")) <= LIMIT


def test_names_that_look_alike_when_short_are_told_apart() -> None:
    names = [f"{'x' * 40}{number}{'y' * 40}" for number in range(3)]
    assert len(set(distinct(names))) == 3


def test_capitals_are_taken_to_be_wider() -> None:
    assert width("ILLINOIS", 12) > width("illinois", 12)


@given(st.text())
def test_no_text_whatever_gives_a_long_or_invisible_label(name: str) -> None:
    label = short(name)
    assert label
    assert columns(label) <= LIMIT
    assert not any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in label)
    assert not set(label) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
