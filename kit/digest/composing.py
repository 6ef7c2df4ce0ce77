"""A digest as an e-mail: plain text, and HTML whose styles stand on its elements."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kit import files
from kit.digest.gathering import Digest
from kit.palette import BY_NAME
from kit.publisher.phrases import Voice
from kit.results import Headline

_COLUMNS = 3


def compose(digest: Digest, sender: str, at: datetime) -> EmailMessage:
    """The e-mail that tells a digest; the same digest and moment give the same bytes.

    Parameters
    ----------
    digest
        What it says.
    sender
        Whose it is; without one it is a draft that a mail program can send on.
    at
        When it was made, with an offset.
    """
    text, html = plain_text(digest), page(digest)
    mark = files.digest(f"{digest.subject}\n{text}\n{html}\n{at.isoformat()}")[:32]
    message = EmailMessage()
    message["Subject"] = digest.subject
    if sender:
        message["From"] = sender
    if digest.recipients:
        message["To"] = tuple(Address(addr_spec=one) for one in digest.recipients)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mark}@{sender.rpartition('@')[2] or 'digest.invalid'}>"
    message["Auto-Submitted"] = "auto-generated"
    if not sender:
        message["X-Unsent"] = "1"
    message.set_content(text, cte=_encoding(text))
    message.add_alternative(html, "html", cte=_encoding(html))
    message["Content-Language"] = digest.language
    message.set_boundary(f"=_{mark}")
    return message


def plain_text(digest: Digest) -> str:
    """The digest without any form, for programs and people who want none."""
    say = Voice(digest.language)
    parts = [
        [f"{digest.name} – {digest.as_of}"],
        list(digest.warnings),
        [say.plain("key_figures"), *(f"- {_figure(head, say)}" for head in digest.headlines)]
        if digest.headlines
        else [],
        [say.plain("findings"), *_findings(digest, say)] if digest.findings else [],
        [say.plain("digest_changes"), *(f"- {one}" for one in digest.changes)]
        if digest.changes
        else [say.plain("digest_no_change")],
        [say.plain("digest_more"), digest.href] if digest.href else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def page(digest: Digest) -> str:
    """The digest as HTML; whatever comes from data is escaped."""
    rows = [
        digest.headlines[start : start + _COLUMNS]
        for start in range(0, len(digest.headlines), _COLUMNS)
    ]
    return (
        _environment()
        .get_template("digest.html.j2")
        .render(
            digest=digest,
            say=Voice(digest.language),
            rows=rows,
            columns=_COLUMNS,
            colour={name: one.light for name, one in BY_NAME.items()},
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _encoding(text: str) -> Literal["base64", "quoted-printable"]:
    """The shorter of the two that every server takes: one triples what is not ASCII."""
    raw = text.encode("utf-8")
    return "base64" if 6 * sum(byte > 126 for byte in raw) > len(raw) else "quoted-printable"


def _figure(head: Headline, say: Voice) -> str:
    interval = f" ({say.plain('interval')} {head.interval})" if head.interval else ""
    told = [f"{head.label}: {head.text}{interval}", head.period, head.change]
    return " · ".join(one for one in told if one)


def _findings(digest: Digest, say: Voice) -> list[str]:
    told = []
    for one in digest.findings:
        action = f" {say.plain('action')}: {one.action}" if one.action else ""
        told.append(f"- [{say.plain(f'finding_{one.severity}')}] {one.text}{action}")
    return told
