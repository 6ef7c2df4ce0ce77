"""A digest is one small e-mail: what it says stands in both forms, and nothing in it is live."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default

import pytest

from kit.digest import Digest, compose
from kit.digest.gathering import FINDINGS, LONGEST, LONGEST_FIGURE, TILES, line
from kit.results import Finding, Headline
from tests.digest.conftest import digest_of

AT = datetime(2026, 6, 30, tzinfo=UTC)
HOSTILE = '<img src=x onerror=alert(1)>&"\r\nBcc: eve@example.com\r\n\r\n{{ 7*7 }}'


def sent(digest: Digest) -> EmailMessage:
    """The e-mail as whoever gets it reads it."""
    raw = compose(digest, "kit@example.com", AT).as_bytes()
    read = email.message_from_bytes(raw, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def both(message: EmailMessage) -> tuple[str, str]:
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def test_both_forms_say_figures_findings_changes_and_the_way_to_the_site() -> None:
    href = "https://reports.example.com/emea/iberia/index.html"
    for text in both(sent(digest_of(href=href))):
        for said in ("Iberia", "As of 30 June 2026", "Bookings", "€5", "30–50%", "Q2 2026"):
            assert said in text
        for said in ("Losses come late.", "Review the terms.", "What changed", href):
            assert said in text


def test_without_an_address_there_is_no_link_and_without_change_it_is_said() -> None:
    for text in both(sent(digest_of(changes=()))):
        assert "http" not in text
        assert "No key figure changed by more than chance explains." in text


def test_the_warning_comes_before_the_figures() -> None:
    warned = digest_of(state="failed", warnings=("Not current: failed.",))
    for text in both(sent(warned)):
        assert text.index("Not current: failed.") < text.index("Bookings")


def test_headers_hold_what_mail_programs_need() -> None:
    message = sent(digest_of(recipients=("ada@example.com", "bo@example.com")))
    assert message["To"] == "ada@example.com, bo@example.com"
    assert message["From"] == "kit@example.com"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert message.get_content_type() == "multipart/alternative"
    draft = compose(digest_of(), "", AT)
    assert (draft["From"], draft["X-Unsent"]) == (None, "1")


@pytest.mark.parametrize("place", ["name", "project", "headline", "finding", "change"])
def test_nothing_from_the_data_is_html_or_a_header(place: str) -> None:
    told = {
        "name": {"name": line(HOSTILE), "subject": line(HOSTILE)},
        "project": {"project": line(HOSTILE)},
        "headline": {"headlines": (Headline("k", HOSTILE, 1.0, HOSTILE, change=HOSTILE),)},
        "finding": {"findings": (Finding("r", HOSTILE, "act", HOSTILE),)},
        "change": {"changes": (HOSTILE,)},
    }[place]
    message = sent(digest_of(**told))
    assert message["Bcc"] is None
    _, html = both(message)
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "{{ 7*7 }}" in html
    assert "<script" not in html


def test_it_stays_an_e_mail_whatever_the_data_hold() -> None:
    long = line("€ä<" * 10_000)
    assert len(long) == LONGEST
    short = line("€ä<" * 10_000, LONGEST_FIGURE)
    head = Headline("k", short, 1.0, short, interval=short, period=short, change=2 * short)
    digest = digest_of(
        headlines=(head,) * TILES,
        findings=(Finding("r", long, "act", long),) * FINDINGS,
        changes=(4 * short,) * TILES,
    )
    assert len(compose(digest, "kit@example.com", AT).as_bytes()) < 100_000


def test_the_same_digest_makes_the_same_bytes() -> None:
    first, second = (compose(digest_of(), "kit@example.com", AT).as_bytes() for _ in range(2))
    assert first == second


def test_it_loads_nothing_from_anywhere() -> None:
    _, html = both(sent(digest_of(href="https://reports.example.com/")))
    for sign in ("src=", "url(", "<link", "<style", "@import", "<form"):
        assert sign not in html
