"""E-mails reach a real server, over TLS or not at all."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

import pytest
import trustme

from kit.alert.email import Server, compose, send_email
from kit.errors import ParamError, RunError
from kit.params.on_failure import Email
from tests.alert.conftest import PASSWORD, MailServer, failure, mail_server, only_kit

EMAIL = Email(to=("ada@example.com", "bo@example.com"), smtp="URL", **{"from": "kit@example.com"})
LOGIN = f"kit:{quote(PASSWORD, safe='')}@"


def sent_to(server: MailServer, url: str) -> Any:
    """The one message that the server gets."""
    send_email(EMAIL, failure(), {"URL": url.format(port=server.port)})
    (message,) = server.postbox.arrived
    return message


def tls(authority: trustme.CA, host: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    return context


@pytest.mark.usefixtures("trusted")
def test_a_message_goes_over_starttls_with_a_password(authority: trustme.CA) -> None:
    options = {"require_starttls": True, "auth_required": True, "authenticator": only_kit}
    with mail_server(tls_context=tls(authority), **options) as server:
        message = sent_to(server, f"smtp://{LOGIN}127.0.0.1:{{port}}")
    assert message["Subject"] == "Small: 2 pages failed"
    assert message["From"] == "kit@example.com"
    assert message["To"] == "ada@example.com, bo@example.com"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-RcptTo"] == "ada@example.com, bo@example.com"
    plain, html = message.get_payload()
    assert plain.get_content_type() == "text/plain"
    assert html.get_content_type() == "text/html"
    assert "EMEA/Iberia, sales (ca) failed" in plain.get_payload(decode=True).decode()


@pytest.mark.usefixtures("trusted")
def test_a_message_goes_over_tls_from_the_start(authority: trustme.CA) -> None:
    with mail_server(ssl_context=tls(authority)) as server:
        assert sent_to(server, "smtps://127.0.0.1:{port}")["To"] == ", ".join(EMAIL.to)


def test_a_server_whose_certificate_is_not_trusted_gets_nothing(authority: trustme.CA) -> None:
    with mail_server(tls_context=tls(authority)) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            sent_to(server, f"smtp://{LOGIN}127.0.0.1:{{port}}")
        assert server.postbox.arrived == []


@pytest.mark.usefixtures("trusted")
def test_a_server_with_another_name_gets_nothing(authority: trustme.CA) -> None:
    with mail_server(tls_context=tls(authority, "mail.example.com")) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            sent_to(server, "smtp://127.0.0.1:{port}")
        assert server.postbox.arrived == []


def test_without_tls_this_machine_alone_gets_a_message_and_never_a_password() -> None:
    with mail_server() as server:
        assert sent_to(server, "smtp://127.0.0.1:{port}")["Subject"]
        server.postbox.arrived.clear()
        with pytest.raises(RunError, match="offers no TLS"):
            sent_to(server, f"smtp://{LOGIN}127.0.0.1:{{port}}")
        assert server.postbox.arrived == []
    with mail_server(hostname="127.0.0.2") as other:
        with pytest.raises(RunError, match="offers no TLS"):
            sent_to(other, "smtp://127.0.0.2:{port}")
        assert other.postbox.arrived == []


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_said_without_it(authority: trustme.CA) -> None:
    options = {"auth_required": True, "authenticator": only_kit}
    with mail_server(tls_context=tls(authority), **options) as server:
        url = f"smtp://kit:wrong-4711@127.0.0.1:{server.port}"
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            send_email(EMAIL, failure(), {"URL": url})
        assert "4711" not in str(refused.value)


def test_no_header_can_be_put_in_by_a_project_or_a_record() -> None:
    hostile = failure(project="Small\r\nBcc: eve@example.com\x00")
    message = compose(EMAIL, hostile)
    assert message["Subject"] == "SmallBcc: eve@example.com: 2 pages failed"
    assert "Bcc" not in message
    assert b"\nBcc:" not in message.as_bytes()


def test_names_are_no_html() -> None:
    pages = [
        {"unit": "<b>A & B</b>", "notebook": "x", "language": "en", "state": "failed", "reason": ""}
    ]
    message: EmailMessage = compose(EMAIL, failure(pages=pages))
    html = message.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;, x (en) failed" in html.get_content()


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("smtp://mail.example.com", "mail.example.com", 587),
        ("smtps://mail.example.com", "mail.example.com", 465),
        ("smtp://kit:p%40ss@[::1]:25", "::1", 25),
    ],
)
def test_the_port_is_the_usual_one_unless_said(url: str, host: str, port: int) -> None:
    server = Server.of("URL", {"URL": url})
    assert (server.host, server.port) == (host, port)
    assert server.password == ("p@ss" if "@[" in url else "")
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize(
    "url",
    ["", "mail.example.com", "http://hush@mail", "smtp://", "smtp://h:hush", "smtp://[hush", "x"],
)
def test_what_is_no_mail_server_is_refused_and_never_shown(url: str) -> None:
    with pytest.raises(ParamError, match="environment variable `URL`") as refused:
        Server.of("URL", {"URL": url})
    assert "hush" not in str(refused.value)
    assert refused.value.__cause__ is None
