"""What an analyst sees in JupyterLab: all of a result, and never as markup of its own."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from kit import lab_view
from kit.results import Card, Cards, Cell, Column, Figure, Finding, Headline, Notice, Result, Table

HOSTILE = "<script>alert('x')</script> & \"co\""
TABLE = Table(
    "Owners",
    (Column("Owner"), Column("Won", "number")),
    ((Cell("Ada"), Cell("12", 12.0)), (Cell("Bo"), Cell("–"))),
)
RESULTS: dict[str, Result] = {
    "headline": Headline(
        "win_rate", "Win rate", 0.5, "50%", interval="40% – 60%", period="Q1", change="+1 point"
    ),
    "finding": Finding("r", "Losses come late.", action="Review the terms."),
    "table": TABLE,
    "figure": Figure("By owner", "<svg><path d='M0 0'/></svg>", "Ada leads.", 400, 250),
    "notice": Notice("No quotes.", fix="Declare them."),
}
SAID = {
    "headline": ["Win rate", "50%", "40% – 60%", "Q1", "+1 point"],
    "finding": ["Losses come late.", "Review the terms."],
    "table": ["Owners", "Owner", "Won", "Ada", "12", "Bo", "–"],
    "figure": ["By owner", "Ada leads."],
    "notice": ["No quotes. Declare them."],
}
HOSTILE_RESULTS: list[Result] = [
    Headline("k", HOSTILE, 0.5, HOSTILE, interval=HOSTILE, period=HOSTILE, change=HOSTILE),
    Finding("r", HOSTILE, action=HOSTILE),
    Table(HOSTILE, (Column(HOSTILE),), ((Cell(HOSTILE),),)),
    Figure(HOSTILE, "<svg></svg>", HOSTILE, 400, 250),
    Notice(HOSTILE, fix=HOSTILE),
]


class Seen(HTMLParser):
    """Tags and words of a piece of HTML, the style sheet left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and data.strip():
            self.words.append(data.strip())


@pytest.mark.parametrize("kind", RESULTS)
def test_everything_that_a_result_says_is_seen(kind: str) -> None:
    seen = Seen(lab_view.html(RESULTS[kind]))
    text = " ".join(seen.words)
    assert all(word in text for word in SAID[kind])
    assert seen.open == []


def test_a_chart_is_drawn_and_its_numbers_are_set_right() -> None:
    assert "<svg><path d='M0 0'/></svg>" in lab_view.html(RESULTS["figure"])
    assert '<td class="number">12</td>' in lab_view.html(TABLE)
    assert '<td class="text">Ada</td>' in lab_view.html(TABLE)


@pytest.mark.parametrize("result", HOSTILE_RESULTS, ids=lambda one: type(one).__name__)
def test_text_of_a_result_is_never_markup(result: Result) -> None:
    seen = Seen(lab_view.html(result))
    assert "script" not in seen.tags
    assert HOSTILE in " ".join(seen.words)


def test_colours_follow_the_theme_of_jupyterlab() -> None:
    html = lab_view.html(TABLE)
    assert '[data-jp-theme-light="false"] .kit-result' in html
    assert "--ink" in html


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("headline", "Win rate · 50% · 40% – 60% · +1 point"),
        ("finding", "Losses come late."),
        ("table", "Owner | Won\nAda | 12\nBo | –"),
        ("figure", "Ada leads."),
        ("notice", "No quotes."),
    ],
)
def test_plain_text_is_short(kind: str, text: str) -> None:
    assert lab_view.text(RESULTS[kind]) == text


def test_a_long_table_is_cut_in_plain_text() -> None:
    rows = tuple((Cell(str(number)),) for number in range(100))
    assert len(lab_view.text(Table("", (Column("n"),), rows)).splitlines()) == 21


def test_cards_are_a_list_of_which_the_first_are_shown() -> None:
    cards = tuple(Card(f"k{n}", f"Acme {n}", row=(Cell(f"Acme {n}"),)) for n in range(30))
    batch = Cards("Accounts", (Column("Account"),), cards, note="Some <b>are</b> left out.")
    html = lab_view.html(batch)
    assert "Acme 19" in html
    assert "Acme 20" not in html
    assert "Some &lt;b&gt;are&lt;/b&gt; left out." in html
    assert lab_view.text(batch).splitlines()[:2] == ["Account", "Acme 0"]
