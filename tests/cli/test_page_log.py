"""What a run tells of its pages: lines for people or for programs, beside the answer or not."""

from __future__ import annotations

import io
import json
import sys
from datetime import datetime

import pytest
from rich.console import Console

from kit.cli import output
from kit.cli.page_log import Form, page_log
from kit.ledger import Outcome, PageId
from kit.runner import Beginning, Progress

Captured = pytest.CaptureFixture[str]
PAGE = PageId("EMEA", "Iberia", "sales", "en")
DONE = Outcome(PAGE, "k", "done", 1.25)
FAILED = Outcome(PAGE, "k", "failed", 2.0, "cell 3: KeyError: [b]x[/b]")
AGAIN = Outcome(PageId("", "", "sales", "en"), "k", "done", 1.0, earlier=("it died.",))


def test_each_page_is_a_line_with_how_many_are_done_and_the_time_left(capsys: Captured) -> None:
    with page_log("text", aside=False) as log:
        log.begin(Beginning(9, 3))
        log.ended(DONE, Progress(1, 3, 200.5))
        log.ended(FAILED, Progress(2, 3, 8.2))
        log.ended(AGAIN, Progress(3, 3, 0.0))
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.splitlines() == [
        "done      EMEA/Iberia sales (en) 1.2 s (1 of 3, 4 min left)",
        "failed    EMEA/Iberia sales (en) 2.0 s (2 of 3, 9 s left) cell 3: KeyError: [b]x[/b]",
        "done      company sales (en) 1.0 s at the second try (3 of 3)",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "(1 of 3)"), (59.1, "60 s left"), (61, "2 min left"), (4_000, "1 h 7 min left")],
)
def test_time_left_is_said_where_it_is_known(
    capsys: Captured, seconds: float | None, words: str
) -> None:
    with page_log("text", aside=False) as log:
        log.ended(DONE, Progress(1, 3, seconds))
    assert words in capsys.readouterr().out


def test_a_run_that_takes_up_another_says_so(capsys: Captured) -> None:
    with page_log("text", aside=False) as log:
        log.begin(Beginning(pages=20, to_run=8, resumes=4, finished=12))
    assert capsys.readouterr().out == (
        "run       takes up run 4, which was broken off: 12 pages of it kept, 8 to run\n"
    )


@pytest.mark.parametrize("aside", [False, True])
def test_json_lines_have_a_time_and_all_that_is_known(capsys: Captured, aside: bool) -> None:
    with page_log("json", aside=aside) as log:
        log.begin(Beginning(9, 3))
        log.ended(AGAIN, Progress(1, 3, 20.0))
    captured = capsys.readouterr()
    said, silent = (captured.err, captured.out) if aside else (captured.out, captured.err)
    assert silent == ""
    begin, page = map(json.loads, said.splitlines())
    assert (begin["event"], begin["pages"], begin["to_run"], begin["resumes"]) == ("begin", 9, 3, 0)
    assert datetime.fromisoformat(page.pop("time")).utcoffset() is not None
    assert page == {
        "event": "page", "unit": "", "notebook": "sales", "language": "en", "state": "done",
        "seconds": 1.0, "reason": "", "attempts": 2, "earlier": ["it died."], "ended": 1, "of": 3,
        "seconds_left": 20.0,
    }  # fmt: skip


def test_beside_an_answer_lines_go_to_standard_error(capsys: Captured) -> None:
    with page_log("text", aside=True) as log:
        log.ended(FAILED, Progress(1, 1, 0.0))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("failed    EMEA/Iberia sales (en)")


@pytest.mark.parametrize(("form", "words"), [("text", "1 of 3 pages"), ("json", '"ended": 1')])
def test_a_run_that_is_broken_off_says_how_far_it_came(
    capsys: Captured, form: Form, words: str
) -> None:
    def end_early() -> None:
        with page_log(form, aside=True) as log:
            log.begin(Beginning(9, 3))
            log.ended(DONE, Progress(1, 3, 20.0))
            sys.exit(143)

    with pytest.raises(SystemExit):
        end_early()
    assert words in capsys.readouterr().err.splitlines()[-1]


def test_on_a_terminal_there_is_a_bar_and_failures_alone_are_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(output, "screen", Console(file=shown, force_terminal=True, width=100))
    with page_log("text", aside=False) as log:
        log.begin(Beginning(9, 2))
        log.ended(DONE, Progress(1, 2, 90.0))
        log.ended(FAILED, Progress(2, 2, 0.0))
    assert "2/2" in shown.getvalue()
    assert "done  " not in shown.getvalue()
    assert "KeyError: [b]x[/b]" in shown.getvalue()
