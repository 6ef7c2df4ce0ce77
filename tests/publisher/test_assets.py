from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from kit import palette
from kit.publisher.assets import policy, script, style, symbols
from kit.publisher.phrases import PHRASES, Voice
from kit.results import Cell, Column, Table


def test_the_policy_names_this_very_style_sheet_and_script() -> None:
    for text, directive in ((style(), "style-src"), (script(), "script-src")):
        value = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{value}'" in policy()
    assert policy().startswith("default-src 'none'; ")
    assert policy().endswith("img-src data:; base-uri 'none'; form-action 'none'")
    assert "unsafe" not in policy()


def test_every_colour_comes_from_the_theme() -> None:
    own = style().removeprefix("\n").replace(palette.css().strip(), "")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", own)
    used = set(re.findall(r"var\(--([a-z0-9]+)\)", own))
    assert used - {"sans", "serif", "gap", "edge"} <= palette.BY_NAME.keys()


def test_nothing_is_fetched() -> None:
    assert "url(" not in style()
    assert "@import" not in style()
    assert not re.search(r"fetch|XMLHttpRequest|import\s*\(|https?:", script())


def test_marks_get_signs_in_order_of_appearance() -> None:
    marks = ["", "thin", "partial", "thin", "a", "b", "c", "d"]
    rows = tuple((Cell("x", mark=mark),) for mark in marks)
    found = symbols(Table("", (Column("A"),), rows))
    assert found == {"thin": "†", "partial": "‡", "a": "§", "b": "¶", "c": "‖", "d": "††"}


def test_every_mark_of_the_tidy_frame_is_explained() -> None:
    marks = "partial immature thin pooled suppressed allocated not_reached unattributed"
    assert all(f"mark_{mark}" in PHRASES for mark in marks.split())
    assert Voice("en").mark("unheard_of") == "unheard_of"


def test_an_unknown_phrase_is_an_error() -> None:
    with pytest.raises(KeyError):
        Voice("en")("no_such_phrase")
