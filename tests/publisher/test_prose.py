from __future__ import annotations

import pytest

from kit.language import Language
from kit.publisher.prose import pieces, with_code


def html(markdown: str, code: str = "en") -> list[str]:
    return [str(piece.html) for piece in pieces(markdown, Language(code))]


def test_headings_carry_their_level_and_no_paragraph_around_them() -> None:
    found = list(pieces("# Sales\n\nWhat was *sold*.", Language("en")))
    assert [(piece.level, str(piece.html)) for piece in found] == [
        (1, "Sales"),
        (0, "<p>What was <em>sold</em>.</p>"),
    ]


def test_items_of_a_list_make_one_list() -> None:
    assert html("- one\n- two") == ["<ul>\n<li>one</li>\n<li>two</li>\n</ul>"]
    assert html("1. one\n2. two")[0].count("<ol>") == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "x <img src=x onerror=alert(1)> y",
        "<style>*{display:none}</style>",
        "<b style='color:red'>x</b>",
    ],
)
def test_raw_html_is_shown_as_text(text: str) -> None:
    (shown,) = html(text)
    assert "&lt;" in shown
    assert "<" not in shown.replace("<p>", "").replace("</p>", "")


def test_dollar_signs_are_money_not_mathematics() -> None:
    assert html("From $5 to $x^2$ {{7*7}}") == ["<p>From $5 to $x^2$ {{7*7}}</p>"]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "data:text/html,x",
        "http://example.com",
        "//example.com/x",
        "mailto:a@b.c",
        "vbscript:x",
    ],
)
def test_an_address_outside_the_site_is_left_out_and_its_text_stays(url: str) -> None:
    (shown,) = html(f"[text]({url})")
    assert "text" in shown
    assert "href" not in shown


def test_a_link_inside_the_site_stays() -> None:
    assert html("[win rate](../glossary.html#win_rate)") == [
        '<p><a href="../glossary.html#win_rate">win rate</a></p>'
    ]


def test_pictures_leave_only_their_words() -> None:
    assert html("![a chart](http://example.com/beacon.png)") == ["<p>a chart</p>"]


def test_a_paragraph_without_translation_says_that_it_is_english() -> None:
    sentence = "This sentence has no translation, on purpose."
    assert html(sentence, "it") == [f'<div lang="en"><p>{sentence}</p></div>']
    (heading,) = pieces(f"## {sentence}", Language("it"))
    assert str(heading.html) == f'<span lang="en">{sentence}</span>'
    assert html(sentence, "en") == [f"<p>{sentence}</p>"]


def test_words_between_backticks_are_set_as_code() -> None:
    assert with_code("the table `quotes`.") == "the table <code>quotes</code>."
    assert with_code("`<b>`") == "<code>&lt;b&gt;</code>"
    assert with_code("a ` b") == "a ` b"
