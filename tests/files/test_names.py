"""Texts as names of files."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kit import files


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EMEA", "emea"),
        ("Iberia", "iberia"),
        ("Nord", "nord"),
        ("Key Accounts 2", "key-accounts-2"),
        ("2026", "2026"),
    ],
)
def test_a_plain_name_stays_readable(text: str, name: str) -> None:
    assert files.safe_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "../../etc/passwd",
        "C:\\Windows",
        "/",
        "CON",
        "Con",
        "nul.txt",
        "LPT1",
        "Nord.",
        "Nord ",
        " Nord",
        "nord",
        "NORD",
        "x" * 300,
        "Málaga",
        "Ма\u0301",
        "{0.__class__}",
        "<script>",
        "a\x00b\n",
        "\ud800",
        "Nord 0123abcd",
    ],
)
def test_a_hostile_name_becomes_a_short_slug_with_a_digest(text: str) -> None:
    name = files.safe_name(text)
    slug, _, code = name.rpartition("-")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(name) <= 50
    assert slug
    assert len(code) == 8


def test_case_twins_have_different_names() -> None:
    assert len({files.safe_name(text) for text in ("Nord", "nord", "NORD", "nOrd")}) == 4


names = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="aAbBeE -_./é", max_size=5),
    st.sampled_from(["EMEA", "Emea", "emea", "Con", "CON", "Nord", "Nord ", "x" * 300, "x" * 301]),
)


@settings(deadline=None)  # the machine may be busy
@given(names, names)
@example("Nord", "Nord-3c7e4c0d")
@example("Emea 1a2b3c4d", "emea")
def test_two_texts_never_share_a_name_where_case_does_not_count(one: str, other: str) -> None:
    same = files.safe_name(one).casefold() == files.safe_name(other).casefold()
    assert same == (one == other)


@settings(deadline=None)  # the machine may be busy
@given(names)
def test_a_text_cannot_be_called_like_the_name_of_another(text: str) -> None:
    name = files.safe_name(text)
    spoken = name.replace("-", " ").title()
    assert spoken == text or files.safe_name(spoken) != name
    assert files.safe_name(name) != name or name == text
